"""The append-only chain of what happened. `docs/evidence.md` says the same for outside checkers."""

from __future__ import annotations

import json

from django.db import models


class Event(models.Model):
    """留痕事件: one change of state, in the transaction of that change.

    `body` is the canonical text that is hashed; the other columns repeat parts of it so that they can be
    searched, and verification refuses a row whose columns and body differ.
    """

    sequence = models.BigIntegerField("序号", primary_key=True)
    at = models.DateTimeField("时间", db_index=True)
    kind = models.CharField("事件", max_length=80, db_index=True)
    actor = models.CharField("操作人", max_length=80, db_index=True)
    subject_type = models.CharField("对象类型", max_length=80, blank=True)
    subject_id = models.CharField("对象编号", max_length=64, blank=True)
    body = models.TextField("内容")
    previous_hash = models.CharField("前一事件摘要", max_length=72)
    hash = models.CharField("摘要", max_length=72)

    class Meta:
        verbose_name = "留痕事件"
        indexes = (models.Index(fields=["subject_type", "subject_id"], name="evidence_subject"),)

    def __str__(self) -> str:
        return f"{self.sequence} {self.kind}"

    @property
    def sentence(self) -> str:
        """What happened, as a person says it."""
        return str(json.loads(self.body)["sentence"])


class Head(models.Model):
    """The chain's end: one row, locked while an event is appended, so that the chain never forks."""

    sequence = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=72, default="")

    class Meta:
        verbose_name = "留痕链尾"

    def __str__(self) -> str:
        return str(self.sequence)
