"""What rests sealed in a person's or household's row: sealing, opening, and finding without opening."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from minzheng.kernel.crypto import DataKey, Place, seal_many
from minzheng.kernel.crypto.keys_in_use import blind_index, keyring
from minzheng.kernel.people.identity import KINDS, normalize_number
from minzheng.kernel.people.models import Household, Person

NUMBER_PURPOSE = "identity_number"
LAST_FOUR_PURPOSE = "identity_number_last_four"


KeyHolder = Person | Household


class NewKey(NamedTuple):
    """A fresh data key and the wrapped text that goes into its row."""

    key: DataKey
    wrapped: str


def new_keys(ids: Sequence[UUID]) -> list[NewKey]:
    """One fresh data key for each id, in order."""
    return [NewKey(*pair) for pair in keyring().new_data_keys([str(one) for one in ids])]


def data_key_of(row: KeyHolder) -> DataKey:
    """The ready data key of one person or household. Sealed when the stored text was changed."""
    return keyring().unwrap(str(row.id), row.data_key)


def data_keys_of(rows: Iterable[KeyHolder]) -> dict[UUID, DataKey]:
    """Ready data keys of many rows, by id."""
    ring = keyring()
    return {row.id: ring.unwrap(str(row.id), row.data_key) for row in rows}


def place(row: KeyHolder, field: str) -> Place:
    """Where the sealed text of `field` (`phone`, `address`, `id_number`) of a row stands."""
    return Place(row._meta.db_table, f"{field}_sealed", str(row.id))


def open_field(row: KeyHolder, field: str, key: DataKey | None = None) -> str:
    """The plain text of a sealed field, empty when there is none. The caller answers for who sees it."""
    sealed: str = getattr(row, f"{field}_sealed")
    return (key or data_key_of(row)).open(sealed, place(row, field)) if sealed else ""


def seal_field(row: KeyHolder, field: str, text: str, key: DataKey | None = None) -> str:
    """The envelope to store for `text`; the empty text is stored as it is."""
    return (key or data_key_of(row)).seal(text, place(row, field)) if text else ""


def seal_column(table: str, column: str, items: Sequence[tuple[DataKey, UUID, str]]) -> list[str]:
    """Envelopes of one column for many rows (key, row id, text), in order; empty texts stay empty."""
    filled = [(key, Place(table, column, str(one)), text) for key, one, text in items if text]
    sealed = iter(seal_many(filled))
    return [next(sealed) if text else "" for _, _, text in items]


def number_token(kind: str, number: str) -> str:
    """The token under which a normalized number of that kind is stored."""
    return blind_index(NUMBER_PURPOSE).token(f"{kind}:{number}")


def number_tokens(kinds_and_numbers: Iterable[tuple[str, str]]) -> list[str]:
    """Tokens to store for many (kind, normalized number), in order."""
    return blind_index(NUMBER_PURPOSE).tokens([f"{kind}:{number}" for kind, number in kinds_and_numbers])


def number_candidates(number: str, kind: str | None = None) -> list[str]:
    """Every token under which a number may stand: of one kind or of all, under present and former keys."""
    plain = normalize_number(number)
    index = blind_index(NUMBER_PURPOSE)
    return [token for one in ([kind] if kind else KINDS) for token in index.candidates(f"{one}:{plain}")]


def current_number_prefix() -> str:
    """What every number token made with the present index key begins with."""
    return blind_index(NUMBER_PURPOSE).token("").rpartition(":")[0] + ":"


def last_four_token(number: str) -> str:
    """The token of the last four characters of a number."""
    return blind_index(LAST_FOUR_PURPOSE).token(number[-4:])


def last_four_tokens(numbers: Iterable[str]) -> list[str]:
    """Tokens of the last four characters of many numbers, each distinct four computed once."""
    known: dict[str, str] = {}
    found = []
    for number in numbers:
        four = number[-4:]
        token = known.get(four)
        if token is None:
            token = known[four] = last_four_token(four)
        found.append(token)
    return found


def last_four_candidates(four: str) -> list[str]:
    """Every token under which last four characters may stand."""
    return blind_index(LAST_FOUR_PURPOSE).candidates(four.upper())
