from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "minzheng.shell.web"
    label = "web"
    verbose_name = "工作台"

    def ready(self) -> None:
        from django.db.backends.signals import connection_created

        from minzheng.config.connection import assert_promises

        connection_created.connect(assert_promises, dispatch_uid="database_promises")
