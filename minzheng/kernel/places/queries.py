"""Finding areas. A bare nine-digit code is ambiguous, so the code system is always named."""

from __future__ import annotations

from datetime import date

from django.db.models import Case, F, IntegerField, When

from minzheng.kernel.places.models import Area, AreaCode, CodeSystem, Level


def find_area(code: str, *, system: str = CodeSystem.STATISTICS, on: date | None = None) -> Area | None:
    """The area with that code in that system (valid on the day, when one is given)."""
    codes = AreaCode.objects.filter(system=system, code=code).select_related("area")
    if on is not None:
        codes = codes.filter(valid_from__lte=on)
    found = codes.order_by("-valid_from").first()
    return found.area if found else None


def get_area_ids_by_code(*, system: str = CodeSystem.STATISTICS) -> dict[str, int]:
    """code → area id, for importers that look up many."""
    return dict(AreaCode.objects.filter(system=system).values_list("code", "area_id"))


def list_districts() -> list[Area]:
    return list(Area.objects.filter(level=Level.DISTRICT).order_by("id"))


def subdistrict_id(path: str = "area") -> Case:
    """The id of the subdistrict in which a row's area lies, as a database expression; null above that level.

    `path` is the lookup from the row to its area.
    """
    at = f"{path}__level"
    return Case(
        When(**{at: Level.SUBDISTRICT}, then=F(f"{path}_id")),
        When(**{at: Level.COMMUNITY}, then=F(f"{path}__parent_id")),
        default=None,
        output_field=IntegerField(),
    )
