"""The published text: every number is found once, and the count of checker-cases.md is reproduced."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from importlib.resources import files

from minzheng.reports.half_year.checker.catalogue import catalogue
from tests.report.records import Records, check, not_verified, source_text

DIGIT_RUN = re.compile(r"\d+(?:\.\d+)?")


def test_inventory_counts():
    kinds = Counter(found.kind for found in check(source_text()).findings)
    assert kinds["figure"] == 55  # 54 in digits and 超百名; the date EC-03 is the 55th number in digits
    assert kinds["target"] == 4
    assert kinds["claim"] + kinds["list"] == 10
    dated = [f.id for f in check(source_text()).findings if f.kind == "date" and f.id]
    assert dated == ["EC-03"]


def test_inventory_every_digit_run_belongs_to_one_token():
    text = source_text()
    tokens = [f for f in check(text).findings if f.kind not in ("claim", "list")]
    for run in DIGIT_RUN.finditer(text):
        owners = [f for f in tokens if f.offset <= run.start() and run.end() <= f.offset + f.length]
        assert len(owners) == 1, (run.group(), text[run.start() - 9 : run.end() + 9])


def test_inventory_by_part():
    text = source_text()
    body, plan = text.index("一、工作完成情況"), text.index("二、下半年工作計劃")
    digits = [
        f for f in check(text).findings if re.search(r"\d", f.quote) and f.kind not in ("claim", "list")
    ]
    head = [f for f in digits if f.offset < body]
    results = [f for f in digits if body <= f.offset < plan]
    planned = [f for f in digits if f.offset >= plan]
    assert [f.kind for f in head] == ["date", "date", "metadata", "date", "date", "date"]
    assert len(results) == 63
    assert sum(f.id is not None for f in results) == 55
    assert len(planned) == 6
    assert sorted(f.id for f in planned if f.id) == ["C-03", "C-04", "C-05"]


def test_inventory_all_rows_of_figures_are_bound_once():
    ids = [f.id for f in check(source_text()).findings if f.id]
    figures = [id_ for id_, entry in catalogue().items() if entry.kind not in ("target", "no_value")]
    assert sorted(ids) == sorted([*figures, "C-01", "C-03", "C-04", "C-05"])
    assert len(figures) == 66


def test_inventory_true_records_verify_everything():
    report = check(source_text())
    assert not_verified(report) == {}
    assert report.count("verified") == 55 + 1 + 10 + 4
    assert report.contradicting == 0
    assert report.not_in_text == ()
    assert report.exit_code(strict=True) == 0


def test_inventory_offsets_point_at_quotes():
    text = source_text()
    for found in check(text).findings:
        assert text[found.offset : found.offset + found.length] == found.quote
        assert found.why


def test_inventory_nothing_in_use_is_unknown_never_differs():
    report = check(source_text(), Records(values={}, targets={}, opening=None))
    assert report.count("unknown") == 70
    assert report.count("differs") == 0
    assert report.exit_code() == 0
    assert report.exit_code(strict=True) == 1


def test_inventory_also_names_commitments():
    also = {f.id: f.also for f in check(source_text()).findings if f.also}
    assert also == {"EC-03": ("C-28",), "EC-13": ("C-29",)}


def test_inventory_stated_in_unit_of_figures():
    stated = {f.id: f.stated for f in check(source_text()).findings if f.id}
    assert stated["SA-04"] == "37000000"
    assert stated["SA-10"] == "216300"
    assert stated["SO-12"] == "105000"
    assert stated["SO-07"] == "61.8"
    assert stated["EC-17"] == "100"
    assert stated["EC-03"] == "2025-09-30"


def test_inventory_copies_are_kept_byte_for_byte():
    folder = files("minzheng.reports.half_year.data")
    digests = re.findall(
        r"\| `([^`]+)` \| `([0-9a-f]{64})` \|", folder.joinpath("ORIGIN.md").read_text("utf-8")
    )
    assert len(digests) == 4
    for name, digest in digests:
        assert hashlib.sha256(folder.joinpath(name).read_bytes()).hexdigest() == digest
