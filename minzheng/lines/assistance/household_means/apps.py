from minzheng.kernel.access.plates import RegisterConfig
from minzheng.kernel.access.roles import OFFICERS, SECTION


class HouseholdMeansConfig(RegisterConfig):
    zh = "家庭财产"
    en = "Household means"
    icon = "wallet"
    order = 130
    may = {"create": OFFICERS, "edit": OFFICERS, "import": SECTION}
    sensitive = {"money_fen": "hidden"}
    list_columns = ("household", "dwellings", "vehicles", "companies", "starts_on", "ends_on", "area")
    search_fields = ("household__number",)
