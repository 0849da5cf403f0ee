"""To whom the money of a beneficiary goes: the person's own account, else the household's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from minzheng.kernel.money.models import PayoutAccount
from minzheng.kernel.places.models import Area


@dataclass(frozen=True)
class Payees:
    """Open accounts by payee: (account id)."""

    accounts: dict[UUID, UUID]

    def find(self, candidates: list[UUID]) -> tuple[UUID, UUID] | None:
        """(payee, account) of the first candidate that has one."""
        for person in candidates:
            account = self.accounts.get(person)
            if account is not None:
                return person, account
        return None


def read_payees(*, district: Area, on: date) -> Payees:
    """All accounts of the district in use on the day, in one query."""
    rows = PayoutAccount.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=on), area__path__startswith=district.path, starts_on__lte=on
    )
    return Payees(dict(rows.order_by("starts_on").values_list("payee_id", "id")))
