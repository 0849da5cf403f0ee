from minzheng.kernel.access.plates import RegisterConfig
from minzheng.kernel.access.roles import ROLES


class WebConfig(RegisterConfig):
    """The workbench itself: no rows, but a verb that needs a permission."""

    zh = "工作台"
    en = "Workbench"
    in_menu = False
    may = {
        "view": (),
        "create": (),
        "edit": (),
        "import": (),
        "export": (),
        "move_clock": tuple(row.code for row in ROLES),
    }
