"""The Chinese word for a value that a figure is split by."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldDoesNotExist

from minzheng.benefits.plates import find_benefits
from minzheng.kernel.facts import Fact


def label_of(fact: Fact, column: str, key: object) -> str:
    """The field's own choice label, a benefit's official name, or the value as it stands."""
    return _choices(fact, column).get(key) or _schemes().get(str(key)) or str(key) or "（空）"


def _choices(fact: Fact, column: str) -> dict[Any, str]:
    current: Any = fact.rows().model
    try:
        for part in fact.path_of(column).split("__"):
            field = current._meta.get_field(part)
            current = getattr(field, "related_model", None)
    except (FieldDoesNotExist, AttributeError):
        return {}
    return {value: str(label) for value, label in field.flatchoices}


def _schemes() -> dict[str, str]:
    return {code: benefit.plate.zh for code, benefit in find_benefits().items()}
