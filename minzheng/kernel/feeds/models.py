"""What was imported: one row a file, and one row a line of it that can be proved later."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from minzheng.kernel.access.records import AreaRecord, scoped


class State(models.TextChoices):
    STAGED = "staged", "待复核"
    COMMITTED = "committed", "已入库"
    REFUSED = "refused", "已退回"
    DISCARDED = "discarded", "已放弃"


class Import(AreaRecord):
    """导入: one file of one kind. A refused file leaves nothing but this row and its errors.

    `file_token` and `content_token` are keyed tokens of the file's bytes and of its parsed content: a plain
    digest of a one-line file could be guessed back to the identity number in it.
    """

    district: Any = models.ForeignKey("places.Area", models.PROTECT, related_name="+", verbose_name="区")
    kind = models.CharField("种类", max_length=60, db_index=True)
    file_name = models.CharField("文件名", max_length=255)
    file_token = models.CharField("文件摘要", max_length=100, editable=False)
    content_token = models.CharField("内容摘要", max_length=100, editable=False)
    state = models.CharField("状态", max_length=12, choices=State.choices)
    rows = models.PositiveIntegerField("行数", default=0)
    new = models.PositiveIntegerField("新增", default=0)
    changed = models.PositiveIntegerField("变更", default=0)
    unchanged = models.PositiveIntegerField("未变", default=0)
    error_count = models.PositiveIntegerField("错误数", default=0)
    errors = models.JSONField("错误", default=list, editable=False)
    imported_by: Any = models.ForeignKey(
        "access.User", models.PROTECT, null=True, related_name="+", verbose_name="导入人"
    )
    imported_at = models.DateTimeField("导入时间")
    counted_on = models.DateField("业务日期")
    event = models.BigIntegerField("留痕序号", null=True, editable=False)
    merkle_root = models.CharField("行摘要之根", max_length=72, blank=True, editable=False)
    data_key = models.TextField("数据密钥", editable=False)

    objects: ClassVar[Any] = scoped()
    technical_fields = frozenset({"version", "data_key"})

    class Meta:
        verbose_name = "数据导入"
        constraints = (
            models.UniqueConstraint(
                fields=["district", "kind", "content_token"],
                condition=Q(state="committed"),
                name="feeds_import_content_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="committed") | Q(event__isnull=False),
                name="feeds_import_event",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.file_name}"


class ImportRow(models.Model):
    """导入行: one line of a file as it was read, sealed, and what it made: [table, id, version, digest] each.

    `leaf` is the digest of the other columns; the root over all leaves stands in the evidence event.
    """

    batch: Any = models.ForeignKey(  # the index of the constraint begins with it
        Import, models.CASCADE, related_name="lines", verbose_name="导入", db_index=False
    )
    position = models.PositiveIntegerField("序号")
    sheet = models.CharField("工作表", max_length=255, blank=True)
    row = models.PositiveIntegerField("行号")
    sealed = models.TextField("内容")
    records = models.TextField("所成记录")
    leaf = models.CharField("摘要", max_length=72)

    objects: ClassVar[Any] = scoped("kernel", "batch__area")

    class Meta:
        verbose_name = "导入行"
        constraints = (
            models.UniqueConstraint(fields=["batch", "position"], name="feeds_importrow_position_once"),
        )

    def __str__(self) -> str:
        return f"{self.batch_id} {self.row}"
