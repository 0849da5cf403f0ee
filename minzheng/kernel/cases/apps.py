from minzheng.kernel.access.plates import RegisterConfig
from minzheng.kernel.access.roles import OFFICERS


class CasesConfig(RegisterConfig):
    zh = "办件"
    en = "Cases"
    icon = "clipboard-list"
    order = 960
    main_model = "Case"
    may = {
        "create": OFFICERS,
        "edit": (),
        "import": (),
        "advance": (*OFFICERS, "leader"),
        "assign": ("subdistrict_reviewer", "section_head"),
        "pause": OFFICERS,
        "resume": OFFICERS,
        "escalate": OFFICERS,
        "publish": ("section_head",),
        "correct": ("section_head",),
    }
    list_columns = ("title", "procedure", "state", "area", "handler", "opened_on", "due_on", "closed_on")
    search_fields = ("title",)
    filter_fields = ("procedure", "state", "area", "handler")
    further_tables = {
        "CaseStep": ("case", "number", "verb", "target", "actor", "stepped_on", "note"),
        "CaseClock": ("case", "code", "started_on", "due_on", "provisional", "stopped_on", "source"),
        "CasePause": ("case", "reason", "starts_on", "ends_on"),
    }
