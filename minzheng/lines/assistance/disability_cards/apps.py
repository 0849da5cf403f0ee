from minzheng.kernel.access.plates import RegisterConfig
from minzheng.kernel.access.roles import OFFICERS, SECTION


class DisabilityCardsConfig(RegisterConfig):
    zh = "残疾人证"
    en = "Disability cards"
    icon = "accessibility"
    order = 140
    may = {"create": OFFICERS, "edit": OFFICERS, "import": SECTION}
    sensitive = {"category": "hidden", "grade": "hidden"}
    list_columns = ("person", "category", "grade", "valid_from", "valid_to", "area")
    search_fields = ("person__name",)
    filter_fields = ("category", "grade")
