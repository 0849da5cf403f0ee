"""What bookings offer to be counted."""

from minzheng.kernel.bookings.models import Booking, Slot
from minzheng.kernel.facts import UNITS, Column, Fact, register_fact

bookings = register_fact(
    Fact(
        name="bookings",
        zh="预约",
        description="每行一次预约（含占位、取消和爽约）；到场才是服务。日期为时段开始的日期。",
        rows=Booking.objects.all,
        counts=UNITS["item"],
        columns={
            "id": Column("预约", "id"),
            "area": Column("所属区域", "area"),
            "service": Column("服务", "choice"),
            "state": Column("状态", "choice"),
            "site": Column("场所", "id", "slot__site"),
            "slot": Column("时段", "id"),
            "slot_on": Column("预约日期", "date", "slot__starts_at__date"),
            "heads": Column("人次", "int", unit="person_time"),
            "event": Column("留痕序号", "int"),
        },
        register="kernel.bookings",
        evidence="event",
        in_use=Slot.objects.exists,
    )
)
