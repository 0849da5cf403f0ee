"""The copies that the product carries are those of the project's reference folder, where that folder exists."""

from __future__ import annotations

import pytest

from tests.architecture.source import PACKAGE, ROOT

REFERENCE = ROOT.parent / "shared"
COPIES = {
    "domain/figures.csv": "reports/half_year/data/figures.csv",
    "domain/commitments.csv": "reports/half_year/data/commitments.csv",
    "domain/checker-cases.md": "reports/half_year/data/checker-cases.md",
    "domain/areas.csv": "kernel/places/data/areas.csv",
    "source/liangxi-2025H1-report.txt": "reports/half_year/data/liangxi-2025H1-report.txt",
}


@pytest.mark.skipif(not REFERENCE.is_dir(), reason="没有参考目录")
@pytest.mark.parametrize(("origin", "copy"), COPIES.items())
def test_copy_is_the_original(origin, copy):
    assert (PACKAGE / copy).read_bytes() == (REFERENCE / origin).read_bytes()


def test_every_copy_says_where_it_comes_from():
    for copy in COPIES.values():
        origin = (PACKAGE / copy).parent / "ORIGIN.md"
        assert (PACKAGE / copy).name in origin.read_text(encoding="utf-8")
