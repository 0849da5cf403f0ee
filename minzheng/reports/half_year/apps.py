from minzheng.kernel.access.plates import RegisterConfig
from minzheng.kernel.access.roles import READERS


class HalfYearConfig(RegisterConfig):
    zh = "半年报告"
    en = "Half-year reports"
    icon = "file-check"
    order = 20
    main_model = "Report"
    in_menu = False  # the report's own page is in the menu and leads here once it is fixed
    may = {
        "view": READERS,
        "create": (),
        "edit": (),
        "import": (),
        "freeze": ("section_head", "leader"),
    }
    list_columns = ("code", "area", "cut_off", "frozen_on", "frozen_by")
    filter_fields = ("code",)
    detail_fields = ("code", "area", "starts_on", "ends_on", "cut_off", "frozen_on", "frozen_by", "root")
    further_tables = {
        "FigureSnapshot": ("figure", "zh", "value_text", "unit", "row_count", "definition_version", "report")
    }
