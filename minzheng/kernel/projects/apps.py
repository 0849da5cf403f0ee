from minzheng.kernel.access.plates import RegisterConfig
from minzheng.kernel.access.roles import SECTION


class ProjectsConfig(RegisterConfig):
    zh = "项目"
    en = "Projects"
    icon = "target"
    order = 940
    main_model = "Project"
    may = {
        "create": SECTION,
        "edit": SECTION,
        "import": SECTION,
        "plan": SECTION,
        "report": (*SECTION, "institution"),
        "reach": (*SECTION, "institution"),
        "check": (*SECTION, "institution"),
        "spend": (*SECTION, "institution"),
        "budget": ("section_head",),
        "move": ("section_head",),
        "pay": ("finance",),
    }
    list_columns = ("title", "programme", "code", "kind", "state", "organization", "planned_end_on")
    search_fields = ("title", "code", "programme")
    filter_fields = ("kind", "state", "programme", "area")
    edit_fields = (
        "programme", "code", "kind", "title", "area", "organization", "target_group", "starts_on", "planned_end_on",
    )  # fmt: skip
    further_tables = {
        "ProjectState": ("project", "state", "starts_on", "ends_on"),
        "Milestone": ("project", "title", "planned_on", "reached_on"),
        "ProgressReading": ("project", "read_on", "done_permille", "note"),
        "BudgetLine": ("project", "item", "planned_fen", "spent_fen"),
        "Instalment": ("project", "number", "planned_on", "planned_fen", "paid_on", "paid_fen"),
        "SelfCheck": ("project", "month", "checked_on", "result"),
    }
