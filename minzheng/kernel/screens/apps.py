from django.apps import AppConfig


class ScreensConfig(AppConfig):
    name = "minzheng.kernel.screens"
    label = "screens"
    verbose_name = "通用界面"
