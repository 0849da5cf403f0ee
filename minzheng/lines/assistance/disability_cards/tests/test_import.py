"""The federation's file: GB18030, corrected in place by holder and first day, never with impossible dates."""

import csv
from datetime import date

import pytest

from minzheng.kernel.evidence.verifying import verify
from minzheng.lines.assistance.disability_cards.models import DisabilityCard
from tests.deliveries import Deliveries

pytestmark = pytest.mark.both_databases
KIND = "disability_cards"


@pytest.fixture
def deliveries(cast, tmp_path, settings):
    settings.HOME = tmp_path
    return Deliveries(cast, tmp_path)


def rewrite(folder, change):
    """The file with its lines changed, in the encoding it came in."""
    path = folder / "disability_cards.csv"
    with path.open(encoding="gb18030", newline="") as file:
        lines = list(csv.reader(file))
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([lines[0], *(change(line, lines[0]) for line in lines[1:])])


def cell(head, name):
    return head.index(name)


def test_cards_arrive_and_are_known_by_holder_and_first_day(cast, deliveries):
    first = deliveries.first(KIND)[KIND]
    assert first.new == first.rows > 5
    with cast.head.in_scope():
        assert DisabilityCard.objects.count() == first.rows
        valid = DisabilityCard.objects.valid_on(date(2025, 1, 31)).count()
        assert 0 < valid <= first.rows
        assert DisabilityCard.objects.valid_on(date(1990, 1, 1)).count() == 0


def test_a_regraded_card_is_a_change_of_one_line(cast, deliveries):
    deliveries.first(KIND)
    folder = deliveries.write(date.min, date(2025, 1, 1))
    seen = []

    def regrade(line, head):
        if not seen:
            seen.append(line[cell(head, "身份证号码")])
            line[cell(head, "残疾等级")] = "一级" if line[cell(head, "残疾等级")] != "一级" else "四级"
        return line

    rewrite(folder, regrade)
    result = deliveries.take(KIND, folder, date(2025, 2, 1))
    assert (result.new, result.changed, result.unchanged) == (0, 1, result.rows - 1)
    assert verify().ok


def test_an_end_before_the_beginning_refuses_the_whole_file(cast, deliveries):
    deliveries.first()
    folder = deliveries.write(date.min, date(2025, 1, 1))

    def turn_round(line, head):
        line[cell(head, "有效期止")] = "1999-01-01"
        return line

    rewrite(folder, turn_round)
    result = deliveries.take(KIND, folder, date(2025, 1, 2))
    assert result.state == "refused"
    assert {error.code for error in result.errors} == {"dates_out_of_order"}
    with cast.head.in_scope():
        assert DisabilityCard.objects.count() == 0
