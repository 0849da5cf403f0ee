"""Identity numbers, names and masks: pure functions over what people write on forms."""

from minzheng.kernel.people.identity.citizen_number import (
    KINDS,
    NO_NUMBER_REASONS,
    Identity,
    normalize_number,
    read_citizen_number,
    read_identity,
)
from minzheng.kernel.people.identity.masking import (
    mask_account,
    mask_address,
    mask_birth_date,
    mask_identity_number,
    mask_name,
    mask_phone,
)
from minzheng.kernel.people.identity.names import (
    NameKeys,
    clean_name,
    fold_name,
    get_initials,
    get_search_keys,
    has_private_use,
    is_initials,
)

__all__ = [
    "KINDS",
    "NO_NUMBER_REASONS",
    "Identity",
    "NameKeys",
    "clean_name",
    "fold_name",
    "get_initials",
    "get_search_keys",
    "has_private_use",
    "is_initials",
    "mask_account",
    "mask_address",
    "mask_birth_date",
    "mask_identity_number",
    "mask_name",
    "mask_phone",
    "normalize_number",
    "read_citizen_number",
    "read_identity",
]
