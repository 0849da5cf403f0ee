from django.apps import AppConfig


class CommandLineConfig(AppConfig):
    name = "minzheng.shell.cli"
    label = "cli"
    verbose_name = "命令行"
