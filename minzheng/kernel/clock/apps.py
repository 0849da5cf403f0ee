from django.apps import AppConfig


class ClockConfig(AppConfig):
    name = "minzheng.kernel.clock"
    label = "clock"
    verbose_name = "时钟"
