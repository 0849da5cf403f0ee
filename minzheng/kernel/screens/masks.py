"""Sensitive values as a screen, file or evidence event may show them: masked by the kind on the plate."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from minzheng.kernel.people.identity import masking

HIDDEN = "（已隐藏）"
#: an envelope (version:algorithm:key:nonce:body) or the token of a blind index (version:hash:key:digest)
_SEALED: Final = re.compile(r"^v\d+:[\w-]+:[\w-]+:[\w-]+(:|$)")


def _birth(value: Any) -> str:
    return masking.mask_birth_date(value) if isinstance(value, date) else HIDDEN


_BY_KIND: Final[Mapping[str, Callable[[Any], str]]] = {
    "name": lambda value: masking.mask_name(str(value)),
    "id_number": lambda value: masking.mask_identity_number(str(value), handler=False),
    "phone": lambda value: masking.mask_phone(str(value)),
    "account": lambda value: masking.mask_account(str(value)),
    "address": lambda value: masking.mask_address(str(value)),
    "birth": _birth,
    "hidden": lambda _value: HIDDEN,
}


def mask(kind: str, value: Any) -> str:
    """The default mask of `value` for a plate's mask kind; an unknown kind hides everything."""
    if value is None or value == "":
        return ""
    if is_sealed(value):
        return HIDDEN
    return _BY_KIND.get(kind, _BY_KIND["hidden"])(value)


def is_sealed(value: Any) -> bool:
    """Whether a stored value is an envelope, a token or raw bytes, which no screen may print."""
    return isinstance(value, (bytes, memoryview)) or (isinstance(value, str) and bool(_SEALED.match(value)))
