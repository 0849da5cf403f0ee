from minzheng.kernel.access.plates import RegisterConfig
from minzheng.kernel.access.roles import READERS


class PlacesConfig(RegisterConfig):
    zh = "行政区划"
    en = "Areas"
    icon = "map"
    order = 900
    main_model = "Area"
    may = {"view": READERS, "create": (), "edit": (), "import": ("section_head",)}
    list_columns = ("name", "level", "parent", "valid_from", "valid_to")
    search_fields = ("name", "short_name")
    filter_fields = ("level",)
