from minzheng.kernel.access.plates import RegisterConfig
from minzheng.kernel.access.roles import FIELD_STAFF, OFFICERS


class ReferralsConfig(RegisterConfig):
    zh = "转介"
    en = "Referrals"
    icon = "arrow-right-left"
    order = 980
    main_model = "Referral"
    may = {
        "create": (*OFFICERS, *FIELD_STAFF),
        "edit": (),
        "import": (),
        "accept": OFFICERS,
        "answer": OFFICERS,
        "decline": OFFICERS,
        "withdraw": (*OFFICERS, *FIELD_STAFF),
    }
    list_columns = (
        "from_register",
        "to_register",
        "request",
        "state",
        "area",
        "asked_on",
        "due_on",
        "answered_on",
    )
    search_fields = ("text",)
    filter_fields = ("to_register", "from_register", "state", "area")
