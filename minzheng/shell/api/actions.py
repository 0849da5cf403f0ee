"""Issuing and revoking one's own keys."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.action import action
from minzheng.kernel.evidence import recording
from minzheng.kernel.problems import NotThere
from minzheng.shell.api.keys import VALID_DAYS, digest_of, make_key
from minzheng.shell.api.models import ApiKey


@action("kernel.api.issue")
def issue_key(*, name: str, by: Actor, on: date) -> str:
    """A key for the one who asks; answers the secret, which is not kept."""
    key = make_key()
    row = ApiKey.objects.create(
        user_id=_owner(by),
        name=name,
        start=key[:8],
        digest=digest_of(key),
        created_on=on,
        expires_on=on + timedelta(days=VALID_DAYS),
    )
    _tell("issued", f"签发接口密钥：{name}", row, by)
    return key


@action("kernel.api.revoke")
def revoke_key(*, key_id: UUID, by: Actor, on: date) -> None:
    """Revoke one of one's own keys; another's key is not there."""
    row = ApiKey.objects.filter(pk=key_id, user_id=_owner(by), revoked_on__isnull=True).first()
    if row is None:
        raise NotThere("密钥")
    row.revoked_on = on
    row.save(update_fields=["revoked_on"])
    _tell("revoked", f"撤销接口密钥：{row.name}", row, by)


def _owner(by: Actor) -> UUID:
    """Only a person keeps keys; the system itself has none."""
    if by.user_id is None:
        raise NotThere("密钥")
    return by.user_id


def _tell(verb: str, sentence: str, row: ApiKey, by: Actor) -> None:
    recording.record(
        recording.Entry(f"kernel.api.{verb}", sentence, "kernel.api", str(row.pk)), by=by.username
    )
