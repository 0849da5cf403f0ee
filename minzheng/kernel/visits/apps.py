from minzheng.kernel.access.plates import RegisterConfig
from minzheng.kernel.access.roles import FIELD_STAFF, OFFICERS


class VisitsConfig(RegisterConfig):
    zh = "走访"
    en = "Visits"
    icon = "footprints"
    order = 985
    main_model = "Visit"
    may = {
        "create": (),
        "edit": (),
        "import": (),
        "plan": OFFICERS,
        "cancel": OFFICERS,
        "push": (*FIELD_STAFF, *OFFICERS),
        "settle": OFFICERS,
    }
    sensitive = {"answers_sealed": "hidden"}
    list_columns = ("household", "form", "visited_on", "completed", "result", "area", "next_visit_on")
    filter_fields = ("form", "completed", "result", "area")
    detail_fields = (
        "household", "plan", "form", "visited_on", "visitors", "completed", "result", "next_visit_on", "area",
    )  # fmt: skip
    further_tables = {"VisitPlan": ("household", "form", "assigned_to", "due_on", "state", "done_on")}
