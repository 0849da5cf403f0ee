"""Worked cases: small YAML files that a case officer can read and a test runs.

A file is `{every_member: {…}, cases: [{name, month, household: {…}, output: {code: {…}}}]}`. What every member
has in common stands once at the top. An output key is a benefit's code, or `code/person`; an amount may be
written as whole-number arithmetic, so that the reader sees the law in the number: `114500 * 3 - 210000`.
"""

from __future__ import annotations

import ast
import json
import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from minzheng.rules.parameters import read_yaml

_OPERATIONS: dict[type[ast.operator], Callable[[int, int], int]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
}


class CaseError(ValueError):
    """A worked case that cannot be read; the message names it."""


@dataclass(frozen=True)
class Case:
    """One case with the household in full and the expected results as written."""

    name: str
    month: str
    household: dict[str, Any]
    output: dict[str, dict[str, Any]]


def load_cases(folder: Path) -> Iterator[Case]:
    """Every case of the folder's YAML files, in the order of file and text."""
    for path in sorted(folder.glob("*.yaml")):
        content = read_yaml(path)
        everyone = content.get("every_member", {})
        for case in content["cases"]:
            yield Case(case["name"], case["month"], _complete(case, everyone), case["output"])


def _complete(case: dict[str, Any], everyone: dict[str, Any]) -> dict[str, Any]:
    """The household with schema, id and numbered members added where the case leaves them out."""
    household = {"schema": "minzheng.household/1", "household": "H1", **case["household"]}
    members = household.get("members") or []
    household["members"] = [
        {"person": f"P{number}", "relation": "self" if number == 1 else "other", **everyone, **member}
        for number, member in enumerate(members, 1)
    ]
    return json.loads(json.dumps(household, default=date.isoformat))  # type: ignore[no-any-return]


def whole(written: int | str) -> int:
    """A whole number, or arithmetic of whole numbers with + - * // and brackets. Raises CaseError."""
    if type(written) is int:
        return written
    try:
        return _reckon(ast.parse(str(written), mode="eval").body)
    except (SyntaxError, ZeroDivisionError) as wrong:
        raise CaseError(f"“{written}”不是整数算式") from wrong


def _reckon(node: ast.expr) -> int:
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return node.value
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
        return _OPERATIONS[type(node.op)](_reckon(node.left), _reckon(node.right))
    raise CaseError("算式里只能有整数、+ - * // 和括号")


def differences(case: Case, entries: list[dict[str, Any]]) -> list[str]:
    """What the computed entries `{code, person, …}` say otherwise than the case; empty when they agree."""
    found = {
        entry["code"] if entry["person"] is None else f"{entry['code']}/{entry['person']}": entry
        for entry in entries
    }
    wrong = []
    for key, expected in case.output.items():
        for name, written in expected.items():
            value = whole(written) if name.endswith("_fen") else written
            got = found.get(key, {}).get(name)
            if got != value:
                wrong.append(f"{case.name}：{key} 的 {name} 应为 {value}，算得 {got}")
    return wrong
