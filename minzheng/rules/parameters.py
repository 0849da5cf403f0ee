"""Parameters of the law: one quantity a YAML file, each value with its first day and its source.

A value without a source does not load. A fraction does not load: money is whole fen, a share is ten-thousandths.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from minzheng.rules.units import CODES, FLAG, MATRIX, UNITS, Unit

Value = int | bool | tuple[str, ...] | tuple[tuple[int, ...], ...]

LARGEST = 10**10
_KEY = re.compile(r"[a-z][a-z0-9_]*")
_FILE_FIELDS = frozenset({"key", "zh", "unit", "checked_on", "note", "values"})
_VALUE_FIELDS = frozenset({"from", "value", "source"})
_SOURCE_FIELDS = frozenset({"title", "number", "article", "issued", "status"})
_STATUS = ("official", "unofficial")


class ParameterError(Exception):
    """A parameter that cannot be loaded: the place, what is wrong and how to mend it, in Chinese."""

    def __init__(self, place: str, message: str, fix: str) -> None:
        super().__init__(f"{place}：{message}。{fix}")
        self.place, self.message, self.fix = place, message, fix


@dataclass(frozen=True)
class Source:
    """Where a value stands: title, document number, article, day of issue, and whether a person confirmed it."""

    title: str
    number: str | None
    article: str | None
    issued: date | None
    status: str

    @property
    def is_official(self) -> bool:
        """Whether the value was read in the official text."""
        return self.status == "official"

    def __str__(self) -> str:
        said = " ".join(part for part in (self.title, self.number, self.article) if part)
        return said if self.is_official else f"{said}（示例参数，非官方）"

    def as_dict(self) -> dict[str, str | None]:
        """The five fields as text, in a fixed order."""
        issued = None if self.issued is None else self.issued.isoformat()
        return {
            "title": self.title,
            "number": self.number,
            "article": self.article,
            "issued": issued,
            "status": self.status,
        }


@dataclass(frozen=True)
class Dated:
    """A value in force from a day on, until a later one."""

    starts_on: date
    value: Value
    source: Source


@dataclass(frozen=True)
class Parameter:
    """One quantity. `key` is `<benefit>.<name>` or `shared.<name>`; `dated` is in order of time."""

    key: str
    zh: str
    unit: Unit
    checked_on: date
    dated: tuple[Dated, ...]
    note: str = ""

    @property
    def group(self) -> str:
        """The benefit's code, or `shared`."""
        return self.key.partition(".")[0]

    @property
    def name(self) -> str:
        """The name formulas use after `q.`."""
        return self.key.partition(".")[2]


class _StrictLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # C when it is there
    """Refuses a key written twice, which YAML otherwise lets the later one win."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """As the parent, after looking for repeated keys."""
        keys = [key.value for key, _ in node.value]
        if len(keys) != len(set(keys)):
            raise yaml.constructor.ConstructorError(None, None, "key written twice", node.start_mark)
        return super().construct_mapping(node, deep=deep)  # type: ignore[no-any-return]


def read_yaml(path: Path) -> Any:
    """The content of a YAML file; a key written twice or a broken file raises ParameterError."""
    try:
        return yaml.load(path.read_text("utf-8"), Loader=_StrictLoader)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, UnicodeDecodeError) as broken:
        raise ParameterError(path.name, f"YAML 读不出：{broken}", "请检查缩进、冒号和重复的键") from broken


def load_folder(folder: Path, group: str) -> list[Parameter]:
    """Every `*.yaml` of the folder, by name. Raises ParameterError naming the file and the value."""
    return [load_file(path, group) for path in sorted(folder.glob("*.yaml"))]


def load_file(path: Path, group: str) -> Parameter:
    """One parameter file; its name must be its key."""
    content, place = read_yaml(path), f"{group}/{path.name}"
    _fields(place, content, _FILE_FIELDS, required=_FILE_FIELDS - {"note"})
    if content["key"] != path.stem or not _KEY.fullmatch(path.stem):
        raise ParameterError(
            place, f"key“{content['key']}”与文件名不一致", "一个文件只放一个参数，文件名就是 key"
        )
    unit = UNITS.get(content["unit"])
    if unit is None:
        raise ParameterError(place, f"没有“{content['unit']}”这个单位", f"可用单位：{'、'.join(UNITS)}")
    checked_on = _day(place, "checked_on", content["checked_on"])
    rows = content["values"]
    if not isinstance(rows, list) or not rows:
        raise ParameterError(place, "values 为空", "至少写一个带出处的值")
    dated = tuple(read_dated(f"{place} 第 {n} 个值", row, unit) for n, row in enumerate(rows, 1))
    days = [each.starts_on for each in dated]
    if sorted(set(days)) != days:
        raise ParameterError(place, "各值的起始日不是从早到晚、互不重复", "请按 from 从早到晚排列")
    return Parameter(
        f"{group}.{path.stem}", str(content["zh"]), unit, checked_on, dated, str(content.get("note") or "")
    )


def read_dated(place: str, row: object, unit: Unit) -> Dated:
    """One `{from, value, source}` checked and typed. Raises ParameterError."""
    if isinstance(row, Mapping) and not row.get("source"):
        raise ParameterError(
            place, "没有出处（source）", "写明文件名称和 status；没有核实的写 status: unofficial"
        )
    fields = _fields(place, row, _VALUE_FIELDS, required=_VALUE_FIELDS)
    source = read_source(place, fields["source"])
    return Dated(_day(place, "from", fields["from"]), _value(place, fields["value"], unit), source)


def read_source(place: str, row: object) -> Source:
    """A source checked and typed. An official one must say which document, when issued and where in it."""
    fields = _fields(place, row, _SOURCE_FIELDS, required=frozenset({"title", "status"}))
    if fields["status"] not in _STATUS:
        raise ParameterError(place, f"status“{fields['status']}”不可用", "只能写 official 或 unofficial")
    issued = fields.get("issued")
    source = Source(
        title=str(fields["title"]),
        number=None if fields.get("number") is None else str(fields["number"]),
        article=None if fields.get("article") is None else str(fields["article"]),
        issued=None if issued is None else _day(place, "issued", issued),
        status=fields["status"],
    )
    if source.is_official and (source.issued is None or not (source.number or source.article)):
        raise ParameterError(place, "正式出处不完整", "正式值须写明发布日期（issued）和文号或条款")
    return source


def _fields(
    place: str, row: object, allowed: frozenset[str], *, required: frozenset[str]
) -> Mapping[str, Any]:
    if not isinstance(row, Mapping):
        raise ParameterError(place, "不是“键: 值”的写法", f"应含：{'、'.join(sorted(required))}")
    missing = sorted(name for name in required if row.get(name) is None)
    if missing:
        raise ParameterError(place, f"缺少 {'、'.join(missing)}", "请补上")
    unknown = sorted(str(name) for name in row if name not in allowed)
    if unknown:
        raise ParameterError(place, f"不认识 {'、'.join(unknown)}", f"可用：{'、'.join(sorted(allowed))}")
    return row


def _day(place: str, field: str, value: object) -> date:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            value = None
    if type(value) is not date:
        raise ParameterError(place, f"{field} 不是日期", "写成 2024-07-01 这样")
    return value


def _value(place: str, value: object, unit: Unit) -> Value:
    if unit is FLAG:
        if isinstance(value, bool):
            return value
        raise ParameterError(place, "单位是“是否”，值却不是 true 或 false", "写 true 或 false")
    if unit is CODES:
        if isinstance(value, list | tuple) and value and all(isinstance(word, str) for word in value):
            return tuple(value)
        raise ParameterError(place, "单位是代码表，值却不是一列代码", "逐行写代码")
    if unit is MATRIX:
        return _matrix(place, value)
    if type(value) is not int or not 0 <= value <= LARGEST:
        raise ParameterError(place, f"值“{value}”不是 0 到 {LARGEST} 的整数", "金额写整数分，比例写万分之几")
    return value


def _matrix(place: str, value: object) -> Value:
    rows = value if isinstance(value, list | tuple) else []
    square = bool(rows) and all(isinstance(row, list | tuple) and len(row) == len(rows) for row in rows)
    if not square or any(type(cell) is not int for row in rows for cell in row):
        raise ParameterError(
            place, "单位是对照表，值却不是行列相等的整数表", "逐行写 [0, 1, …]，行数等于列数"
        )
    return tuple(tuple(row) for row in rows)
