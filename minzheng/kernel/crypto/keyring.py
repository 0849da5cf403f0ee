"""The master keys of an installation and what is done with them: wrapping data keys, and proving themselves.

Several master keys may be present; one is current and wraps what is new. The others only open what they
once wrapped, until `rewrap` has gone through the table. Master secrets are used through subkeys, one a job.
"""

from __future__ import annotations

import hmac
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag

from minzheng.kernel.crypto.algorithms import NONCE_BYTES, SUITES, Aead, derive, keyed_hash
from minzheng.kernel.crypto.data_keys import DataKey
from minzheng.kernel.crypto.envelope import Envelope, Place, Sealed, associated_data, read, to_text, write
from minzheng.kernel.problems import Environment

_WRAPPING_TABLE = "data_key"


@dataclass(frozen=True)
class SecretSet:
    """Named secrets of one job, one of them current. `repr` shows the names only."""

    current: str
    secrets: Mapping[str, bytes] = field(repr=False)


@dataclass(frozen=True)
class Keyring:
    """Master keys and index keys, with the algorithm new things are sealed with."""

    algorithm: str
    masters: SecretSet
    indexes: SecretSet
    _ready: dict[tuple[str, str], Aead] = field(default_factory=dict, repr=False, compare=False)

    def __reduce__(self) -> str:
        raise TypeError("a keyring is never pickled")

    def _wrapping_key(self, algorithm: str, kid: str) -> Aead:
        """The ready wrapping subkey of one master key; Sealed when that key or algorithm is not here."""
        found = self._ready.get((algorithm, kid))
        if found is None:
            suite, secret = SUITES.get(algorithm), self.masters.secrets.get(kid)
            if suite is None or secret is None:
                raise Sealed
            found = suite.make(derive(secret, f"wrap/{algorithm}", suite.key_bytes, suite.hash))
            self._ready[algorithm, kid] = found
        return found

    def new_data_key(self, kid: str) -> tuple[DataKey, str]:
        """A fresh data key named `kid` (the person's id) and its wrapped text for the database."""
        return self.new_data_keys([kid])[0]

    def new_data_keys(self, kids: Sequence[str]) -> list[tuple[DataKey, str]]:
        """Fresh data keys with their wrapped texts, in the order of `kids`."""
        size = SUITES[self.algorithm].key_bytes
        secrets = os.urandom(size * len(kids))
        keys = [
            DataKey(kid, self.algorithm, secrets[index * size : (index + 1) * size])
            for index, kid in enumerate(kids)
        ]
        return [(key, self.wrap(key)) for key in keys]

    def wrap(self, key: DataKey) -> str:
        """The data key sealed by the current master key, bound to its own id."""
        master, algorithm = self.masters.current, self.algorithm
        nonce = os.urandom(NONCE_BYTES)
        bound = associated_data(algorithm, master, Place(_WRAPPING_TABLE, "secret", key.kid))
        inside = f"{key.algorithm}:".encode() + key.secret()
        body = self._wrapping_key(algorithm, master).encrypt(nonce, inside, bound)
        return write(Envelope(algorithm, master, nonce, body))

    def unwrap(self, kid: str, wrapped: str) -> DataKey:
        """The data key named `kid`; Sealed when the text was changed or belongs to another id."""
        algorithm, master, nonce, body = read(wrapped)
        bound = associated_data(algorithm, master, Place(_WRAPPING_TABLE, "secret", kid))
        if len(nonce) != NONCE_BYTES:
            raise Sealed
        try:
            inside = self._wrapping_key(algorithm, master).decrypt(nonce, body, bound)
        except InvalidTag as error:
            raise Sealed from error
        name, _, secret = inside.partition(b":")
        return DataKey(kid, name.decode("ascii"), secret)

    def unwrap_many(self, wrapped: Iterable[tuple[str, str]]) -> dict[str, DataKey]:
        """Data keys by id, from (id, wrapped text) pairs."""
        return {kid: self.unwrap(kid, text) for kid, text in wrapped}

    def is_current(self, wrapped: str) -> bool:
        """Whether the text was wrapped by the current master key with the current algorithm."""
        algorithm, master, _, _ = read(wrapped)
        return algorithm == self.algorithm and master == self.masters.current

    def rewrap(self, kid: str, wrapped: str) -> str:
        """The same data key under the current master key; the same text when it already is.

        The person's secrets are not touched: only the wrapping changes.
        """
        return wrapped if self.is_current(wrapped) else self.wrap(self.unwrap(kid, wrapped))


def reseal(old: DataKey, new: DataKey, envelope: str, place: Place) -> str:
    """One secret moved from a data key to another, for a change of algorithm or after a leak."""
    return new.seal(old.open(envelope, place), place)


def check_value(keyring: Keyring) -> str:
    """One line of JSON that proves the keys without giving them away; kept in the database.

    An HMAC under a subkey of each master and index key: nothing else is ever computed with that subkey.
    """
    proofs = {
        f"{job}:{kid}": to_text(
            keyed_hash("hmac-sha-256", derive(secret, f"check/{job}", 32, "hmac-sha-256"))(b"minzheng")[:16]
        )
        for job, known in (("master", keyring.masters), ("index", keyring.indexes))
        for kid, secret in known.secrets.items()
    }
    return json.dumps(proofs, sort_keys=True, separators=(",", ":"))


def verify_check_value(keyring: Keyring, stored: str) -> None:
    """Refuses to start (Environment) when a key the database was sealed with is missing or another one.

    Keys the database does not know yet are welcome: that is how a rotation begins. After it, store the new
    `check_value`.
    """
    try:
        expected = dict(json.loads(stored))
    except (ValueError, TypeError) as error:
        raise Environment(
            "key_check_unreadable", "数据库中的密钥校验值已损坏。", fix="请从备份恢复。"
        ) from error
    present = dict(json.loads(check_value(keyring)))
    for name, proof in sorted(expected.items()):
        if name not in present:
            raise Environment(
                "key_missing",
                f"密钥文件缺少密钥“{name}”，数据库中的加密数据将无法解开，系统拒绝启动。",
                fix="请使用建库时的密钥文件，或先完成密钥轮换。",
            )
        if not hmac.compare_digest(str(proof), present[name]):
            raise Environment(
                "key_wrong",
                f"密钥“{name}”与数据库不符，系统拒绝启动。",
                fix="请核对密钥文件是否属于本数据库。",
            )
