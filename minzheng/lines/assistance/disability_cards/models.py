"""残疾人证 (domain 1.5): who is disabled, how and how far, and until when the card is valid."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from minzheng.kernel.access.records import AreaRecord, scoped


class Category(models.TextChoices):
    SIGHT = "sight", "视力"
    HEARING = "hearing", "听力"
    SPEECH = "speech", "言语"
    LIMB = "limb", "肢体"
    INTELLECTUAL = "intellectual", "智力"
    MENTAL = "mental", "精神"
    MULTIPLE = "multiple", "多重"


class DisabilityCardQuerySet(models.QuerySet["DisabilityCard"]):
    def valid_on(self, day: Any) -> DisabilityCardQuerySet:
        """Cards in force on that day; `valid_to` is the card's last valid day."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)


class DisabilityCard(AreaRecord):
    """残疾人证: one card of one person."""

    person: Any = models.ForeignKey(
        "people.Person", models.PROTECT, related_name="disability_cards", verbose_name="持证人"
    )
    category = models.CharField("残疾类别", max_length=20, choices=Category.choices)
    grade = models.PositiveSmallIntegerField("残疾等级", choices=[(n, f"{n} 级") for n in (1, 2, 3, 4)])
    long_term_care = models.BooleanField("需要长期照护", default=False)
    valid_from = models.DateField("有效期起")
    valid_to = models.DateField("有效期止（含当日）", null=True, blank=True)

    objects: ClassVar[Any] = scoped("assistance", "area", DisabilityCardQuerySet)

    class Meta:
        verbose_name = "残疾人证"
        constraints = (
            models.UniqueConstraint(fields=["person", "valid_from"], name="disability_card_once"),
            models.CheckConstraint(condition=Q(grade__range=(1, 4)), name="disability_card_grade"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="disability_card_validity",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_category_display()}{self.grade}级"
