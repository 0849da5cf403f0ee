"""What may stand in a public notice: a list of fields, each of a kind that can be public, and a text over them.

There is no kind for free text, identity numbers, phones, accounts, addresses or health: what is not on the list
cannot be printed. Names of people come from the register of people and only of adults.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from string import Formatter
from typing import Literal, get_args

PublicKind = Literal["adult_name", "count", "fen", "date", "area", "organization", "choice"]


@dataclass(frozen=True)
class PublicField:
    """One thing that may be printed. `words` are the Chinese labels of a choice."""

    name: str
    zh: str
    kind: PublicKind
    words: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.kind not in get_args(PublicKind):
            raise ValueError(f"公示字段 {self.name}：{self.kind} 不能公开")
        if (self.kind == "choice") is not bool(self.words):
            raise ValueError(f"公示字段 {self.name}：只有选项须列出名称")


@dataclass(frozen=True)
class NoticeKind:
    """A kind of notice: `text` with {field} for every field of the list, `register` whose matter it is."""

    code: str
    zh: str
    register: str
    text: str
    fields: tuple[PublicField, ...]

    def __post_init__(self) -> None:
        used = set()
        for _, name, form, conversion in Formatter().parse(self.text):
            if name is None:
                continue
            if form or conversion or not name.isidentifier():
                raise ValueError(f"公示文本 {self.code}：只能直接写字段名，不能写 {name!r}")
            used.add(name)
        listed = [each.name for each in self.fields]
        if len(set(listed)) != len(listed) or used != set(listed):
            raise ValueError(f"公示文本 {self.code}：文本中的字段与清单不一致 {sorted(used ^ set(listed))}")


_kinds: dict[str, NoticeKind] = {}


def register_notice_kind(kind: NoticeKind) -> NoticeKind:
    """Offer a kind of notice; two of one code are a mistake."""
    if _kinds.get(kind.code, kind) is not kind:
        raise ValueError(f"公示类型重复：{kind.code}")
    _kinds[kind.code] = kind
    return kind


def find_notice_kind(code: str) -> NoticeKind:
    if code not in _kinds:
        raise KeyError(f"没有代码为 {code} 的公示类型")
    return _kinds[code]
