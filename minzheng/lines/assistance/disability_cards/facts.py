"""Disability cards, offered to be counted."""

from minzheng.kernel.facts import UNITS, Column, Fact, register_fact
from minzheng.lines.assistance.disability_cards.models import DisabilityCard

DISABILITY_CARDS = register_fact(
    Fact(
        name="assistance.disability_cards",
        zh="残疾人证",
        description="一行是一本残疾人证；持证人可能先后有几本。",
        rows=DisabilityCard.objects.all,
        counts=UNITS["piece"],
        register="assistance.disability_cards",
        columns={
            "id": Column("编号", "id"),
            "person": Column("持证人", "person", "person_id"),
            "category": Column("类别", "choice"),
            "grade": Column("等级", "int"),
            "long_term_care": Column("需长期照护", "flag"),
            "valid_from": Column("有效期起", "date"),
            "valid_to": Column("有效期止", "date"),
            "area": Column("社区", "area", "area_id"),
        },
    )
)
