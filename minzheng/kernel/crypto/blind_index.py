"""Finding an encrypted value without opening anything: a keyed hash of its normalized form.

Equal values give equal tokens under the same purpose, and unrelated ones under another, so that a phone
number and an account with the same digits cannot be joined. Normalizing is the caller's duty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from minzheng.kernel.crypto.algorithms import HASHES, SUITES, derive, keyed_hash
from minzheng.kernel.crypto.envelope import VERSION, to_text
from minzheng.kernel.crypto.keyring import Keyring


class BlindIndex:
    """Tokens of one purpose, for example `citizen_number` or `citizen_number_last_four`."""

    __slots__ = ("_keyed", "_prefixes", "purpose")

    def __init__(self, keyring: Keyring, purpose: str) -> None:
        self.purpose = purpose
        known, ours = keyring.indexes, SUITES[keyring.algorithm].hash
        kids = [known.current, *sorted(set(known.secrets) - {known.current})]
        names = [ours, *sorted(set(HASHES) - {ours})]
        order = [(name, kid) for name in names for kid in kids]
        self._keyed: list[Callable[[bytes], bytes]] = [
            keyed_hash(name, derive(known.secrets[kid], f"index/{purpose}", 32, name)) for name, kid in order
        ]
        self._prefixes = [f"{VERSION}:{name}:{kid}:" for name, kid in order]

    def token(self, value: str) -> str:
        """The token to store: `v1:hash:kid:digest`, under the current index key."""
        return self._prefixes[0] + to_text(self._keyed[0](value.encode("utf-8")))

    def tokens(self, values: Iterable[str]) -> list[str]:
        """Tokens to store, in order."""
        return [self.token(value) for value in values]

    def candidates(self, value: str) -> list[str]:
        """Every token under which the value may stand while index keys or the hash are being changed."""
        data = value.encode("utf-8")
        return [
            prefix + to_text(keyed(data)) for prefix, keyed in zip(self._prefixes, self._keyed, strict=True)
        ]
