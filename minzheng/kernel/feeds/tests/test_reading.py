"""Reading files as bureaus send them: every form of one roll gives the same rows, every fault its place."""

from datetime import date
from pathlib import Path

import pytest

from minzheng.kernel.feeds.reading import (
    Column,
    ContentDigest,
    Limits,
    Row,
    Template,
    file_digest,
    safe_csv_cell,
)
from minzheng.kernel.feeds.tests.reading_samples import (
    HEADER,
    LINE,
    NUMBER,
    ROLL,
    VALUES,
    one_error,
    read,
    refusal,
    write_csv,
    write_xlsx,
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
def test_csv_encodings_and_separators(tmp_path: Path, encoding: str, separator: str) -> None:
    path = write_csv(tmp_path / "a.csv", [HEADER, LINE, ["𬭚㛃·丁", *LINE[1:]]], encoding, separator)
    first, second = read(path)
    assert first == Row("", 2, VALUES, ())
    assert second.values is not None
    assert second.values["name"] == "𬭚㛃·丁"


def test_csv_broken_utf8_is_not_taken_for_gb18030(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [HEADER, LINE])
    good = path.read_bytes()
    path.write_bytes(good[:-20] + b"\xff\xff" + good[-20:])
    assert refusal(path).code == "encoding_broken"


@pytest.mark.parametrize("content", [b"\xff\xff\xff", b"\xff\xfe\x00\x00a\x00\x00\x00", b"a\x00\x00\x00\xd8"])
def test_csv_no_encoding(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    assert refusal(path).code == "encoding_unknown"


def test_csv_row_numbers_with_quoted_newlines_and_blank_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    line = ",".join(LINE)
    quoted = line.replace("王明", '"王\n明"')
    path.write_text("梁溪区名册\n\n" + ",".join(HEADER) + f"\n{quoted}\n\n , ,\n{line}\n", encoding="utf-8")
    rows = read(path)
    assert [row.number for row in rows] == [4, 7]
    assert rows[0].values is not None
    assert rows[0].values["name"] == "王 明"


def test_csv_open_quote_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(",".join(HEADER) + '\n"王明,1,2', encoding="utf-8")
    assert refusal(path).code == "csv_broken"


def test_header_order_aliases_and_marks(tmp_path: Path) -> None:
    header = ["* 身份证号", "名字（必填）", "月 收 入"]
    row = read(write_csv(tmp_path / "a.csv", [header, [NUMBER, "王明", "1"]]))[0]
    assert row.values is not None
    assert (row.values["name"], row.values["income"], row.values["sex"]) == ("王明", 100, None)


def test_header_faults_are_told_together(tmp_path: Path) -> None:
    header = ["姓名", "名字", "备注", "月收入"]
    errors = refusal(write_csv(tmp_path / "a.csv", [["标题"], header])).errors
    assert [(error.row, error.column, error.code) for error in errors] == [
        (2, "姓名", "column_twice"),
        (2, "备注", "column_unknown"),
        (2, "身份证号码", "column_missing"),
    ]


def test_header_extra_columns_may_be_ignored(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [["备注", *HEADER], ["随便", *LINE]])
    assert refusal(path).code == "column_unknown"
    assert read(path, extra="ignore")[0].values == VALUES


@pytest.mark.parametrize("content", ["", "随便写点什么\n", "a,b,c\n1,2,3\n"])
def test_header_missing(tmp_path: Path, content: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(content, encoding="utf-8")
    assert refusal(path).code in ("no_header", "file_empty")


@pytest.mark.parametrize(
    ("column", "written", "value"),
    [
        ("姓名", "\t王明\u200b　", "王明"),
        ("姓名", "'=王明", "=王明"),
        ("姓名", "'90后", "'90后"),
        ("身份证号码", "１１０１０５１９４９１２３１００２ｘ", NUMBER),
        ("身份证号码", "110105491231002", NUMBER),
        ("身份证号码", f"'{NUMBER}", NUMBER),
        ("身份证号码", f'="{NUMBER}"', NUMBER),
        ("身份证号码", f"\t{NUMBER}", NUMBER),
        ("性别", "女", "female"),
        ("性别", "MALE", "male"),
        ("性别", "", None),
        ("社区代码", "３２０２１３", "320213"),
        ("社区代码", "东门社区", "东门社区"),
        ("纳入日期", "2025/1/2", date(2025, 1, 2)),
        ("纳入日期", "2025年1月2日", date(2025, 1, 2)),
        ("纳入日期", "20250102", date(2025, 1, 2)),
        ("纳入日期", "2025.01.02", date(2025, 1, 2)),
        ("纳入日期", "2024-02-29 00:00:00", date(2024, 2, 29)),
        ("纳入日期", "２０２５－０１－０２", date(2025, 1, 2)),
        ("月收入", "1,234,567.8", 123456780),
        ("月收入", "１２００．５", 120050),
        ("月收入", "￥1200元", 120000),
        ("月收入", "0.10000", 10),
        ("月收入", "5.", 500),
        ("月收入", "-0", 0),
        ("人数", "1,200", 1200),
        ("人数", "３", 3),
        ("有劳动能力", "否", False),
        ("有劳动能力", "true", True),
    ],
)
def test_cell_values(tmp_path: Path, column: str, written: str, value: object) -> None:
    line = list(LINE)
    line[HEADER.index(column)] = written
    row = read(write_csv(tmp_path / "a.csv", [HEADER, line]))[0]
    assert row.errors == ()
    assert row.values is not None
    assert row.values[ROLL.columns[HEADER.index(column)].name] == value


@pytest.mark.parametrize(
    ("column", "written", "code"),
    [
        ("姓名", "", "required"),
        ("姓名", " \u200b ", "required"),
        ("姓名", "=1+1", "formula"),
        ("姓名", "王\ue000", "private_use_character"),
        ("姓名", "王\x07", "control_character"),
        ("姓名", "王" * 501, "text_too_long"),
        ("姓名", "王" * 33_000, "cell_too_long"),
        ("姓名", "6.22202E+18", "scientific_notation"),
        ("身份证号码", "3.20213E+17", "scientific_notation"),
        ("身份证号码", "110105194912310021", "check_digit"),
        ("性别", "未知", "choice"),
        ("社区代码", "3202130", "area_code"),
        ("社区代码", "3.20213E+11", "scientific_notation"),
        ("纳入日期", "2025-02-30", "date_impossible"),
        ("纳入日期", "25-01-02", "date"),
        ("纳入日期", "2025-01/02", "date"),
        ("纳入日期", "45658", "date"),
        ("纳入日期", "0999-01-01", "date_too_early"),
        ("月收入", "1.005", "money_decimals"),
        ("月收入", "-1", "money_negative"),
        ("月收入", "1,20.5", "money"),
        ("月收入", "1.2万元", "money"),
        ("月收入", "1e5", "scientific_notation"),
        ("月收入", "१२", "money"),
        ("人数", "3.5", "int"),
        ("人数", "三", "int"),
        ("有劳动能力", "也许", "bool"),
    ],
)
def test_cell_errors(tmp_path: Path, column: str, written: str, code: str) -> None:
    line = list(LINE)
    line[HEADER.index(column)] = written
    assert one_error(write_csv(tmp_path / "a.csv", [HEADER, LINE, line, LINE])) == (3, column, code)


def test_cell_errors_of_one_row_come_together(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [HEADER, ["", "1", "x", "", "", "", "", ""], [*LINE, "多", ""]])
    rows = read(path)
    assert [error.code for error in rows[0].errors] == ["required", "length", "choice"]
    assert [error.code for error in rows[1].errors] == ["too_many_cells"]
    assert rows[0].values is None


def test_cell_errors_survive_the_memory_of_a_column(tmp_path: Path) -> None:
    """The same wrong cell is an error each time, and across blocks."""
    wrong = [*LINE[:2], "？", *LINE[3:]]
    rows = read(write_csv(tmp_path / "a.csv", [HEADER, *([LINE] * 3000), *([wrong] * 3000)]))
    assert len(rows) == 6000
    assert [row.number for row in rows if row.errors] == list(range(3002, 6002))


def test_limits_rows(tmp_path: Path) -> None:
    lines = [HEADER, *([LINE] * 11)]
    assert len(read(write_csv(tmp_path / "a.csv", lines), limits=Limits(rows=11))) == 11
    assert refusal(tmp_path / "a.csv", limits=Limits(rows=10)).code == "too_many_rows"
    book = write_xlsx(tmp_path / "a.xlsx", lines)
    assert refusal(book, limits=Limits(rows=11)).code == "sheet_too_big"
    assert refusal(book, limits=Limits(file_bytes=100)).code == "file_too_big"


def test_digest_is_of_the_content(tmp_path: Path) -> None:
    files = [
        write_csv(tmp_path / "a.csv", [HEADER, LINE, LINE]),
        write_csv(tmp_path / "b.csv", [["标题"], HEADER[::-1], LINE[::-1], [], LINE[::-1]], "gb18030", "\t"),
        write_xlsx(
            tmp_path / "c.xlsx",
            [HEADER, ["王明", NUMBER, "男", "320213021001", date(2025, 1, 2), 1200.5, 3, True], LINE],
        ),
    ]
    other = write_csv(tmp_path / "d.csv", [HEADER, LINE, [*LINE[:6], "4", "是"]])

    def digest(path: Path) -> str:
        content = ContentDigest(ROLL)
        for row in read(path):
            assert row.values is not None
            content.add(row.values)
        return content.hexdigest()

    assert len({digest(path) for path in files}) == 1
    assert digest(other) != digest(files[0])
    assert len({file_digest(path) for path in files}) == 3


@pytest.mark.parametrize("text", ["=1+1", "+86", "-x", "@a", "'=x", "''=x", "王明", "'90后", "a=b"])
def test_safe_csv_cell_round_trip(tmp_path: Path, text: str) -> None:
    safe = safe_csv_cell(text)
    assert safe[0] not in "=+-@"
    row = read(write_csv(tmp_path / "a.csv", [HEADER, [safe, *LINE[1:]]]))[0]
    assert row.values is not None
    assert row.values["name"] == text


def test_template_declaration_faults() -> None:
    with pytest.raises(ValueError, match="kind"):
        Column("a", "甲", kind="float")
    with pytest.raises(ValueError, match="choices"):
        Column("a", "甲", kind="choice")
    with pytest.raises(ValueError, match="twice"):
        Template("t", "表", (Column("a", "甲"), Column("a", "乙")))
