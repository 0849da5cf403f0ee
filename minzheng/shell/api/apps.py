from minzheng.kernel.access.plates import RegisterConfig
from minzheng.kernel.access.roles import ROLES

_EVERYBODY = tuple(row.code for row in ROLES)


class ApiConfig(RegisterConfig):
    """Interface keys: everybody keeps one's own, nobody sees another's."""

    zh = "接口密钥"
    en = "Interface keys"
    in_menu = False
    may = {
        "view": (),
        "create": (),
        "edit": (),
        "import": (),
        "export": (),
        "issue": _EVERYBODY,
        "revoke": _EVERYBODY,
    }
