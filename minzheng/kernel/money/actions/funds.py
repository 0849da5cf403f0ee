"""Setting up the special accounts that a district pays from."""

from __future__ import annotations

from datetime import date

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.action import Unchanged, action
from minzheng.kernel.evidence import recording
from minzheng.kernel.ids import new_id
from minzheng.kernel.money.models import FundSource
from minzheng.kernel.places.models import Area


@action("kernel.money.fund", area="district")
def install_fund(*, district: Area, code: str, name: str, by: Actor, on: date) -> FundSource:
    """The fund source of that code; a second call changes nothing."""
    found: FundSource | None = FundSource._base_manager.filter(area=district, code=code).first()
    if found is not None:
        return Unchanged(found)  # type: ignore[return-value]
    fund = FundSource(id=new_id(), area=district, code=code, name=name)
    fund.save(force_insert=True)
    recording.record(
        recording.Entry(
            kind="kernel.money.fund.installed",
            sentence=f"设立资金来源 {name}",
            subject_type="kernel.money.fund",
            subject_id=str(fund.id),
            area_id=district.pk,
            details={"code": code, "on": on},
        ),
        by=by.username,
    )
    return fund
