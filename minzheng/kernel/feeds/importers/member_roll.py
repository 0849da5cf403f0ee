"""家庭成员名册: who belongs to which household, with the identity that other files refer to.

A line names a person by identity number; without one, by household, name and birth date. An empty cell
leaves what is known as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import cast

from minzheng.kernel.feeds.declaration import Context, Importer, SourceRow
from minzheng.kernel.feeds.importers.household_roll import known_households
from minzheng.kernel.feeds.member_lines import HOUSEHOLD_AT, Line
from minzheng.kernel.feeds.member_periods import lay_memberships
from minzheng.kernel.feeds.member_writing import commit
from minzheng.kernel.feeds.reading import Column, RowError, Template
from minzheng.kernel.people.identity import KINDS, NO_NUMBER_REASONS, clean_name, read_identity
from minzheng.kernel.people.identity.citizen_number import CITIZEN_NUMBER
from minzheng.kernel.people.models import Sex
from minzheng.kernel.people.secrets import number_token
from minzheng.kernel.problems import Problem

TEMPLATE = Template(
    "member_roll",
    "家庭成员名册",
    (
        Column("household", "户号", ("户编号", "家庭编号"), required=True, max_length=40),
        Column("name", "姓名", ("成员姓名",), required=True, max_length=100),
        Column(
            "id_kind",
            "证件类型",
            ("证件种类",),
            kind="choice",
            choices={code: (zh,) for code, zh in KINDS.items()},
            explanation="不填按居民身份证。",
        ),
        Column("id_number", "证件号码", ("身份证号", "身份证号码", "公民身份号码"), max_length=40),
        Column(
            "no_id_reason",
            "暂无证件原因",
            kind="choice",
            choices={code: (zh,) for code, zh in NO_NUMBER_REASONS.items()},
        ),
        Column("sex", "性别", kind="choice", choices={"male": ("男",), "female": ("女",)}),
        Column("birth_date", "出生日期", kind="date", explanation="可由证件号码得出时可不填。"),
        Column(
            "relation",
            "与户主关系",
            ("与户主的关系",),
            kind="choice",
            required=True,
            choices={
                "self": ("户主", "本人"),
                "spouse": ("配偶", "妻", "夫", "丈夫", "妻子"),
                "child": ("子女", "子", "女", "儿子", "女儿"),
                "parent": ("父母", "父", "母", "父亲", "母亲"),
                "other": ("其他", "其他亲属"),
            },
        ),
        Column("starts_on", "加入日期", kind="date"),
        Column("ends_on", "离开日期", kind="date", explanation="自该日起不再是成员。"),
        Column(
            "hukou", "户籍区划", ("户籍区划代码", "户籍地区划代码"), kind="area", explanation="六位县级代码。"
        ),
        Column("death_date", "死亡日期", kind="date"),
    ),
)


def prepare(rows: Sequence[SourceRow], context: Context) -> list[RowError]:
    """Identities right, households known and the actor's own, nobody in two households at a time."""
    errors: list[RowError] = []
    homes = known_households([cast("str", row.values["household"]) for row in rows], context)
    lines: list[Line] = []
    for row in rows:
        found = _read_line(row, context, homes)
        if isinstance(found, RowError):
            errors.append(found)
        else:
            lines.append(found)
    context.found["homes"], context.found["lines"] = homes, lines
    return errors + lay_memberships(lines, context, TEMPLATE)


def _read_line(row: SourceRow, context: Context, homes: dict[str, list[object]]) -> Line | RowError:
    values = row.values
    home = homes.get(cast("str", values["household"]))
    if home is None:
        return row.error(
            TEMPLATE, "household", "unknown_household", "没有该户号的家庭。", "请先导入家庭名册，或核对户号。"
        )
    area_id = cast("int", home[HOUSEHOLD_AT["area_id"]])
    if not context.may(area_id):
        return row.error(
            TEMPLATE, "household", "area_not_yours", "该户不在您的辖区内。", "请删去辖区以外的行。"
        )
    kind = cast("str", values["id_kind"] or CITIZEN_NUMBER)
    identity = read_identity(
        kind,
        cast("str", values["id_number"] or ""),
        on=context.on,
        reason=cast("str", values["no_id_reason"] or ""),
    )
    if isinstance(identity, Problem):
        return row.error(TEMPLATE, "id_number", identity.code, identity.message, identity.fix)
    born = cast("date | None", values["birth_date"]) or identity.birth_date
    sex = cast("str | None", values["sex"]) or identity.sex
    # Most lines say nothing beyond their number, which is right already: those need no second look.
    unsaid = values["birth_date"] is values["sex"] is values["death_date"] is values["ends_on"] is None
    if not (unsaid and born and sex and is_county_code(values["hukou"])):
        wrong = _contradiction(row, born, sex, identity.birth_date, identity.sex, context.on)
        if wrong is not None:
            return wrong
    return Line(
        row=row,
        home=home,
        area_id=area_id,
        name=clean_name(cast("str", values["name"])),
        kind=identity.kind,
        number=identity.number,
        reason=identity.reason,
        token=number_token(identity.kind, identity.number) if identity.number else "",
        sex=cast("str", sex),
        birth_date=born,
        death_date=cast("date | None", values["death_date"]),
        relation=cast("str", values["relation"]),
        starts_on=cast("date | None", values["starts_on"]),
        ends_on=cast("date | None", values["ends_on"]),
        hukou=cast("str | None", values["hukou"]) or "",
    )


def is_county_code(code: object) -> bool:
    """Whether a hukou is unsaid or six digits."""
    return code is None or (isinstance(code, str) and len(code) == 6 and code.isdigit())


def _contradiction(
    row: SourceRow, born: date | None, sex: str | None, said: date | None, said_sex: str | None, on: date
) -> RowError | None:
    """The first thing in a line that cannot be: against its own number, its own dates, or the day."""
    values = row.values
    died, starts, ends = (cast("date | None", values[n]) for n in ("death_date", "starts_on", "ends_on"))
    checks = (
        (said and born != said, "birth_date", "birth_date_differs", "出生日期与证件号码不一致。"),
        (said_sex and sex != said_sex, "sex", "sex_differs", "性别与证件号码不一致。"),
        (born is None, "birth_date", "birth_date_missing", "出生日期为空，且不能由证件号码得出。"),
        (sex not in Sex.values, "sex", "sex_missing", "性别为空，且不能由证件号码得出。"),
        (born and born > on, "birth_date", "birth_date_future", "出生日期晚于业务日期。"),
        (died and born and died < born, "death_date", "death_before_birth", "死亡日期早于出生日期。"),
        (died and died > on, "death_date", "death_in_future", "死亡日期晚于业务日期。"),
        (starts and ends and ends <= starts, "ends_on", "ends_before_start", "离开日期须晚于加入日期。"),
        (
            not is_county_code(values["hukou"]),
            "hukou",
            "hukou_code",
            "户籍区划应为六位县级代码。",
        ),
    )
    for wrong, column, code, message in checks:
        if wrong:
            return row.error(TEMPLATE, column, code, message, "请核对后更正。")
    return None


IMPORTERS = (Importer("member_roll", "家庭成员名册", TEMPLATE, "kernel.people", prepare, commit),)
