"""What a file must look like: columns with their Chinese headings, kinds and allowed words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

Value = str | int | bool | date | None

KINDS = {
    "text": "文字",
    "int": "整数",
    "money_yuan": "金额（元，最多两位小数）",
    "date": "日期（如 2025-01-31）",
    "choice": "从下拉列表选择",
    "citizen_number": "身份证号码（18位，文本格式）",
    "area": "区划代码（6、9或12位）或名称",
    "bool": "是／否",
}
YES_NO = ("是", "否")


@dataclass(frozen=True)
class Column:
    """One column. `header_zh` is what the template prints, `aliases` what other offices call it.

    `choices` maps the stored English word to its official Chinese and further spellings. `max_length` is in
    characters, for text. A money column refuses negative amounts unless `negative`.
    """

    name: str
    header_zh: str
    aliases: tuple[str, ...] = ()
    kind: str = "text"
    required: bool = False
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    max_length: int = 500
    negative: bool = False
    explanation: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown column kind: {self.kind}")
        if (self.kind == "choice") != bool(self.choices):
            raise ValueError(f"column {self.name}: choices belong to the kind choice, and to it only")


@dataclass(frozen=True)
class Template:
    """One kind of file. `kind` is its stable English code, `title_zh` its official Chinese title."""

    kind: str
    title_zh: str
    columns: tuple[Column, ...]

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        if len(set(names)) != len(names):
            raise ValueError(f"template {self.kind}: a column name occurs twice")
