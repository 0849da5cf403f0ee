"""What commands answer on standard output, and with which exit code."""

import json
import sys

import pytest

from minzheng.kernel.money.models import PaymentLine
from minzheng.kernel.money.tests.paying import PayingHouse, answer_row, csv_of
from minzheng.shell.cli.answers import run_answering
from minzheng.shell.cli.main import cli

pytestmark = pytest.mark.django_db(transaction=True)
BATCH = {"batch", "state", "people", "lines", "amount_fen", "digest"}
IMPORT = {"import", "kind", "state", "rows", "new", "changed", "errors", "digest"}
ERROR = {"sheet", "row", "column", "code", "message", "fix"}


@pytest.fixture
def ask(monkeypatch, capsys, settings, tmp_path):
    """Asks a command with `--json`; answers its exit code and the one object it printed."""
    settings.HOME = tmp_path

    def asked(*arguments):
        monkeypatch.setattr(sys, "argv", ["minzheng", *map(str, arguments), "--json"])
        code = run_answering(cli)
        return code, json.loads(capsys.readouterr().out)

    return asked


@pytest.fixture
def house(cast, settings, tmp_path):
    settings.HOME = tmp_path
    return PayingHouse(cast)


def test_a_file_without_a_column_answers_in_the_shape_of_an_import(ask, cast, tmp_path):
    cast.head  # noqa: B018 - makes the account
    file = tmp_path / "roll.csv"
    file.write_text("户号,详细地址,别的\n1,示例路,2\n", encoding="utf-8")
    code, found = ask("import", "household_roll", file, "--by", "head")
    assert (code, found["state"], set(found)) == (2, "refused", IMPORT)
    assert len(found["errors"]) > 1
    assert all(set(error) == ERROR for error in found["errors"])


def test_a_return_answers_with_its_batch_and_the_same_again(ask, house, tmp_path):
    batch = house.sent()
    with house.cast.finance.in_scope():
        lines = list(PaymentLine.objects.filter(batch=batch).order_by("number"))
    file = tmp_path / "answers.csv"
    file.write_bytes(csv_of([answer_row(line, "paid") for line in lines]))
    code, first = ask("pay", "return", file, "--by", "finance")
    assert (code, first["batch"], first["file_state"]) == (0, batch.number, "taken")
    assert set(first) >= BATCH
    code, again = ask("pay", "return", file, "--by", "finance")
    assert (code, again["file_state"]) == (0, "unchanged")
    assert {key: again[key] for key in BATCH} == {key: first[key] for key in BATCH}


def test_a_refused_return_is_a_finding_about_no_batch(ask, house, tmp_path):
    house.cast.finance  # noqa: B018 - makes the account
    file = tmp_path / "answers.csv"
    file.write_text("return_id,batch\n1,2\n")
    code, found = ask("pay", "return", file, "--by", "finance")
    assert (code, found["state"], found["batch"]) == (1, "refused", None)


def test_a_return_by_somebody_else_leaves_nothing_at_the_bank(ask, house, tmp_path):
    house.cast.community  # noqa: B018 - makes the account
    file = tmp_path / "answers.csv"
    file.write_text("return_id,batch\n1,2\n")
    code, _ = ask("pay", "return", file, "--by", "community")
    assert (code, list(tmp_path.rglob("bank/in/*.csv"))) == (3, [])


@pytest.mark.parametrize("month", ["2025-13", "202507", "七月"])
def test_a_misspelt_month_is_usage(ask, cast, month):
    cast.officer  # noqa: B018 - makes the account
    assert ask("pay", "run", "--month", month, "--by", "officer")[0] == 2


@pytest.mark.parametrize("content", [None, b"", b"\x00\x01\x02text", b"\xff\x80\x80"])
def test_a_report_that_cannot_be_read_is_unreadable_input(ask, cast, tmp_path, content):
    file = tmp_path / "report.txt"
    if content is not None:
        file.write_bytes(content)
    code, found = ask("report", "check", file)
    assert (code, set(found["errors"][0])) == (2, {"code", "message", "fix"})


@pytest.mark.parametrize("arguments", [("demo", "--scale", "0"), ("bench", "nothing"), ("init", "--nothing")])
def test_what_nobody_can_mean_is_usage(ask, arguments):
    assert ask(*arguments)[0] == 2
