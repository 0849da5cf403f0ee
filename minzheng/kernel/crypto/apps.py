from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def _prove_keys(**_: Any) -> None:
    from django.db import connection

    from minzheng.kernel.crypto.keys_in_use import keyring

    if "crypto_keycheck" in connection.introspection.table_names():  # a partial migration has none yet
        keyring()


class CryptoConfig(AppConfig):
    name = "minzheng.kernel.crypto"
    label = "crypto"
    verbose_name = "密钥"

    def ready(self) -> None:
        """A new database learns which keys belong to it before it holds a secret."""
        post_migrate.connect(_prove_keys, sender=self, dispatch_uid="crypto.prove_keys")
