from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "minzheng.shell.portal"
    label = "portal"
    verbose_name = "公开页面"
