from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "minzheng.kernel.evidence"
    label = "evidence"
    verbose_name = "留痕"
