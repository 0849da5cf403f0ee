"""`minzheng pay …` and `minzheng reconcile`: months, signatures, the bank, the books."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from minzheng.shell.cli.acting import acting, by_option, district_of
from minzheng.shell.cli.answers import FOUND, Progress, answer, finish, json_option, with_django

_KEYS = ("batch", "state", "people", "lines", "amount_fen", "digest")


@click.group()
def pay() -> None:
    """资金发放。"""


def _month(_ctx: click.Context, _option: click.Parameter, text: str) -> str:
    """A month is judged before anything is done: a misspelt one is usage, not a refusal."""
    from minzheng.rules.months import Month, MonthError

    try:
        return str(Month.parse(text))
    except MonthError as error:
        raise click.BadParameter(str(error)) from error


def _shape(batch: Any) -> dict[str, Any]:
    values = (
        batch.number, batch.state, batch.people_count, batch.line_count, batch.amount_fen, batch.digest,
    )  # fmt: skip
    return dict(zip(_KEYS, values, strict=True))


@pay.command()
@click.option("--month", required=True, callback=_month, help="月份，如 2025-07。")
@click.option("--scheme", default="", help="只编制这一项待遇；不写则为全部困难群众保障金。")
@by_option
@json_option
@with_django
def run(month: str, scheme: str, username: str, as_json: bool) -> None:
    """核算一个月并编制发放批次；重复执行不改变任何内容。"""
    from minzheng.lines.assistance.payments.actions import run_month

    with acting(username) as (actor, on), Progress("核算") as progress:
        done = run_month(
            district=district_of(actor, "assistance"), month=month, scheme=scheme, by=actor, on=on,
            progress=progress,
        )  # fmt: skip
        answer(_shape(done.batch), as_json)


@pay.command()
@click.argument("batch")
@click.option("--digest", required=True, help="审核时看到的批次摘要。")
@by_option
@json_option
@with_django
def approve(batch: str, digest: str, username: str, as_json: bool) -> None:
    """审核或审批（须由编制人以外的两人各执行一次）。"""
    from minzheng.kernel.money.actions import sign_batch
    from minzheng.kernel.money.queries import get_batch

    with acting(username) as (actor, on):
        answer(_shape(sign_batch(batch=get_batch(batch), digest=digest, by=actor, on=on)), as_json)


@pay.command()
@click.argument("batch")
@by_option
@json_option
@with_django
def export(batch: str, username: str, as_json: bool) -> None:
    """写出银行代发文件。"""
    from minzheng.kernel.money.actions import export_batch
    from minzheng.kernel.money.queries import get_batch

    with acting(username) as (actor, on):
        answer(_shape(export_batch(batch=get_batch(batch), by=actor, on=on)), as_json)


@pay.command("return")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@by_option
@json_option
@with_django
def take_return(file: Path, username: str, as_json: bool) -> None:
    """接收银行回盘文件：整个文件要么接收，要么拒收。"""
    from minzheng.kernel.money.actions import take_return_file
    from minzheng.kernel.money.queries import get_batch

    with acting(username) as (actor, on):
        result = take_return_file(path=file, by=actor, on=on)
        batches = [_shape(get_batch(number)) for number in result.batches]
    answer(_taken(result, batches), as_json)
    finish(FOUND if result.state == "refused" else 0)


def _taken(result: Any, batches: list[dict[str, Any]]) -> dict[str, Any]:
    """The batch's shape, of the only batch answered; a file about none or several names no single one."""
    (one,) = batches if len(batches) == 1 else ({**dict.fromkeys(_KEYS), "state": result.state},)
    found = result.as_dict()
    return {**found, **one, "file_state": found["state"]}


@pay.command()
@click.argument("line")
@click.option("--account", required=True, help="新的银行账号。")
@click.option("--holder", default="", help="户名；不写则为原户名。")
@click.option("--bank", default="", help="开户行行号；不写则不变。")
@by_option
@json_option
@with_django
def reissue(line: str, account: str, holder: str, bank: str, username: str, as_json: bool) -> None:
    """把退回的一笔改用新账号重发（生成待审批的新批次）。LINE 是支付标识。"""
    from minzheng.kernel.money.actions import AccountRequest
    from minzheng.kernel.money.queries import get_line
    from minzheng.lines.assistance.payments.actions.reissuing import correct_and_reissue

    with acting(username) as (actor, on):
        old = get_line(line)
        request = AccountRequest(old.payee_id, holder or old.holder_name, bank or old.bank_code, account)
        batch = correct_and_reissue(line=old, account=request, by=actor, on=on)
        answer(_shape(batch), as_json)


@click.command()
@json_option
@with_django
def reconcile(as_json: bool) -> None:
    """核对账簿与各批次：逐分相符才算平衡。"""
    from minzheng.kernel.access.actors import everywhere
    from minzheng.kernel.money.reconciling import reconcile as compare

    with everywhere():
        result = compare()
    accounts = "\n".join(f"{name}\t{fen}" for name, fen in result["accounts"].items())
    answer(result, as_json, f"{'平衡' if result['balanced'] else '不平衡'}\n{accounts}")
    finish(0 if result["balanced"] else FOUND)
