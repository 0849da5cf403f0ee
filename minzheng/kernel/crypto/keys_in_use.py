"""The keys of this installation: loaded once from the file or command that settings name, and proved.

In demo mode a key file is made on first use in MINZHENG_HOME, readable by its owner alone. The database
keeps a check value; keys that do not reproduce it are refused before anything is sealed or opened.
"""

from __future__ import annotations

import os
import shlex
from functools import cache
from pathlib import Path

from django.conf import settings

from minzheng.kernel.crypto.blind_index import BlindIndex
from minzheng.kernel.crypto.key_file import load_keyring, write_new_keys
from minzheng.kernel.crypto.keyring import Keyring, check_value, verify_check_value

ALGORITHMS = {"international": "aes-256-gcm", "national": "sm4-gcm"}
DEMO_KEY_FILE = "keys.json"
FIRST_KEY = "k1"


@cache
def keyring() -> Keyring:
    """The keyring in use. Environment when the keys are missing, unreadable or not this database's."""
    loaded = _load()
    _prove(loaded)
    return loaded


@cache
def blind_index(purpose: str) -> BlindIndex:
    """The blind index of one purpose under the keys in use, its subkeys derived once."""
    return BlindIndex(keyring(), purpose)


def forget_keys() -> None:
    """Load again at the next use: after a rotation, and in tests."""
    keyring.cache_clear()
    blind_index.cache_clear()


def accept_keys() -> None:
    """Store the proof of the present keys, once a rotation has gone through every table."""
    from minzheng.kernel.crypto.models import KeyCheck

    KeyCheck.objects.update_or_create(pk=1, defaults={"proof": check_value(_load())})
    forget_keys()


def _load() -> Keyring:
    algorithm = ALGORITHMS[settings.CRYPTO_SUITE]
    if settings.KEY_COMMAND:
        return load_keyring(command=shlex.split(settings.KEY_COMMAND), algorithm=algorithm)
    path = Path(settings.KEY_FILE) if settings.KEY_FILE else _demo_key_file()
    return load_keyring(path=path, algorithm=algorithm)


def _demo_key_file() -> Path:
    """Written aside and linked into place, so that a second process never reads half a file.

    Only for a database that no keys have proved: new keys would never open an old database.
    """
    from minzheng.kernel.crypto.models import KeyCheck

    path: Path = settings.HOME / DEMO_KEY_FILE
    if not path.exists() and not settings.PRODUCTION and not KeyCheck.objects.exists():
        aside = path.with_name(f"{DEMO_KEY_FILE}.{os.getpid()}")
        write_new_keys(aside, FIRST_KEY)
        try:
            os.link(aside, path)
        except FileExistsError:
            pass  # another process was first: its keys are the keys
        finally:
            aside.unlink()
    return path


def _prove(loaded: Keyring) -> None:
    from minzheng.kernel.crypto.models import KeyCheck

    row, new = KeyCheck.objects.get_or_create(pk=1, defaults={"proof": check_value(loaded)})
    if not new:
        verify_check_value(loaded, row.proof)
