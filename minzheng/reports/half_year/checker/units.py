"""Counting words: which printed unit may stand for which unit of a figure."""

from __future__ import annotations

# One group counts the same kind of thing; the words of another group are another figure.
GROUPS = (
    frozenset({"人", "名", "位"}),
    frozenset({"人次"}),
    frozenset({"户"}),
    frozenset({"户次", "户次/月"}),
    frozenset({"家次"}),
    frozenset({"场次", "场"}),
    frozenset({"对"}),
    frozenset({"元"}),
    frozenset({"%"}),
    frozenset({"条"}),
    frozenset({"家", "个", "所", "处", "项", "件"}),
)
SAME = (frozenset({"人", "名", "位"}), frozenset({"户次", "户次/月"}))


def compare_units(printed: str | None, unit: str, *, also: tuple[str, ...] = ()) -> str:
    """ "same", "loose" (another word for the same kind of thing: a warning) or "other" (another thing counted).

    A number directly before its noun (9个街道28个社区 → 28社区) has no unit: "loose".
    """
    if printed == unit or (printed and printed in also):
        return "same"
    if printed is None:
        return "other" if unit in ("%", "元") else "loose"
    if any({printed, unit} <= group for group in SAME):
        return "same"
    return "loose" if any({printed, unit} <= group for group in GROUPS) else "other"
