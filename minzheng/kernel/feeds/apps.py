from minzheng.kernel.access.plates import RegisterConfig
from minzheng.kernel.access.roles import FIELD_STAFF, OFFICERS, READERS


class FeedsConfig(RegisterConfig):
    """Who may import what is decided by each kind's own register; `import` here only opens the door."""

    zh = "数据导入"
    en = "Data imports"
    icon = "file-up"
    order = 910
    main_model = "Import"
    may = {
        "view": READERS,
        "create": (),
        "edit": (),
        "import": (*FIELD_STAFF, *OFFICERS, "finance", "check_officer"),
        "export": (),
    }
    sensitive = {"data_key": "hidden", "file_token": "hidden", "content_token": "hidden"}
    list_columns = (
        "imported_at",
        "kind",
        "file_name",
        "state",
        "rows",
        "new",
        "changed",
        "unchanged",
        "area",
    )
    search_fields = ("file_name", "kind")
    filter_fields = ("kind", "state", "area")
    verb_names = {
        "commit_staged": ("确认导入", "Confirm import"),
        "discard_staged": ("放弃导入", "Discard import"),
    }
