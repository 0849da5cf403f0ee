from minzheng.kernel.access.plates import RegisterConfig
from minzheng.kernel.access.roles import OFFICERS, SECTION


class CircumstancesConfig(RegisterConfig):
    zh = "人员状况"
    en = "Personal circumstances"
    icon = "clipboard-list"
    order = 120
    may = {"create": OFFICERS, "edit": OFFICERS, "import": SECTION}
    sensitive = {"severe_illness": "hidden", "in_custody": "hidden", "father": "hidden", "mother": "hidden"}
    list_columns = ("person", "work_ability", "self_care", "starts_on", "ends_on", "area")
    search_fields = ("person__name",)
    filter_fields = ("work_ability", "self_care", "care_form", "student")
