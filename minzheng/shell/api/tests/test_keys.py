"""Bearer keys: shown once, kept as a digest, gone when revoked, expired or their owner disabled."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from minzheng.kernel.access.models import User
from minzheng.kernel.evidence.models import Event
from minzheng.shell.api.actions import issue_key
from minzheng.shell.api.keys import user_of_key
from minzheng.shell.api.models import ApiKey

pytestmark = pytest.mark.both_databases
ON = date(2025, 7, 1)
AREAS = "/api/kernel/places/"


@pytest.fixture
def key(cast):
    return issue_key(name="对账程序", by=cast.officer, on=ON)


def ask(client, key, address=AREAS):
    return client.get(address, headers={"Authorization": f"Bearer {key}"})


def test_key_opens_what_its_owner_may_see(client, key):
    answer = ask(client, key)
    assert answer.status_code == 200
    assert answer.json()["count"] > 100


def test_key_is_not_kept(key):
    row = ApiKey.objects.get()
    assert key not in (row.digest, row.start, row.name)
    assert key not in "".join(Event.objects.values_list("body", flat=True))


@pytest.mark.parametrize("wrong", ["", "mz_", "mz_wrong", "x", "Basic abc"])
def test_wrong_keys_answer_alike(client, key, wrong):
    answer = ask(client, wrong)
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


def test_key_ends_with_its_day(key):
    header = f"Bearer {key}"
    last = ApiKey.objects.get().expires_on
    assert user_of_key(header, on=last - timedelta(days=1)) is not None
    assert user_of_key(header, on=last) is None


def test_revoked_key_is_closed(client, cast, key):
    client.force_login(User.objects.get(username="officer"))
    client.post("/accounts/keys/", {"revoke": str(ApiKey.objects.get().pk)})
    client.logout()
    assert ask(client, key).status_code == 401
    assert Event.objects.filter(kind="kernel.api.revoked").count() == 1


def test_another_cannot_revoke(client, cast, key):
    client.force_login(User.objects.get(username=cast.head.username))
    assert client.post("/accounts/keys/", {"revoke": str(ApiKey.objects.get().pk)}).status_code == 404
    assert ask(client, key).status_code == 200


def test_disabled_owner_closes_the_key(client, key):
    User.objects.filter(username="officer").update(is_active=False)
    assert ask(client, key).status_code == 401


def test_key_does_not_open_pages(client, key):
    assert ask(client, key, "/kernel/places/").status_code == 302


def test_session_post_needs_the_token_and_a_key_does_not(cast, key):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get(username=cast.officer.username))
    address = "/api/kernel/documents/"
    refused = strict.post(address, {}, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "refused")
    by_key = Client(enforce_csrf_checks=True).post(
        address, {}, content_type="application/json", headers={"Authorization": f"Bearer {key}"}
    )
    assert by_key.status_code == 422


def test_openapi_names_a_permission_for_every_operation(client, db):
    schema = client.get("/api/openapi.json").json()
    operations = [one for methods in schema["paths"].values() for one in methods.values()]
    assert len(operations) > 40
    assert all(one["x-permission"] for one in operations)
    identifiers = [one["operationId"] for one in operations]
    assert len(set(identifiers)) == len(identifiers)


def test_unknown_address_and_method_have_the_one_shape(client, key):
    for answer in (ask(client, key, "/api/nowhere/"), ask(client, key, f"{AREAS}999999")):
        assert answer.status_code == 404
        assert answer.json().keys() >= {"code", "message"}
