from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    name = "minzheng.reports.dashboards"
    label = "dashboards"
    verbose_name = "指标"
