"""No page asks once a row: five households and fifty cost the same."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from minzheng.lines.assistance.payments.tests.test_pages import PREFIX

pytestmark = pytest.mark.both_databases


def count(client, path):
    """Queries of a page seen for the second time, when the months are open already."""
    client.get(path)
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200
    return len(found)


def counts(months, client, month):
    """Every page of a month whose whole batch came back."""
    run = months.run(month)
    batch = months.send(run.batch)
    lines = months.lines(batch)
    months.answer(batch, back={line.number for line in lines})
    home = months.homes["H001"].pk
    paths = {
        "overview": "",
        "month": f"{run.pk}/",
        "batch": f"batches/{batch.pk}/",
        "waiting": "waiting/",
        "line": f"lines/{lines[0].pk}/",
        "household": f"households/{home}/",
        "explanation": f"{run.pk}/households/{home}/",
    }
    return {name: count(client, PREFIX + path) for name, path in paths.items()}


def test_pages_ask_the_same_for_few_and_many(months, sign_in):
    client = sign_in(months.cast.finance)
    months.run("2025-01")
    months.add_poor("X", 3)
    few = counts(months, client, "2025-02")
    months.add_poor("Y", 45)
    many = counts(months, client, "2025-03")
    assert many == few
    assert max(few.values()) < 40, few
