"""Answers and sent contents rest under the key of the household they are about."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from minzheng.kernel.crypto import DataKey, Place
from minzheng.kernel.evidence import chain
from minzheng.kernel.people.secrets import data_key_of
from minzheng.kernel.visits.models import Visit, VisitVersion

_ANSWERS = (Visit._meta.db_table, "answers_sealed")
_CONTENT = (VisitVersion._meta.db_table, "content_sealed")


def seal_answers(key: DataKey, visit_id: UUID, answers: Mapping[str, Any]) -> str:
    return key.seal(chain.canonical(dict(answers)), Place(*_ANSWERS, str(visit_id)))


def seal_content(key: DataKey, version_id: UUID, fields: Mapping[str, Any]) -> str:
    return key.seal(chain.canonical(dict(fields)), Place(*_CONTENT, str(version_id)))


def open_answers(visit: Visit, key: DataKey | None = None) -> dict[str, Any]:
    """The plain answers of a visit. The caller answers for who sees them."""
    key = key or data_key_of(visit.household)
    answers: dict[str, Any] = json.loads(key.open(visit.answers_sealed, Place(*_ANSWERS, str(visit.pk))))
    return answers


def open_content(version: VisitVersion, key: DataKey | None = None) -> dict[str, Any]:
    """The plain fields as a device sent them."""
    key = key or data_key_of(version.visit.household)
    fields: dict[str, Any] = json.loads(key.open(version.content_sealed, Place(*_CONTENT, str(version.pk))))
    return fields
