"""Small roll files for tests: written as a bureau's files are, with headings in Chinese."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

from minzheng.kernel.people.tests.factories import citizen_number

HOUSEHOLD_HEADINGS = ("户号", "户主证件号", "区划代码", "详细地址", "联系电话", "登记日期")
MEMBER_HEADINGS = ("户号", "姓名", "证件号码", "与户主关系", "加入日期", "离开日期", "户籍区划", "死亡日期")
COMMUNITIES = ("320213021001", "320213021002", "320213022001")
HEAD, WIFE, CHILD = (
    citizen_number(date(1958, 4, 2), 11),
    citizen_number(date(1960, 5, 6), 22),
    citizen_number(date(1990, 1, 2), 33),
)


def write_csv(
    path: Path, headings: tuple[str, ...], rows: list[tuple[str, ...]], encoding: str = "utf-8"
) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([headings, *rows])
    return path


def households(path: Path, *rows: tuple[str, ...], encoding: str = "utf-8") -> Path:
    """The household roll; one household of 崇安寺 unless rows are given."""
    default = [("H1", HEAD, COMMUNITIES[0], "解放路7号", "13812345678", "2024-01-01")]
    return write_csv(path / "households.csv", HOUSEHOLD_HEADINGS, list(rows) or default, encoding)


def members(path: Path, *rows: tuple[str, ...], name: str = "members.csv", encoding: str = "utf-8") -> Path:
    """The member roll; head, wife and child of H1 unless rows are given."""
    default = [
        ("H1", "王小明", HEAD, "户主", "", "", "320213", ""),
        ("H1", "李芳", WIFE, "配偶", "", "", "320213", ""),
        ("H1", "王𬭚·明", CHILD, "子女", "2024-03-01", "", "110101", ""),
    ]
    return write_csv(path / name, MEMBER_HEADINGS, list(rows) or default, encoding)


def big_rolls(path: Path, people: int, per_household: int = 3) -> tuple[Path, Path]:
    """Two roll files with `people` members in households of `per_household`, seeded by number alone."""
    homes: list[tuple[str, ...]] = []
    lines: list[tuple[str, ...]] = []
    surnames, given = (
        "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗",
        "伟芳娜敏静秀英丽强磊军洋勇艳杰娟涛明超兰霞平刚桂",
    )
    relations = ("户主", "配偶", "子女", "父母", "其他")
    for at in range(people):
        home, place = divmod(at, per_household)
        day = date(1930, 1, 1) + timedelta(days=at // 998)
        number = citizen_number(day, at % 998 + 1)
        name = surnames[at % 20] + given[at // 20 % 24] + given[at // 480 % 24]
        if place == 0:
            code = COMMUNITIES[home % len(COMMUNITIES)]
            homes.append((f"H{home:07}", number, code, f"解放路{home}号", f"138{home:08}", "2024-01-01"))
        lines.append((f"H{home:07}", name, number, relations[place], "", "", "320213", ""))
    return households(path, *homes), members(path, *lines)
