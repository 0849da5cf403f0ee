"""The bank answers by HTTP exactly as by file."""

import pytest

from minzheng.kernel.access.models import User
from minzheng.kernel.money.models import PaymentLine
from minzheng.kernel.money.tests.paying import answer_row, csv_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]
ADDRESS = "/api/bank/returns"


@pytest.fixture
def sent(house):
    """A batch at the bank and the body of its answers."""
    batch = house.sent()
    with house.cast.finance.in_scope():
        lines = list(PaymentLine.objects.filter(batch=batch).order_by("number"))
    return batch, csv_of([answer_row(line, "paid") for line in lines])


def post(client, body, key="k1", who="finance"):
    client.force_login(User.objects.get(username=who))
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(ADDRESS, body, content_type="text/csv", headers=headers)


def test_a_body_is_taken_once(client, house, sent):
    _, body = sent
    first, again = post(client, body), post(client, body)
    assert (first.status_code, first.json()["state"], first.json()["changed"]) == (200, "taken", 4)
    assert (again.status_code, again.json()["state"]) == (200, "unchanged")


def test_the_same_key_with_another_body_is_an_error(client, house, sent):
    _, body = sent
    post(client, body)
    other = body.replace(b"paid", b"rejected")
    assert post(client, other).status_code == 422


def test_a_call_without_a_key_is_refused(client, house, sent):
    assert post(client, sent[1], key="").status_code == 422


def test_somebody_without_the_right_learns_nothing(client, house, sent):
    house.cast.community  # noqa: B018 - makes the account
    assert post(client, sent[1], who="community").status_code == 404
