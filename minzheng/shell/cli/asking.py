"""`minzheng benefits …` and `minzheng terms`: questions that need no database."""

from __future__ import annotations

import json
from pathlib import Path

import click

from minzheng.shell.cli.answers import USAGE, answer, finish, json_option, with_django


@click.group()
def benefits() -> None:
    """待遇规则：逐步解释、参数。"""


@benefits.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--month", required=True, help="计算月份，如 2025-03。")
@json_option
def explain(file: Path, month: str, as_json: bool) -> None:
    """逐步解释一户家庭当月的各项待遇。"""
    from minzheng.benefits import household_file
    from minzheng.rules.book import MissingParameter
    from minzheng.rules.months import MonthError

    try:
        result = household_file.explain(household_file.read(file.read_bytes()), month)
    except household_file.HouseholdFileError as error:
        _refuse(error.errors, as_json)
        return
    except (MonthError, MissingParameter) as error:
        _refuse(
            [{"path": "--month", "code": "month", "message": str(error), "fix": "请写成 2025-03。"}], as_json
        )
        return
    answer(result, as_json, "\n".join(_sentences(result)))


@benefits.command()
@click.option("--month", required=True, help="月份，如 2025-03。")
@json_option
def parameters(month: str, as_json: bool) -> None:
    """当月有效的全部参数及其来源。"""
    from minzheng.benefits import household_file
    from minzheng.rules.months import MonthError

    try:
        result = household_file.parameters(month)
    except MonthError as error:
        _refuse(
            [{"path": "--month", "code": "month", "message": str(error), "fix": "请写成 2025-03。"}], as_json
        )
        return
    lines = [
        f"{p['key']}\t{p['value']}\t{p['unit']}\t{p['from']}\t{p['status']}" for p in result["parameters"]
    ]
    answer(result, as_json, "\n".join(lines))


def _refuse(errors: list[dict[str, str]], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"errors": errors}, ensure_ascii=False))
    else:
        for error in errors:
            click.echo(f"{error['path']}：{error['message']} {error['fix']}", err=True)
    finish(USAGE)


def _sentences(result: dict[str, object]) -> list[str]:
    lines = []
    for entry in result["benefits"]:  # type: ignore[attr-defined]
        who = entry["person"] or result["household"]
        sign = "（示例参数，非官方）" if entry["status"] == "unofficial" else ""
        lines.append(f"{entry['code']}\t{who}\t{entry['amount_fen']} 分\t{entry['reason_zh']}{sign}")
        lines += [f"    {s['zh']} = {s['value']}（{s['unit']}）　{s['source']}" for s in entry["steps"]]
    return lines


@click.command()
@with_django
def terms() -> None:
    """术语表（TERMS.md），由各登记簿的门牌生成。"""
    from minzheng.shell.cli.terminology import terms_table

    click.echo(terms_table(), nl=False)
