"""What loads as a parameter, what does not, and which value a month gets."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from minzheng.rules.book import Book, MissingParameter, unseal
from minzheng.rules.months import Month
from minzheng.rules.parameters import ParameterError, load_file, load_folder

SOURCE = {"title": "某标准", "status": "unofficial"}
OFFICIAL = {"title": "某标准", "number": "某发〔2024〕1号", "issued": "2024-06-01", "status": "official"}


def content(**changes: Any) -> dict[str, Any]:
    values = [
        {"from": "2023-07-01", "value": 100_000, "source": SOURCE},
        {"from": "2024-07-01", "value": 114_500, "source": OFFICIAL},
    ]
    return {
        "key": "standard",
        "zh": "标准",
        "unit": "fen",
        "checked_on": "2025-01-01",
        "values": values,
    } | changes


def written(folder: Path, data: Any, name: str = "standard") -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(data if isinstance(data, str) else yaml.safe_dump(data, allow_unicode=True), "utf-8")
    return path


@pytest.fixture
def book(tmp_path: Path) -> Book:
    written(tmp_path, content())
    return Book.of(load_folder(tmp_path, "benefit"))


@pytest.mark.parametrize(
    ("month", "value"),
    [("2023-07", 100_000), ("2024-06", 100_000), ("2024-07", 114_500), ("2031-01", 114_500)],
)
def test_value_is_chosen_by_the_month_computed(book: Book, month: str, value: int) -> None:
    assert book.at(Month.parse(month)).quantities("benefit").standard == value


def test_value_that_starts_within_the_month_counts_for_it(tmp_path: Path) -> None:
    late = [{"from": "2025-03-31", "value": 5, "source": SOURCE}]
    standard = Book.of([load_file(written(tmp_path, content(values=late)), "benefit")])
    assert standard.at(Month.parse("2025-03")).quantities("benefit").standard == 5


def test_missing_month_says_since_when_there_is_a_value(book: Book) -> None:
    quantities = book.at(Month.parse("2023-06")).quantities("benefit")
    with pytest.raises(MissingParameter, match=r"2023-06 没有参数“benefit.standard”.*2023-07-01"):
        _ = quantities.standard
    with pytest.raises(MissingParameter, match="没有任何值"):
        _ = quantities.unheard_of


def test_overlay_decides_where_the_bureau_has_a_value(book: Book) -> None:
    own = book.overlay(
        [{"key": "benefit.standard", "from": "2025-01-01", "value": 120_000, "source": SOURCE}]
    )
    assert own.at(Month.parse("2024-12")).quantities("benefit").standard == 114_500
    assert own.at(Month.parse("2025-01")).quantities("benefit").standard == 120_000
    assert book.at(Month.parse("2025-01")).quantities("benefit").standard == 114_500
    again = own.overlay(
        [{"key": "benefit.standard", "from": "2025-01-01", "value": 121_000, "source": SOURCE}]
    )
    assert again.at(Month.parse("2025-02")).quantities("benefit").standard == 121_000


def test_overlay_lies_over_a_later_shipped_value(book: Book) -> None:
    own = book.overlay(
        [{"key": "benefit.standard", "from": "2024-01-01", "value": 120_000, "source": SOURCE}]
    )
    assert own.at(Month.parse("2024-08")).quantities("benefit").standard == 120_000


@pytest.mark.parametrize(
    "row",
    [
        {"key": "benefit.unknown", "from": "2025-01-01", "value": 1, "source": SOURCE},
        {"key": "benefit.standard", "from": "2025-01-01", "value": 1},
        {"key": "benefit.standard", "from": "2025-01-01", "value": "1", "source": SOURCE},
        {"key": "benefit.standard", "from": "soon", "value": 1, "source": SOURCE},
    ],
)
def test_overlay_refuses_a_row_that_does_not_hold(book: Book, row: dict[str, Any]) -> None:
    with pytest.raises(ParameterError):
        book.overlay([row])


def test_sealed_set_computes_again_and_its_digest_sees_a_change(book: Book) -> None:
    standards = book.at(Month.parse("2025-01"))
    opened = unseal(standards.sealed())
    assert opened.digest() == standards.digest()
    assert opened.quantities("benefit").standard == 114_500
    changed = book.overlay(
        [{"key": "benefit.standard", "from": "2025-01-01", "value": 114_501, "source": OFFICIAL}]
    )
    assert changed.at(Month.parse("2025-01")).digest() != standards.digest()
    assert len(standards.digest()) == 64


def bad(**changes: Any) -> dict[str, Any]:
    return content(values=[{"from": "2024-07-01", "value": 1, "source": SOURCE} | changes])


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (bad(source=None), "没有出处"),
        (bad(source={}), "没有出处"),
        (bad(source={"title": "某标准"}), "缺少 status"),
        (bad(source={"title": "某标准", "status": "sure"}), "status“sure”不可用"),
        (bad(source={"title": "某标准", "status": "official"}), "正式出处不完整"),
        (bad(source=SOURCE | {"page": 3}), "不认识 page"),
        (bad(value=1145.5), "不是 0 到"),
        (bad(value=-1), "不是 0 到"),
        (bad(value=True), "不是 0 到"),
        (bad(value=10**11), "不是 0 到"),
        (bad(value="114500"), "不是 0 到"),
        (content(unit="yuan"), "没有“yuan”这个单位"),
        (content(unit="flag"), "值却不是 true 或 false"),
        (content(unit="codes"), "值却不是一列代码"),
        (content(unit="matrix"), "行列相等"),
        (content(key="other"), "与文件名不一致"),
        (content(values=[]), "values 为空|缺少 values"),
        (content(checked_on="yesterday"), "checked_on 不是日期"),
        (content(values=list(reversed(content()["values"]))), "从早到晚"),
        (content(colour="red"), "不认识 colour"),
        ("- 1\n- 2\n", "不是“键: 值”的写法"),
        ("key: standard\nkey: standard\n", "YAML 读不出"),
        ("key: [", "YAML 读不出"),
    ],
)
def test_parameter_file_is_refused_with_a_reason(tmp_path: Path, data: Any, says: str) -> None:
    with pytest.raises(ParameterError, match=says):
        load_file(written(tmp_path, data), "benefit")


def test_parameter_values_of_every_unit_load(tmp_path: Path) -> None:
    for unit, value, loaded in (
        ("flag", True, True),
        ("codes", ["a", "b"], ("a", "b")),
        ("matrix", [[0, 1], [2, 3]], ((0, 1), (2, 3))),
        ("basis_points", 1_000, 1_000),
    ):
        data = bad(value=value) | {"unit": unit}
        assert load_file(written(tmp_path, data), "benefit").dated[0].value == loaded


def test_matrix_is_given_flat_to_formulas(tmp_path: Path) -> None:
    parameter = load_file(written(tmp_path, bad(value=[[0, 1], [2, 3]]) | {"unit": "matrix"}), "benefit")
    quantities: Any = Book.of([parameter]).at(Month(2025, 1)).quantities("benefit")
    assert quantities.standard == (0, 1, 2, 3)


def test_book_refuses_a_name_that_is_shared_too(tmp_path: Path) -> None:
    path = written(tmp_path, content())
    with pytest.raises(ParameterError, match="与共用参数同名"):
        Book.of([load_file(path, "shared"), load_file(path, "benefit")])


def test_official_source_is_printed_plainly_and_another_is_marked(tmp_path: Path) -> None:
    first, second = load_file(written(tmp_path, content()), "benefit").dated
    assert str(first.source) == "某标准（示例参数，非官方）"
    assert str(second.source) == "某标准 某发〔2024〕1号"
    assert second.source.issued == date(2024, 6, 1)
