"""Everything that changes a person, a household or who lives with whom."""

from minzheng.kernel.people.actions.households import change_membership, open_household
from minzheng.kernel.people.actions.life import NewLifeEvent, move_person, record_life_events
from minzheng.kernel.people.actions.merging import merge_people, undo_merge
from minzheng.kernel.people.actions.registering import edit_person, register_people, reveal
from minzheng.kernel.people.actions.rolls import (
    NewHousehold,
    NewMembership,
    NewPerson,
    NewResidence,
    write_households,
    write_memberships,
    write_people,
    write_residences,
)

__all__ = [
    "NewHousehold",
    "NewLifeEvent",
    "NewMembership",
    "NewPerson",
    "NewResidence",
    "change_membership",
    "edit_person",
    "merge_people",
    "move_person",
    "open_household",
    "record_life_events",
    "register_people",
    "reveal",
    "undo_merge",
    "write_households",
    "write_memberships",
    "write_people",
    "write_residences",
]
