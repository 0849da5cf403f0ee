"""What sites offer to be counted."""

from typing import Any

from minzheng.kernel.facts import UNITS, Column, Fact, register_fact
from minzheng.kernel.places.queries import subdistrict_id
from minzheng.kernel.sites.models import Site, SiteLabel


def _sites() -> Any:
    return Site.objects.annotate(in_subdistrict=subdistrict_id())


sites = register_fact(
    Fact(
        name="sites",
        zh="场所",
        description="每行一个场所，计划、启用、停用均有日期；停用日期当天起不再计为启用。",
        rows=_sites,
        counts=UNITS["place"],
        columns={
            "id": Column("场所", "id"),
            "area": Column("所属区域", "area"),
            "subdistrict": Column("所属街道", "area", "in_subdistrict"),
            "kind": Column("类型", "choice"),
            "name": Column("名称", "text"),
            "brand": Column("品牌", "text"),
            "organization": Column("运营单位", "organization"),
            "planned_on": Column("计划启用日期", "date"),
            "opened_on": Column("启用日期", "date"),
            "closed_on": Column("停用日期", "date"),
            "event": Column("留痕序号", "int"),
        },
        register="kernel.sites",
        evidence="event",
        in_use=Site.objects.exists,
    )
)

site_labels = register_fact(
    Fact(
        name="site_labels",
        zh="场所标识",
        description="每行一个场所在一段时间内的一个标识。",
        rows=SiteLabel.objects.all,
        counts=UNITS["place"],
        columns={
            "id": Column("记录", "id"),
            "site": Column("场所", "id"),
            "kind": Column("场所类型", "choice", "site__kind"),
            "label": Column("标识", "text"),
            "starts_on": Column("起", "date"),
            "ends_on": Column("止（不含）", "date"),
            "area": Column("所属区域", "area", "site__area"),
            "event": Column("留痕序号", "int"),
        },
        register="kernel.sites",
        evidence="event",
        in_use=SiteLabel.objects.exists,
    )
)
