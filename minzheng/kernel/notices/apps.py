from minzheng.kernel.access.plates import RegisterConfig
from minzheng.kernel.access.roles import FIELD_STAFF, OFFICERS


class NoticesConfig(RegisterConfig):
    zh = "公示"
    en = "Public notices"
    icon = "megaphone"
    order = 990
    main_model = "PublicNotice"
    may = {
        "create": OFFICERS,
        "edit": (),
        "import": (),
        "withdraw": OFFICERS,
        "object": (*OFFICERS, *FIELD_STAFF),
        "resolve": ("subdistrict_reviewer", "section_head"),
        "reveal": ("subdistrict_reviewer", "section_head"),
    }
    sensitive = {"objector_sealed": "hidden", "text_sealed": "hidden", "data_key": "hidden"}
    list_columns = ("title", "kind", "area", "place", "starts_on", "ends_on", "withdrawn_on")
    search_fields = ("title",)
    filter_fields = ("kind", "area")
    further_tables = {"Objection": ("notice", "received_on", "result", "resolved_on")}
