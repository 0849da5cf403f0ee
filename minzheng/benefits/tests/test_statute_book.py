"""The generated statute book is the one in docs/."""

from pathlib import Path

import pytest

import minzheng
from minzheng.benefits.plates import find_benefits
from minzheng.benefits.statute_book import pages, write

FOLDER = Path(minzheng.__file__).parents[1] / "docs" / "statute-book"


@pytest.mark.skipif(not FOLDER.is_dir(), reason="docs/ is not part of an installed package")
def test_statute_book_is_up_to_date() -> None:
    kept = {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.md")}
    assert kept == pages(), "run: python -m minzheng.benefits.statute_book docs/statute-book"


def test_statute_book_has_a_page_a_benefit_and_marks_sample_values(tmp_path: Path) -> None:
    (tmp_path / "gone.md").write_text("old", "utf-8")
    write(tmp_path)
    written = {path.name: path.read_text("utf-8") for path in tmp_path.glob("*.md")}
    assert written == pages()
    assert set(written) == {"README.md", "shared.md"} | {f"{code}.md" for code in find_benefits()}
    page = written["low_income_allowance.md"]
    assert "1,145.00 元" in page
    assert "示例参数（非官方）" in page
    assert "社会救助暂行办法 第十二条" in page
