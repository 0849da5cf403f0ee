"""Coded facts of a person: the words of the household file and their numbers in a roll.

Zero is always "nothing said". The numbers are part of the roll's contract: append, never renumber.
"""

from __future__ import annotations

from typing import Final

RELATION: Final = ("", "self", "spouse", "child", "parent", "other")
WORK_ABILITY: Final = ("", "able", "unable")
SELF_CARE: Final = ("", "full", "partial", "none")
CARE_FORM: Final = ("", "dispersed", "collective")
DISABILITY: Final = ("", "sight", "hearing", "speech", "limb", "intellectual", "mental", "multiple")
PARENT_STATE: Final = (
    "none",
    "dead",
    "missing",
    "severe_disability",
    "severe_illness",
    "prison",
    "drug_treatment",
    "restricted",
    "lost_contact",
    "guardianship_revoked",
    "deported",
)
INCOME: Final = ("wages", "business", "property", "transfers", "other", "not_counted")
OTHER_CARE: Final = ("work_injury_nursing", "elder_care_subsidy", "retired_cadre_nursing")

UNABLE_TO_WORK = WORK_ABILITY.index("unable")
SELF_CARE_PARTIAL = SELF_CARE.index("partial")
SELF_CARE_NONE = SELF_CARE.index("none")
COLLECTIVE = CARE_FORM.index("collective")
SIGHT = DISABILITY.index("sight")
LIMB = DISABILITY.index("limb")
INTELLECTUAL = DISABILITY.index("intellectual")
MENTAL = DISABILITY.index("mental")
