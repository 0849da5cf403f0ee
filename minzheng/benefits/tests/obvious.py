"""The six benefits once more, as an officer would reckon them with a calendar and fractions.

It shares no line with the formulas and no code with the engine: it reads the household file and the values.
"""

import calendar
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

HARD = (
    "severe_disability",
    "severe_illness",
    "prison",
    "drug_treatment",
    "restricted",
    "lost_contact",
    "guardianship_revoked",
    "deported",
)
GONE = ("dead", "missing")
Member = dict[str, Any]


class Office:
    """One household, one month, the values in force by key."""

    def __init__(self, household: dict[str, Any], month: str, values: dict[str, Any]) -> None:
        self.house, self.values = household, values
        year, number = int(month[:4]), int(month[5:])
        self.first = date(year, number, 1)
        self.last = date(year, number, calendar.monthrange(year, number)[1])
        self.members = household["members"]

    def results(self) -> dict[str, int]:
        """Amounts by `code` or `code/person`."""
        found = {"low_income_allowance": self.low_income()}
        for member in self.members:
            for code in (
                "extreme_poverty_support",
                "disability_living_subsidy",
                "disability_nursing_subsidy",
            ):
                found[f"{code}/{member['person']}"] = getattr(self, code)(member)
            found[f"childrens_basic_living_allowance/{member['person']}"] = self.child(member)
            found[f"elder_allowance/{member['person']}"] = self.elder(member)
        return found

    def day(self, member: Member, name: str) -> date | None:
        return date.fromisoformat(member[name]) if member.get(name) else None

    def here(self, member: Member) -> bool:
        joined, left = self.day(member, "joined_on"), self.day(member, "left_on")
        death = self.day(member, "death_date")
        return (
            date.fromisoformat(member["birth_date"]) <= self.last
            and (joined is None or joined <= self.last)
            and (left is None or left > self.last)
            and (death is None or death >= self.first)
        )

    def local(self, member: Member) -> bool:
        return bool(self.house["area"].startswith(member["hukou_district"]))

    def age(self, member: Member) -> int:
        birth = date.fromisoformat(member["birth_date"])
        years = 0
        while self.birthday(birth, years + 1) <= self.last:
            years += 1
        return years

    def birthday(self, birth: date, years: int) -> date:
        try:
            return birth.replace(year=birth.year + years)
        except ValueError:
            return date(birth.year + years, 2, 28)

    def card(self, member: Member) -> dict[str, Any] | None:
        card = member.get("disability")
        if not card:
            return None
        starts, ends = card.get("valid_from"), card.get("valid_to")
        if starts and date.fromisoformat(starts) > self.last:
            return None
        if ends and date.fromisoformat(ends) + timedelta(days=1) <= self.last:
            return None
        return dict(card)

    def own_income(self, member: Member) -> int:
        return sum(each["monthly_fen"] for each in member.get("income", []) if each["kind"] != "not_counted")

    def assets_fit(self) -> bool:
        heads = [m for m in self.members if self.here(m) and not m.get("in_custody")]
        standard = self.values["low_income_allowance.standard"]
        owned = self.house.get("assets", {})
        return (
            owned.get("money_fen", 0) <= 24 * standard * len(heads)
            and owned.get("dwellings", 0) <= 1
            and not owned.get("vehicles", 0)
            and not owned.get("companies", 0)
        )

    def child(self, member: Member) -> int:
        if not self.here(member) or not self.local(member) or self.age(member) >= 18:
            return 0
        states = [member.get("father") or "none", member.get("mother") or "none"]
        prefix = "childrens_basic_living_allowance."
        if all(state in GONE for state in states):
            form = "collective" if member.get("care_form") == "collective" else "dispersed"
            return int(self.values[f"{prefix}orphan_{form}"])
        if all(state in GONE + HARD for state in states):
            return int(self.values[f"{prefix}unattended"])
        return 0

    def extreme_poverty_support(self, member: Member) -> int:
        card = self.card(member)
        by_age = self.age(member) >= 60 or self.age(member) < 18
        grades = {"intellectual": 3, "mental": 3, "limb": 2, "sight": 1}
        unable = by_age or (
            card is not None
            and (card["grade"] <= grades.get(card["category"], 0) or member.get("work_ability") == "unable")
        )
        if (
            not self.here(member)
            or not self.local(member)
            or member.get("in_custody")
            or self.child(member)
            or not unable
            or member.get("source_of_living")
            or self.own_income(member) >= self.values["low_income_allowance.standard"]
            or not self.assets_fit()
            or member.get("has_capable_supporter")
        ):
            return 0
        form = "collective" if member.get("care_form") == "collective" else "dispersed"
        floor = Fraction(13, 10) * self.values["low_income_allowance.standard"]
        living = max(Fraction(self.values[f"extreme_poverty_support.living_{form}"]), floor)
        return half_up(
            living + self.values[f"extreme_poverty_support.care_{member.get('self_care') or 'full'}"]
        )

    def family(self) -> list[Member]:
        return [
            m
            for m in self.members
            if self.here(m) and not m.get("in_custody") and not self.extreme_poverty_support(m)
        ]

    def poor(self) -> bool:
        family = self.family()
        if not family or not any(self.local(m) for m in family) or not self.assets_fit():
            return False
        per_head = Fraction(sum(map(self.own_income, family)), len(family))
        return per_head < self.values["low_income_allowance.standard"]

    def low_income(self) -> int:
        if not self.poor():
            return 0
        family, standard = self.family(), self.values["low_income_allowance.standard"]
        difference = standard - Fraction(sum(map(self.own_income, family)), len(family))
        total, base = Fraction(0), Fraction(0)
        for member in family:
            if self.child(member):
                base += min(difference, max(standard - self.child(member), 0))
            else:
                base += difference
                total += standard * Fraction(self.top_up(member), 100)
        return half_up(base + total) if base else 0

    def top_up(self, member: Member) -> int:
        card, rates = self.card(member), [0]
        if self.age(member) >= 60 or self.age(member) < 18:
            rates.append(10)
        if member.get("severe_illness") or (card is not None and card["grade"] <= 2):
            rates.append(20)
        return max(rates)

    def disability_living_subsidy(self, member: Member) -> int:
        card = self.card(member)
        refused = self.child(member) or member.get("other_care_fen", {}).get("work_injury_nursing")
        if (
            card is None
            or refused
            or not self.local(member)
            or member not in self.family()
            or not self.poor()
        ):
            return 0
        kind = "severe" if card["grade"] <= 2 else "other"
        return int(self.values[f"disability_living_subsidy.amount_{kind}"])

    def disability_nursing_subsidy(self, member: Member) -> int:
        card, care = self.card(member), member.get("other_care_fen", {})
        if card is None or card["grade"] > 2 or not card.get("long_term_care"):
            return 0
        amount = int(self.values[f"disability_nursing_subsidy.amount_grade_{card['grade']}"])
        if (
            not self.here(member)
            or not self.local(member)
            or self.extreme_poverty_support(member)
            or care.get("work_injury_nursing")
            or max(care.get("elder_care_subsidy", 0), care.get("retired_cadre_nursing", 0)) >= amount
        ):
            return 0
        return amount

    def elder(self, member: Member) -> int:
        if not self.here(member) or not self.local(member) or self.age(member) < 80:
            return 0
        band = "first" if self.age(member) < 90 else "second" if self.age(member) < 100 else "third"
        return int(self.values[f"elder_allowance.amount_{band}"])


def half_up(amount: Fraction) -> int:
    return int(amount + Fraction(1, 2))
