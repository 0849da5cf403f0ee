"""A small district from files to figures: counted, not copied; repeated without effect; every loss noticed."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

SEED, SCALE = "7", "9"


def minzheng(home: Path, *arguments: str, expect: int = 0) -> dict:
    """One command in a process of its own, as somebody at the keyboard would give it."""
    surroundings = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "PGHOST")}
    surroundings |= {"MINZHENG_HOME": str(home), "MINZHENG_MODE": "demo"}
    done = subprocess.run(
        [sys.executable, "-m", "minzheng.shell.cli.main", *arguments, "--json"],
        env=surroundings, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == expect, done.stderr[-2000:] + done.stdout[-500:]
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def district(tmp_path_factory):
    """A finished demo and its answer."""
    home = tmp_path_factory.mktemp("district")
    return home, minzheng(home, "demo", "--seed", SEED, "--scale", SCALE)


def state_of(home: Path) -> dict:
    return {
        "audit": minzheng(home, "audit", "verify"),
        "books": minzheng(home, "reconcile"),
        "people": minzheng(home, "report", "trace", "SA-03")["value"],
    }


def test_the_chain_holds_and_the_books_balance(district):
    home, _ = district
    state = state_of(home)
    assert state["audit"]["ok"]
    assert state["audit"]["events"] > 500
    assert state["books"]["balanced"]
    assert all(batch["in_flight_fen"] == 0 for batch in state["books"]["batches"])


def test_figures_open_down_to_their_records(district):
    home, demo = district
    people = minzheng(home, "report", "trace", "SA-03")
    assert int(people["value"]) == demo["people"] == len(people["records"]) > 50
    assert len({record["counted_as"] for record in people["records"]}) == demo["people"]
    money = minzheng(home, "report", "trace", "SA-04")
    total = sum(Decimal(record["quantity"]) for record in money["records"])
    assert total == Decimal(money["value"])
    assert total * 100 == demo["amount_fen"]


def test_another_seed_gives_other_figures_and_the_check_says_so(district):
    """The source text states the default seed's district; this one must differ, and be told so."""
    home, demo = district
    assert demo["figures"]["differs"] >= 2
    source = Path(__file__).parents[2] / "minzheng/reports/half_year/data/liangxi-2025H1-report.txt"
    found = minzheng(home, "report", "check", str(source), expect=1)
    verdicts = {figure["id"]: figure["verdict"] for figure in found["figures"]}
    assert verdicts["SA-03"] == verdicts["SA-04"] == "differs"


def test_repeating_imports_months_and_returns_changes_nothing(district):
    home, _ = district
    before = state_of(home)
    for path in sorted((home / "demo/files/320213").glob("*/*")):
        again = minzheng(home, "import", path.stem, str(path), "--by", "section_head@320213")
        assert (again["state"], again["new"], again["changed"]) == ("unchanged", 0, 0)
    minzheng(home, "pay", "run", "--month", "2025-03", "--by", "section_officer@320213")
    for path in sorted((home / "bank/in/done").glob("*.csv"))[:3]:
        again = minzheng(home, "pay", "return", str(path), "--by", "finance@320213")
        assert (again["file_state"], again["state"]) == ("unchanged", "closed")
    assert state_of(home) == before


def one_person_household(home: Path) -> set[str]:
    """Lines of a household in which one person is covered by everything it was paid."""
    import sqlite3

    with sqlite3.connect(home / "minzheng.sqlite3") as connection:
        rows = connection.execute(
            "SELECT l.household_id, l.end_to_end_id, c.person_id FROM money_paymentline l "
            "JOIN money_linecoverage c ON c.line_id = l.id "
            "WHERE l.state = 'paid' AND l.scheme <> 'elder_allowance'"
        ).fetchall()
    people: dict[str, set[str]] = {}
    lines: dict[str, set[str]] = {}
    for household, line, person in rows:
        people.setdefault(household, set()).add(person)
        lines.setdefault(household, set()).add(line)
    return next(lines[household] for household in sorted(people) if len(people[household]) == 1)


def test_returned_payments_of_a_one_person_household_are_one_person_less(district, tmp_path):
    home, demo = district
    text = tmp_path / "text.txt"
    text.write_text(f"上半年共为{demo['people']}名困难群众发放最低生活保障金、残疾人两项补贴等各类保障金。")
    assert minzheng(home, "report", "check", str(text))["summary"]["verified"] == 1
    wanted = one_person_household(home)
    rows = []
    for path in sorted((home / "bank/out").glob("*.csv")):
        with path.open(encoding="utf-8") as file:
            rows += [row for row in csv.DictReader(file) if row["end_to_end_id"] in wanted]
    assert {row["end_to_end_id"] for row in rows} == wanted
    returns = tmp_path / "late.csv"
    with returns.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(
            [
                "return_id",
                "batch",
                "line",
                "end_to_end_id",
                "status",
                "amount_fen",
                "code",
                "reason",
                "value_date",
                "reverses",
            ]
        )
        for row in rows:
            writer.writerow(
                [f"late-{row['end_to_end_id']}", row["batch"], row["line"], row["end_to_end_id"], "returned",
                 row["amount_fen"], "account_closed", "销户", "2025-06-29", ""]
            )  # fmt: skip
    taken = minzheng(home, "pay", "return", str(returns), "--by", "finance@320213")
    assert taken["state"] == "taken"
    assert int(minzheng(home, "report", "trace", "SA-03")["value"]) == demo["people"] - 1
    assert minzheng(home, "report", "check", str(text), expect=1)["summary"]["differs"] == 1
    assert minzheng(home, "reconcile")["balanced"]


def test_one_recipient_less_in_the_files_is_one_person_less_in_the_figure(district, tmp_path):
    _, demo = district
    folder, home = tmp_path / "files", tmp_path / "home"
    minzheng(home, "demo", "--write", str(folder), "--seed", SEED, "--scale", SCALE)
    without_one_recipient(folder / "320213/2025-01")
    smaller = minzheng(home, "demo", "--from", str(folder), "--seed", SEED, "--scale", SCALE)
    assert smaller["people"] == demo["people"] - 1


def without_one_recipient(folder: Path) -> None:
    """Take a person in extreme poverty support (who lives alone) out of every file of the first delivery."""
    from minzheng.kernel.feeds.importers import household_roll, member_roll
    from minzheng.kernel.feeds.reading import read_rows
    from minzheng.lines.assistance.circumstances.feeds import TEMPLATE as CIRCUMSTANCES

    on = date(2025, 1, 2)
    states = [row.values for row in read_rows(folder / "member_circumstances.xlsx", CIRCUMSTANCES, on=on)]
    alone = next(v["id_number"] for v in states if v["care_form"] and not v["student"])
    members = list(read_rows(folder / "member_roll.xlsx", member_roll.TEMPLATE, on=on))
    house = next(row.values["household"] for row in members if row.values["id_number"] == alone)
    assert sum(row.values["household"] == house for row in members) == 1
    assert household_roll.TEMPLATE.kind == "household_roll"
    for path in folder.iterdir():
        drop_rows(path, {alone, house})


def drop_rows(path: Path, unwanted: set[str]) -> None:
    if path.suffix == ".xlsx":
        import openpyxl

        book = openpyxl.load_workbook(path)
        sheet = book.active
        for number in range(sheet.max_row, 1, -1):
            if unwanted & {str(cell.value) for cell in sheet[number]}:
                sheet.delete_rows(number)
        book.save(path)
        return
    encoding = "gb18030" if path.stem in ("disability_cards", "payout_accounts") else "utf-8-sig"
    with path.open(encoding=encoding, newline="") as file:
        rows = [row for row in csv.reader(file) if not unwanted & set(row)]
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)


def test_a_backup_restores_to_the_same_figures_and_a_flipped_byte_is_refused(district, tmp_path, monkeypatch):
    home, _ = district
    monkeypatch.setenv("MINZHENG_KEY_FILE", str(home / "keys.json"))
    backup = tmp_path / "backup.tar.gz"
    assert minzheng(home, "backup", str(backup))["members"] > 10
    restored = tmp_path / "restored"
    assert minzheng(home, "restore", str(backup), "--into", str(restored), "--verify")["ok"]
    assert minzheng(restored, "report", "trace", "SA-03") == minzheng(home, "report", "trace", "SA-03")
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 1
    backup.write_bytes(content)
    refused = minzheng(home, "restore", str(backup), "--into", str(tmp_path / "other"), expect=2)
    assert refused["errors"][0]["code"] == "bad_backup"


def test_a_backup_comes_back_proved(district, tmp_path):
    home, _ = district
    minzheng(home, "backup", str(tmp_path / "copy.tgz"))
    found = minzheng(
        home, "restore", str(tmp_path / "copy.tgz"), "--into", str(tmp_path / "again"), "--verify"
    )
    assert found["ok"] is True
    assert not (tmp_path / "again" / "keys.json").exists()


def test_no_second_demo_over_the_first(district):
    home, _ = district
    found = minzheng(home, "demo", "--seed", SEED, "--scale", SCALE, expect=3)
    assert found["errors"][0]["code"] == "demo_exists"
