"""`minzheng audit verify`: the chain, and the rows that events vouch for."""

from __future__ import annotations

import click

from minzheng.shell.cli.answers import FOUND, Progress, answer, finish, json_option, with_django


@click.group()
def audit() -> None:
    """留痕核验。"""


@audit.command()
@json_option
@with_django
def verify(as_json: bool) -> None:
    """逐条核验留痕链，并核对其所证明的数据行。"""
    from minzheng.kernel.access.actors import everywhere
    from minzheng.kernel.evidence import verifying

    with everywhere(), Progress("核验") as progress:
        verdict = verifying.verify(progress)
    bad = verdict.first_bad
    text = (
        f"完好：{verdict.events} 条事件" if bad is None else f"第 {bad.sequence} 号（{bad.kind}）：{bad.why}"
    )
    answer(verdict.as_dict(), as_json, text)
    finish(0 if verdict.ok else FOUND)
