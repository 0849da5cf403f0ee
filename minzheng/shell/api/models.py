"""Keys with which another program acts for one person."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from minzheng.kernel.ids import new_id


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def in_force(self, on: object) -> ApiKeyQuerySet:
        """Neither revoked nor expired on that day."""
        return self.filter(Q(revoked_on__isnull=True), expires_on__gt=on)


class ApiKey(models.Model):
    """接口密钥: only a digest is kept; the key itself is shown once to its owner."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_keys", verbose_name="用户"
    )
    name = models.CharField("用途", max_length=60)
    start = models.CharField("开头", max_length=12)
    digest = models.CharField("摘要", max_length=64, unique=True)
    created_on = models.DateField("签发日")
    expires_on = models.DateField("到期日（不含）")
    revoked_on = models.DateField("撤销日", null=True, blank=True)

    objects: ClassVar[models.Manager[ApiKey]] = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = "接口密钥"
        constraints = (
            models.CheckConstraint(condition=Q(expires_on__gt=F("created_on")), name="api_apikey_period"),
        )

    def __str__(self) -> str:
        return f"{self.name}（{self.start}…）"
