"""The row that every register keeps: an id a client may make, a version, an area; scoped, fail closed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django_scopes import ScopedManager

from minzheng.kernel.access.actors import dimension
from minzheng.kernel.ids import new_id


def scoped(
    line: str = "kernel", area: str = "area", queryset: type[models.QuerySet[Any]] | None = None
) -> Any:
    """A manager whose every query is limited to the actor's areas for `line`; without an actor it raises.

    `area` is the lookup from the row to its area (`household__area`).
    """
    manager = models.Manager.from_queryset(queryset) if queryset else models.Manager
    return ScopedManager(_manager_class=manager, **{dimension(line): area})


class Record(models.Model):
    """A row with a client-made id and a version that every update checks."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    #: fields that carry nothing of the row's meaning and are left out of differences and digests
    technical_fields: ClassVar[frozenset[str]] = frozenset({"version"})

    class Meta:
        abstract = True


class AreaRecord(Record):
    """A row that belongs to one area."""

    area = models.ForeignKey("places.Area", models.PROTECT, related_name="+", verbose_name="所属区域")

    class Meta:
        abstract = True
