from minzheng.kernel.access.plates import RegisterConfig
from minzheng.kernel.access.roles import SECTION


class SitesConfig(RegisterConfig):
    zh = "场所"
    en = "Sites"
    icon = "map-pin"
    order = 920
    main_model = "Site"
    may = {
        "create": SECTION,
        "edit": SECTION,
        "import": SECTION,
        "open": SECTION,
        "close": ("section_head",),
        "label": SECTION,
        "unlabel": SECTION,
    }
    list_columns = ("name", "kind", "brand", "area", "organization", "opened_on", "closed_on")
    search_fields = ("name", "brand", "address")
    filter_fields = ("kind", "area", "brand")
    edit_fields = (
        "name", "kind", "brand", "area", "organization", "address", "latitude", "longitude", "planned_on",
    )  # fmt: skip
    further_tables = {"SiteLabel": ("site", "label", "given_by", "starts_on", "ends_on")}
