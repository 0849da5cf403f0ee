"""Making the text of a notice from its allow-list. Anything else that is handed in is refused, not dropped."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from minzheng.kernel.notices.allow_lists import NoticeKind, PublicField
from minzheng.kernel.organizations.models import Organization
from minzheng.kernel.people.models import Person
from minzheng.kernel.places.models import Area
from minzheng.kernel.problems import Problem, Refused
from minzheng.rules.parameters import Parameter, load_file

_LONG_NUMBER = re.compile(r"[0-9０-９Xx]{11,}")


def _majority() -> Parameter:
    return load_file(Path(__file__).parent / "parameters" / "age_of_majority.yaml", "notices")


AGE_OF_MAJORITY = _majority()


def compose(kind: NoticeKind, values: Mapping[str, Any], *, on: date) -> dict[str, str]:
    """Field → printed text. `on` is the first day of posting: on it every named person must be an adult.

    Refused for a field too many or too few, a child, a person of unknown age, or anything like a number of a
    person. Runs inside the actor's scope: a person or body that may not be seen cannot be printed.
    """
    listed = {each.name: each for each in kind.fields}
    if values.keys() != listed.keys():
        odd = sorted(values.keys() ^ listed.keys())
        raise Refused("not_on_list", f"公示内容只能是清单上的字段，且不能缺少：{'、'.join(odd)}。")
    printed = {name: _print(each, values[name], on) for name, each in listed.items()}
    for name, text in printed.items():
        if _LONG_NUMBER.search(text):
            raise Refused("personal_number", f"“{listed[name].zh}”含有疑似证件号码或电话的数字，不能公示。")
    return printed


def _print(each: PublicField, value: Any, on: date) -> str:
    try:
        return _PRINTERS[each.kind](each, value, on)
    except (TypeError, ValueError, KeyError) as wrong:
        raise Problem("public_value", f"公示字段“{each.zh}”的值不可用。", column=each.name) from wrong


def _adult_name(each: PublicField, value: Any, on: date) -> str:  # noqa: ARG001 - one shape for all
    person = Person.objects.filter(pk=_id(value)).first()
    if person is None:
        raise KeyError(value)
    age = person.age_on(on)
    in_force = [dated.value for dated in AGE_OF_MAJORITY.dated if dated.starts_on <= on]
    if age is None or not in_force or age < in_force[-1]:
        raise Refused("child", "未成年人或年龄不明的人员不得公示。", fix="请公示其成年监护人或不公示姓名。")
    return str(person.name)


def _organization(each: PublicField, value: Any, on: date) -> str:  # noqa: ARG001 - one shape for all
    found = Organization.objects.filter(pk=_id(value)).first()
    if found is None:
        raise KeyError(value)
    return str(found.official_name)


def _area(each: PublicField, value: Any, on: date) -> str:  # noqa: ARG001 - one shape for all
    found = Area.objects.filter(pk=_whole(value)).first()
    if found is None:
        raise KeyError(value)
    return found.name


def _count(each: PublicField, value: Any, on: date) -> str:  # noqa: ARG001 - one shape for all
    return str(_whole(value))


def _fen(each: PublicField, value: Any, on: date) -> str:  # noqa: ARG001 - one shape for all
    yuan, rest = divmod(_whole(value), 100)
    return f"{yuan}.{rest:02d}"


def _date(each: PublicField, value: Any, on: date) -> str:  # noqa: ARG001 - one shape for all
    if type(value) is not date:
        raise TypeError(value)
    return f"{value.year}年{value.month}月{value.day}日"


def _choice(each: PublicField, value: Any, on: date) -> str:  # noqa: ARG001 - one shape for all
    return each.words[value]


_PRINTERS = {
    "adult_name": _adult_name,
    "organization": _organization,
    "area": _area,
    "count": _count,
    "fen": _fen,
    "date": _date,
    "choice": _choice,
}


def _whole(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise TypeError(value)
    return value


def _id(value: Any) -> UUID:
    if not isinstance(value, UUID):
        raise TypeError(value)
    return value
