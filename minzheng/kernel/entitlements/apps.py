from minzheng.kernel.access.plates import RegisterConfig
from minzheng.kernel.access.roles import SECTION


class EntitlementsConfig(RegisterConfig):
    zh = "待遇资格"
    en = "Entitlements"
    icon = "badge-check"
    order = 820
    may = {"create": (), "edit": (), "import": (), "export": SECTION, "decide": SECTION}
    list_columns = ("scheme", "beneficiary_name", "monthly_fen", "starts_on", "ends_on", "area")
    filter_fields = ("scheme",)
