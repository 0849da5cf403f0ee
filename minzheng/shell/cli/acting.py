"""Who acts on the command line, and for which district."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

import click

from minzheng.kernel.problems import Refused

if TYPE_CHECKING:
    from minzheng.kernel.access.actors import Actor
    from minzheng.kernel.places.models import Area

by_option = click.option("--by", "username", required=True, help="办理人账号（仅演示模式可不带凭据）。")


@contextmanager
def acting(username: str) -> Iterator[tuple[Actor, date]]:
    """The actor and the day, with the actor's scope open. Without a credential only in demo mode."""
    from django.conf import settings

    from minzheng.kernel import clock
    from minzheng.kernel.access.actors import find_actor

    if settings.PRODUCTION:
        raise Refused("credential_needed", "生产模式下命令行办理需要凭据。", fix="请从网页登录办理。")
    on = clock.today()
    actor = find_actor(username, on=on)
    with actor.in_scope():
        yield actor, on


def district_of(actor: Actor, line: str) -> Area:
    """The one district in which this actor works for `line`; refused when there are several or none."""
    from minzheng.kernel.places.models import Area, Level
    from minzheng.kernel.places.queries import list_districts

    areas = actor.areas_for(line)
    found = [area for area in list_districts() if area.pk in areas]
    if not found:
        parents = Area.objects.filter(pk__in=areas).values_list("path", flat=True)
        roots = {int(path.split("/", 1)[0]) for path in parents}
        found = list(Area.objects.filter(pk__in=roots, level=Level.DISTRICT))
    if len(found) != 1:
        raise Refused("district_unclear", "无法确定办理的区。", fix="请使用只在一个区任职的账号。")
    return found[0]


def chosen_district(code: str | None) -> Area:
    """The district of that statistics code; without one, the first that was installed."""
    from minzheng.kernel.places.models import Level
    from minzheng.kernel.places.queries import find_area, list_districts

    if code is None:
        districts = list_districts()
        if not districts:
            raise Refused("no_district", "还没有建立任何区。", fix="请先执行 minzheng init 或 make demo。")
        return districts[0]
    found = find_area(code)
    if found is None or found.level != Level.DISTRICT:
        raise Refused("unknown_district", f"没有代码为 {code} 的区。")
    return found
