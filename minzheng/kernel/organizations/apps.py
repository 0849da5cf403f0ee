from minzheng.kernel.access.plates import RegisterConfig
from minzheng.kernel.access.roles import SECTION


class OrganizationsConfig(RegisterConfig):
    zh = "单位机构"
    en = "Organizations"
    icon = "building-2"
    order = 910
    main_model = "Organization"
    may = {
        "create": SECTION,
        "edit": SECTION,
        "import": SECTION,
        "dissolve": ("section_head",),
        "appoint": SECTION,
        "release": SECTION,
    }
    sensitive = {"contact_name": "name"}
    list_columns = ("official_name", "kind", "credit_code", "area", "registered_on", "dissolved_on")
    search_fields = ("official_name", "short_name", "credit_code")
    filter_fields = ("kind", "area")
    edit_fields = (
        "official_name", "short_name", "kind", "credit_code", "area", "supervising_unit", "registered_on",
        "address", "contact_name", "office_phone",
    )  # fmt: skip
