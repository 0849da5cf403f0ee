"""The cast that every test may call on: two districts and a person for each duty."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from minzheng.kernel.access.actors import Actor, actor_for
from minzheng.kernel.access.models import Assignment, User
from minzheng.kernel.places.actions import DATA, install_areas, read_area_file
from minzheng.kernel.places.models import Area
from minzheng.kernel.places.queries import find_area

ON = date(2025, 7, 1)


class Cast:
    """Named people: `cast.officer`, `cast.head`, … each an Actor; `cast.area(code)` an Area."""

    def __init__(self) -> None:
        for name in ("areas.csv", "second_district.csv"):
            install_areas(rows=read_area_file(DATA / name), by="test", on=ON)
        self.district = self.area("320213")
        self.other_district = self.area("329901")

    def area(self, code: str) -> Area:
        found = find_area(code)
        assert found is not None, code
        return found

    def person(self, username: str, role: str, area: str = "320213", line: str = "*") -> Actor:
        """An actor with one role in one area, made when first asked for."""
        user = User.objects.filter(username=username).first()
        if user is None:
            user = User(username=username, display_name=username)
            user.set_unusable_password()
            user.save()
            Assignment.objects.create(
                user=user, role_id=role, line=line, area=self.area(area), starts_on=date(2024, 1, 1)
            )
        return actor_for(user, on=ON)

    officer = property(lambda self: self.person("officer", "section_officer"))
    second_officer = property(lambda self: self.person("second_officer", "section_officer"))
    head = property(lambda self: self.person("head", "section_head"))
    second_head = property(lambda self: self.person("second_head", "section_head"))
    leader = property(lambda self: self.person("leader", "leader"))
    finance = property(lambda self: self.person("finance", "finance"))
    handler = property(lambda self: self.person("handler", "subdistrict_handler", "320213021"))
    community = property(lambda self: self.person("community", "community_worker", "320213021001"))
    auditor = property(lambda self: self.person("auditor", "auditor"))
    foreigner = property(lambda self: self.person("foreigner", "section_head", "329901"))
    system = property(lambda self: self.person("system_admin", "system_administrator"))


@pytest.fixture
def cast(db: None) -> Cast:  # noqa: ARG001 - asks pytest-django for the database
    return Cast()


@pytest.fixture
def in_scope(cast: Cast) -> Iterator[Cast]:
    """The section head's view of the district, for tests that read registers."""
    with cast.head.in_scope():
        yield cast
