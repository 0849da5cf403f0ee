from minzheng.kernel.access.plates import RegisterConfig
from minzheng.kernel.access.roles import OFFICERS

SIGNERS = ("section_head", "finance", "leader")
DESK = ("section_officer", "section_head", "finance")


class MoneyConfig(RegisterConfig):
    zh = "发放批次"
    en = "Payment batches"
    icon = "banknote"
    order = 800
    main_model = "PaymentBatch"
    may = {
        "view": (*OFFICERS, "finance", "leader", "auditor"),
        "create": (), "edit": (), "import": (*OFFICERS, "finance"), "export": ("section_head", "finance", "auditor"),
        "register": (*OFFICERS, "finance"), "fund": DESK,
        "open": DESK, "discard": DESK, "review": SIGNERS, "approve": SIGNERS,
        "pay_out": DESK, "answer": DESK, "reissue": DESK, "release": DESK, "recover": DESK, "close": DESK,
    }  # fmt: skip
    sensitive = {"holder_name": "name", "last_four": "account"}
    list_columns = (
        "number", "month", "title", "state", "people_count", "line_count", "amount_fen", "maker", "digest",
    )  # fmt: skip
    further_tables = {
        "PaymentLine": ("end_to_end_id", "scheme", "month", "payee", "fen", "state", "settled_on", "area"),
        "PayoutAccount": ("payee", "holder_name", "bank_code", "last_four", "starts_on", "ends_on", "area"),
        "JournalEntry": ("booked_on", "summary", "batch"),
        "FundSource": ("code", "name", "area"),
    }
    search_fields = ("number", "title")
    filter_fields = ("state", "month")
    detail_fields = (
        "number", "month", "title", "state", "fund", "people_count", "line_count", "amount_fen", "digest",
        "maker", "made_on", "reviewer", "reviewed_on", "approver", "approved_on", "exported_on", "closed_on",
        "remark",
    )  # fmt: skip
