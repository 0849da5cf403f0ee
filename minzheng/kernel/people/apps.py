from minzheng.kernel.access.plates import RegisterConfig
from minzheng.kernel.access.roles import OFFICERS, READERS, SECTION


class PeopleConfig(RegisterConfig):
    zh = "人员与家庭"
    en = "People and households"
    icon = "users"
    order = 100
    main_model = "Person"
    may = {
        "view": READERS,
        "create": (),
        "register": OFFICERS,
        "edit": OFFICERS,
        "import": OFFICERS,
        "export": SECTION,
        "record": OFFICERS,
        "move": OFFICERS,
        "merge": SECTION,
        "reveal": OFFICERS,
    }
    sensitive = {
        "name": "name",
        "birth_date": "birth",
        "id_number_sealed": "id_number",
        "id_number_index": "hidden",
        "last_four_index": "hidden",
        "phone_sealed": "phone",
        "address_sealed": "address",
        "data_key": "hidden",
    }
    list_columns = ("name", "sex", "birth_date", "area", "death_date")
    search_fields = ("name",)
    filter_fields = ("area", "sex")
    detail_fields = (
        "name",
        "id_kind",
        "id_number_sealed",
        "no_id_reason",
        "sex",
        "birth_date",
        "death_date",
        "area",
        "address_sealed",
        "phone_sealed",
        "merged_into",
    )
    edit_fields = ("name", "sex", "birth_date", "death_date")
    verb_names = {
        "move_person": ("迁移社区", "Move"),
        "merge_people": ("合并重复人员", "Merge"),
        "reveal": ("查看原文", "Reveal"),
        "open_household": ("建立家庭", "Open household"),
        "change_membership": ("变更成员", "Change membership"),
    }
    further_tables = {"Household": ("number", "head", "area", "registered_on", "closed_on")}
