from minzheng.kernel.access.plates import RegisterConfig
from minzheng.kernel.access.roles import FIELD_STAFF, OFFICERS


class ActivitiesConfig(RegisterConfig):
    zh = "活动"
    en = "Activities"
    icon = "calendar-days"
    order = 950
    main_model = "Activity"
    may = {
        "create": (*OFFICERS, *FIELD_STAFF),
        "edit": OFFICERS,
        "import": OFFICERS,
        "hold": (*OFFICERS, *FIELD_STAFF),
        "attend": (*OFFICERS, *FIELD_STAFF),
        "cancel": OFFICERS,
    }
    list_columns = ("title", "kind", "programme", "area", "state", "planned_on", "held_on")
    search_fields = ("title", "theme", "programme")
    filter_fields = ("kind", "state", "programme", "area")
    edit_fields = (
        "kind", "title", "theme", "programme", "area", "planned_on", "site", "venue", "organizer", "reach",
    )  # fmt: skip
    further_tables = {"Attendance": ("activity", "attendee_group", "person", "organization", "heads")}
