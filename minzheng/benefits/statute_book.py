"""Writes the statute book as Markdown: one page a benefit, from the plates, parameters, formulas and cases.

Run `python -m minzheng.benefits.statute_book docs/statute-book` after a change of law; a test compares.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from minzheng.benefits import standing
from minzheng.benefits.plates import Benefit, columns_in, find_benefits
from minzheng.benefits.statute import shipped_book
from minzheng.rules.columns import Column, Words
from minzheng.rules.graph import SHARED
from minzheng.rules.parameters import Dated, Parameter
from minzheng.rules.units import BASIS_POINTS, FEN
from minzheng.rules.worked_cases import Case, load_cases, whole

_UNIT_ZH = {"person": "个人", "household": "家庭"}
_NOTICE = "> 本页由程序生成。标“示例参数（非官方）”的值没有经过核实，只供演示和测试，不得作为政策依据。"


def pages() -> dict[str, str]:
    """File name and text of every page, in a fixed order."""
    benefits = find_benefits()
    texts = {"README.md": _index(benefits.values()), "shared.md": _shared()}
    return texts | {f"{code}.md": _page(benefit) for code, benefit in benefits.items()}


def write(folder: Path) -> None:
    """Write every page, and remove pages of benefits that are gone."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = pages()
    for old in folder.glob("*.md"):
        if old.name not in texts:
            old.unlink()
    for name, text in texts.items():
        folder.joinpath(name).write_text(text, "utf-8")


def _text(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"


def _index(benefits: Iterable[Benefit]) -> str:
    rows = [
        f"| [{each.plate.zh}]({each.code}.md) | {each.plate.en} | `{each.code}` | {_UNIT_ZH[each.plate.unit]} |"
        for each in benefits
    ]
    return _text(
        [
            "# 法规册 · Statute book",
            "",
            _NOTICE,
            "",
            "| 项目 | English | 代码 | 发放对象 |",
            "| --- | --- | --- | --- |",
            *rows,
            "",
            "各项目共用的口径见 [共用口径](shared.md)。",
        ]
    )


def _shared() -> str:
    return _text(
        [
            "# 共用口径 · Shared readings",
            "",
            _NOTICE,
            "",
            *_parameters(SHARED),
            "",
            *_formulas(columns_in(standing)),
        ]
    )


def _page(benefit: Benefit) -> str:
    plate = benefit.plate
    return _text(
        [
            f"# {plate.zh} · {plate.en}",
            "",
            _NOTICE,
            "",
            f"- 代码：`{plate.code}`",
            f"- 发放对象：{_UNIT_ZH[plate.unit]}，按月",
            f"- 依据：{plate.law}",
            "",
            *_parameters(plate.code),
            "",
            *_formulas(benefit.columns),
            "",
            *_reasons(benefit.reasons),
            "",
            *_cases(benefit),
        ]
    )


def _parameters(group: str) -> Iterator[str]:
    yield "## 参数"
    yield ""
    yield "| 参数 | 起始日 | 值 | 出处 | 核对日期 |"
    yield "| --- | --- | --- | --- | --- |"
    tables = []
    for parameter in shipped_book().parameters.values():
        if parameter.group == group:
            note = f"<br>{parameter.note}" if parameter.note else ""
            for dated in parameter.dated:
                yield (
                    f"| {parameter.zh} `{parameter.name}`{note} | {dated.starts_on} | {_value(parameter, dated)} "
                    f"| {dated.source} | {parameter.checked_on} |"
                )
            tables += list(_table(parameter))
    yield from tables


def _value(parameter: Parameter, dated: Dated) -> str:
    value = dated.value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple):
        return "见下表" if isinstance(value[0], tuple) else "、".join(f"`{word}`" for word in value)
    if parameter.unit is FEN:
        return f"{_yuan(value)} 元"
    if parameter.unit is BASIS_POINTS:
        return f"{_yuan(value)} %"
    return f"{value} {parameter.unit.zh}"


def _yuan(fen: int) -> str:
    """Hundredths with their point: fen as yuan, ten-thousandths as per cent."""
    return f"{fen // 100:,}.{fen % 100:02d}"


def _table(parameter: Parameter) -> Iterator[str]:
    value = parameter.dated[-1].value
    if isinstance(value, tuple) and isinstance(value[0], tuple):
        yield ""
        yield f"{parameter.zh}："
        yield ""
        yield "```text"
        for row in value:
            yield " ".join(str(cell) for cell in row)
        yield "```"


def _formulas(columns: Iterable[Column]) -> Iterator[str]:
    yield "## 计算"
    yield ""
    yield "| 步骤 | 含义 | 由什么算出 | 依据 |"
    yield "| --- | --- | --- | --- |"
    for column in columns:
        sources = [name for name in column.arguments if name != "q"]
        parameters = [name for name in column.parameters if not name.startswith("month_")]
        said = "、".join(f"`{name}`" for name in [*sources, *parameters])
        meaning = (column.formula.__doc__ or "").strip()
        yield f"| {column.zh} `{column.name}` | {meaning} | {said} | {column.cite} |"


def _reasons(reasons: type[Words]) -> Iterator[str]:
    yield "## 结果代码"
    yield ""
    yield "| 代码 | 含义 |"
    yield "| --- | --- |"
    yield from (f"| `{reason.word}` | {reason.zh} |" for reason in reasons)


def _cases(benefit: Benefit) -> Iterator[str]:
    yield "## 算例"
    yield ""
    yield "| 情形 | 月份 | 结果 |"
    yield "| --- | --- | --- |"
    for case in load_cases(benefit.folder / "cases"):
        yield f"| {case.name} | {case.month} | {_outcome(case)} |"


def _outcome(case: Case) -> str:
    parts = []
    for key, expected in case.output.items():
        said = [f"`{key}`"]
        if "eligible" in expected:
            said.append("符合" if expected["eligible"] else "不符合")
        if "reason" in expected:
            said.append(f"`{expected['reason']}`")
        if "amount_fen" in expected:
            said.append(_reckoned(expected["amount_fen"]))
        parts.append(" ".join(said))
    return "<br>".join(parts)


def _reckoned(written: int | str) -> str:
    amount = f"{_yuan(whole(written))} 元"
    return amount if str(written).isdigit() else f"{amount}（{written} 分）".replace("*", "×")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
