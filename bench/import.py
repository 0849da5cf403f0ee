"""Import of a member roll with validation, encryption and evidence, beside a per-row ORM loop: `python -m bench.import`.

The peer reads the same CSV with the standard library and makes a person and a membership a row (`create`), without
checking anything and without sealing anything: it does less. Compared: the same people in the same households.
"""

from __future__ import annotations

import argparse
import csv
import random
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bench import district as scratch

COMMUNITIES = 158


def write_rolls(folder: Path, rows: int) -> tuple[Path, Path]:
    """A household roll and a member roll of `rows` members, one member a household in four, four otherwise."""
    from minzheng.demo.files import write_csv
    from minzheng.demo.names import citizen_number, family_name, full_name
    from minzheng.kernel.feeds.importers import household_roll, member_roll
    from minzheng.kernel.places.models import Area, AreaCode

    draw = random.Random(7)
    codes = list(
        AreaCode.objects.filter(system="statistics", area__in=Area.objects.of_level("community"))
        .filter(code__startswith="320213")
        .values_list("code", flat=True)
    )
    households, members = [], []
    for number in range(rows):
        if number % 4 == 0:
            surname = family_name(draw)
            house = f"B{number:08d}"
        birth = date(1930, 1, 1) + timedelta(days=number % 33_000)
        identity = citizen_number(birth, number // 33_000)
        if number % 4 == 0:
            households.append(
                {"number": house, "head_number": identity, "area": codes[number % len(codes)],
                 "address": f"示例路{number}号", "phone": "13000000000", "registered_on": date(2024, 7, 1)}
            )  # fmt: skip
        members.append(
            {"household": house, "name": full_name(draw, surname), "id_number": identity,
             "relation": "self" if number % 4 == 0 else "other", "starts_on": date(2024, 7, 1), "hukou": "320213"}
        )  # fmt: skip
    first = write_csv(household_roll.TEMPLATE, households, folder / "household_roll.csv")
    second = write_csv(member_roll.TEMPLATE, members, folder / "member_roll.csv")
    assert first is not None
    assert second is not None
    return first, second


def ours(demo: Any, paths: tuple[Path, Path]) -> tuple[float, int]:
    from minzheng.kernel import clock
    from minzheng.kernel.feeds.importing import import_file

    head = demo.actor("section_head", demo.districts[0])
    with head.in_scope():
        import_file(
            kind="household_roll", path=paths[0], by=head, on=clock.today(), district=demo.districts[0]
        )
        started = time.perf_counter()
        result = import_file(
            kind="member_roll", path=paths[1], by=head, on=clock.today(), district=demo.districts[0]
        )
    found = result.as_dict()
    assert not found["errors"], found["errors"][:3]
    return time.perf_counter() - started, int(found["new"])


def peer(path: Path, district: Any) -> tuple[float, int]:
    """One ORM call a row, in one transaction."""
    from django.db import transaction

    from minzheng.kernel.access.actors import everywhere
    from minzheng.kernel.people.models import Household, Membership, Person

    with everywhere(), path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
        started = time.perf_counter()
        with transaction.atomic():
            for number, row in enumerate(rows):
                household = Household.objects.get(district=district, number=row["户号"])
                person = Person.objects.create(
                    area_id=household.area_id, district=district, name=row["姓名"], id_kind="passport",
                    id_number_index=f"peer-{number}", sex="male", birth_date=date(1950, 1, 1),
                )  # fmt: skip
                Membership.objects.create(household=household, person=person, relation="other")
        return time.perf_counter() - started, len(rows)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rows", type=int, default=100_000)
    options = parser.parse_args()
    home = scratch.open_scratch()
    demo = scratch.install()
    paths = write_rolls(home, options.rows)
    with scratch.held(2025, 1, 2):
        ours_s, new = ours(demo, paths)
        peak = scratch.peak_mb()
        peer_s, made = peer(paths[1], demo.districts[0])
    row = {
        "name": "member roll import", "size": options.rows, "ours_s": round(ours_s, 3), "peer": "orm-loop",
        "peer_s": round(peer_s, 3), "ratio": round(peer_s / ours_s, 2), "equal": new == made == options.rows,
        "peak_mb": peak, "rows_per_s": round(options.rows / ours_s),
    }  # fmt: skip
    return scratch.tell([row], options.json)


if __name__ == "__main__":
    raise SystemExit(main())
