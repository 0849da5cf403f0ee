"""Keys, sealed texts and blind indexes: how identity numbers, accounts and phones rest in the database."""

from minzheng.kernel.crypto.blind_index import BlindIndex
from minzheng.kernel.crypto.data_keys import DataKey, open_many, seal_many
from minzheng.kernel.crypto.envelope import Place, Sealed
from minzheng.kernel.crypto.key_file import add_master_key, load_keyring, parse_keys, write_new_keys
from minzheng.kernel.crypto.keyring import Keyring, check_value, reseal, verify_check_value

__all__ = [
    "BlindIndex",
    "DataKey",
    "Keyring",
    "Place",
    "Sealed",
    "add_master_key",
    "check_value",
    "load_keyring",
    "open_many",
    "parse_keys",
    "reseal",
    "seal_many",
    "verify_check_value",
    "write_new_keys",
]
