from minzheng.kernel.access.plates import RegisterConfig
from minzheng.kernel.access.roles import READERS, SECTION


class PaymentsConfig(RegisterConfig):
    zh = "资金发放"
    en = "Monthly payments"
    icon = "banknote"
    order = 110
    may = {
        # whoever signs or pays must see how a month differs from the last one
        "view": (*READERS, "finance"),
        "create": (), "edit": (), "import": (), "run": SECTION, "export": (*SECTION, "finance"),
    }  # fmt: skip
    list_columns = ("month", "group", "households", "persons", "lines", "batch", "made_on")
    filter_fields = ("month",)
