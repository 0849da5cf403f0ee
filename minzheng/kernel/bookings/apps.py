from minzheng.kernel.access.plates import RegisterConfig
from minzheng.kernel.access.roles import FIELD_STAFF, OFFICERS, SECTION


class BookingsConfig(RegisterConfig):
    zh = "预约"
    en = "Bookings"
    icon = "calendar-check"
    order = 970
    main_model = "Booking"
    may = {
        "create": SECTION,
        "edit": (),
        "import": (),
        "hold": (*OFFICERS, *FIELD_STAFF),
        "confirm": (*OFFICERS, *FIELD_STAFF),
        "arrive": (*OFFICERS, *FIELD_STAFF),
        "cancel": (*OFFICERS, *FIELD_STAFF),
        "miss": OFFICERS,
        "expire": OFFICERS,
        "close": SECTION,
    }
    sensitive = {"holder_key": "hidden"}
    list_columns = ("service", "slot", "state", "heads", "held_at", "confirmed_at", "arrived_at")
    filter_fields = ("service", "state", "area")
    further_tables = {"Slot": ("service", "site", "starts_at", "ends_at", "quota", "walk_in_quota")}
