"""The facts of a month as bytes: small, exact, and the same again years later."""

from __future__ import annotations

import hashlib
import io
import json
import zlib
from base64 import b85decode, b85encode
from typing import Any

import numpy as np

from minzheng.benefits.roll import Roll
from minzheng.rules.book import Standards

_VERSION = "roll/1"


def pack(roll: Roll) -> str:
    """The roll as text: columns by name, ids, offsets; compressed."""
    stream = io.BytesIO()
    columns: dict[str, Any] = {f"p.{name}": column for name, column in roll.persons.items()}
    columns |= {f"h.{name}": column for name, column in roll.households.items()}
    names = {"persons": list(roll.person_ids or ()), "households": list(roll.household_ids or ())}
    np.savez(
        stream,
        version=np.array(_VERSION),
        offsets=roll.offsets,
        names=np.frombuffer(json.dumps(names).encode(), dtype=np.uint8),
        **columns,
        allow_pickle=False,
    )
    return b85encode(zlib.compress(stream.getvalue(), level=6)).decode("ascii")


def unpack(text: str) -> Roll:
    """The roll that `pack` made."""
    held: Any = np.load(io.BytesIO(zlib.decompress(b85decode(text))), allow_pickle=False)
    names = json.loads(bytes(held["names"]))
    return Roll(
        persons={key[2:]: held[key] for key in held.files if key.startswith("p.")},
        households={key[2:]: held[key] for key in held.files if key.startswith("h.")},
        offsets=held["offsets"],
        person_ids=names["persons"],
        household_ids=names["households"],
    )


def digest_of(roll: Roll, standards: Standards) -> str:
    """`sha256:hex` over every fact in a fixed order and over the standards; not over their packing."""
    hasher = hashlib.sha256(f"{_VERSION}\n{standards.digest()}\n".encode())
    for part in (roll.persons, roll.households):
        for name in sorted(part):
            hasher.update(name.encode())
            hasher.update(np.ascontiguousarray(part[name]).tobytes())
    hasher.update(roll.offsets.tobytes())
    hasher.update(json.dumps([list(roll.person_ids or ()), list(roll.household_ids or ())]).encode())
    return f"sha256:{hasher.hexdigest()}"


class RowDigests:
    """Digests of single households' facts: what the explanation of one line rests on."""

    def __init__(self, roll: Roll, standards: Standards) -> None:
        self._persons = _matrix(roll.persons)
        self._households = _matrix(roll.households)
        self._offsets = roll.offsets
        self._prefix = standards.digest().encode()

    def of(self, household: int, outcome: str) -> str:
        """`sha256:hex` of one household's facts, the standards, and what came out."""
        low, high = int(self._offsets[household]), int(self._offsets[household + 1])
        hasher = hashlib.sha256(self._prefix)
        hasher.update(self._persons[low:high].tobytes())
        hasher.update(self._households[household].tobytes())
        hasher.update(outcome.encode())
        return f"sha256:{hasher.hexdigest()}"


def _matrix(columns: Any) -> Any:
    return np.column_stack([columns[name].astype(np.int64) for name in sorted(columns)])
