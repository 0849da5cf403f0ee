"""What the database remembers of its keys: a proof, never a key."""

from __future__ import annotations

from django.db import models


class KeyCheck(models.Model):
    """密钥校验: one row; the keys of a process must reproduce it, or the process refuses to start."""

    proof = models.TextField("校验值")

    class Meta:
        verbose_name = "密钥校验"

    def __str__(self) -> str:
        return f"{self.pk}"
