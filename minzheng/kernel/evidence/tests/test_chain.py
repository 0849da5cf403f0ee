"""The chain tells of every change and shows every tampering."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from minzheng.kernel.evidence import chain, recording
from minzheng.kernel.evidence.models import Event
from minzheng.kernel.evidence.recording import Entry
from minzheng.kernel.evidence.verifying import verify

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def write(count=5):
    with transaction.atomic():
        recording.record_many(
            (Entry("test.thing.happened", f"第{i}件", "thing", str(i)) for i in range(count)), by="test"
        )


def tamper(sql, *values):
    """What somebody with the database's own password would do: switch the protection off first."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER evidence_event_no_update")
            cursor.execute("DROP TRIGGER evidence_event_no_delete")
        else:
            cursor.execute("ALTER TABLE evidence_event DISABLE TRIGGER evidence_event_append_only")
        cursor.execute(sql, values)


def test_untouched_chain_is_good():
    write()
    verdict = verify()
    assert verdict.ok
    assert verdict.events == 5


@pytest.mark.parametrize(
    ("sql", "sequence", "kind"),
    [
        ("UPDATE evidence_event SET body = REPLACE(body, '第2件', '第9件') WHERE sequence = 3", 3, "byte"),
        ("UPDATE evidence_event SET actor = 'another' WHERE sequence = 2", 2, "byte"),
        ("UPDATE evidence_event SET previous_hash = 'sha256:00' WHERE sequence = 4", 4, "order"),
        ("DELETE FROM evidence_event WHERE sequence = 2", 2, "missing"),
        ("DELETE FROM evidence_event WHERE sequence = 5", 5, "tail"),
    ],
)
def test_tampering_is_located(sql, sequence, kind):
    write()
    tamper(sql)
    bad = verify().first_bad
    assert (bad.sequence, bad.kind) == (sequence, kind)


@pytest.mark.parametrize("verb", ["UPDATE evidence_event SET kind = 'x'", "DELETE FROM evidence_event"])
def test_database_itself_refuses_changes(verb):
    write()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(verb)
    assert Event.objects.count() == 5


def test_floats_never_enter_the_chain():
    with pytest.raises(TypeError):
        chain.canonical({"amount": [1, {"x": 1.5}]})


@given(st.lists(st.text(max_size=8), min_size=1, max_size=12), st.data())
def test_merkle_root_changes_with_any_leaf(leaves, data):
    place = data.draw(st.integers(0, len(leaves) - 1))
    changed = [*leaves]
    changed[place] += "x"
    assert chain.merkle_root(leaves) != chain.merkle_root(changed)
    assert chain.merkle_root([date(2025, 1, 1).isoformat()]) != chain.merkle_root(["2025-01-02"])
