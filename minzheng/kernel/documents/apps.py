from minzheng.kernel.access.plates import RegisterConfig
from minzheng.kernel.access.roles import READERS, SECTION


class DocumentsConfig(RegisterConfig):
    zh = "政策文件"
    en = "Policy documents"
    icon = "file-text"
    order = 930
    main_model = "PolicyDocument"
    may = {
        "view": READERS,
        "create": SECTION,
        "edit": SECTION,
        "review": ("section_head", "leader"),
        "consult": SECTION,
        "issue": ("leader",),
        "repeal": ("leader",),
    }
    list_columns = ("title", "kind", "number", "issuing_body", "drafted_on", "issued_on", "effective_on")
    search_fields = ("title", "number", "programme")
    filter_fields = ("kind", "issuing_body", "programme")
    edit_fields = ("title", "kind", "area", "issuing_body", "programme", "drafted_on")
