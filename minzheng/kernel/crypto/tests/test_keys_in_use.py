"""The keys of the installation: made once in demo mode, proved against the database, refused when wrong."""

import stat

import pytest

from minzheng.kernel.access.bulk import insert_rows
from minzheng.kernel.crypto import keys_in_use
from minzheng.kernel.crypto.key_file import write_new_keys
from minzheng.kernel.crypto.models import KeyCheck
from minzheng.kernel.problems import Environment

pytestmark = pytest.mark.both_databases


@pytest.fixture
def fresh(settings, tmp_path, db):
    """An installation with an empty home; the process's own keys come back afterwards."""
    own = keys_in_use.keyring(), settings.HOME, settings.KEY_FILE, settings.KEY_COMMAND
    KeyCheck.objects.all().delete()
    keys_in_use.forget_keys()
    settings.HOME, settings.KEY_FILE, settings.KEY_COMMAND = tmp_path, "", ""
    yield settings
    KeyCheck.objects.all().delete()
    keys_in_use.forget_keys()
    _, settings.HOME, settings.KEY_FILE, settings.KEY_COMMAND = own
    assert keys_in_use.keyring().masters.secrets == own[0].masters.secrets  # later tests find them loaded


def test_demo_keys_are_made_once_for_their_owner_alone(fresh, tmp_path):
    first = keys_in_use.keyring()
    keys_in_use.forget_keys()
    assert stat.S_IMODE((tmp_path / "keys.json").stat().st_mode) == 0o600
    assert keys_in_use.keyring().masters.secrets == first.masters.secrets
    assert [file.name for file in tmp_path.iterdir()] == ["keys.json"]


def test_no_new_keys_for_a_database_that_others_proved(fresh, tmp_path):
    keys_in_use.keyring()
    (tmp_path / "keys.json").unlink()
    keys_in_use.forget_keys()
    with pytest.raises(Environment):
        keys_in_use.keyring()
    assert not (tmp_path / "keys.json").exists()


def test_production_without_keys_refuses(fresh):
    fresh.PRODUCTION = True
    with pytest.raises(Environment):
        keys_in_use.keyring()


def test_wrong_key_refuses_to_start(fresh, tmp_path):
    keys_in_use.keyring()
    other = tmp_path / "other.json"
    write_new_keys(other, "k1")
    keys_in_use.forget_keys()
    fresh.KEY_FILE = str(other)
    with pytest.raises(Environment) as refused:
        keys_in_use.keyring()
    assert refused.value.code == "key_wrong"


def test_key_command_gives_the_same_keys(fresh, tmp_path):
    path = tmp_path / "given.json"
    write_new_keys(path, "k1")
    fresh.KEY_COMMAND = f"cat {path}"
    keys_in_use.keyring()
    keys_in_use.forget_keys()
    fresh.KEY_COMMAND, fresh.KEY_FILE = "", str(path)
    assert keys_in_use.keyring().masters.current == "k1"


def test_blind_index_is_the_same_object_while_keys_are(fresh):
    index = keys_in_use.blind_index("citizen_number")
    assert keys_in_use.blind_index("citizen_number") is index
    keys_in_use.forget_keys()
    assert keys_in_use.blind_index("citizen_number").token("1") == index.token("1")


def test_bulk_insert_writes_what_the_orm_reads(db):
    insert_rows(KeyCheck, ("id", "proof"), [(n, f"值{n}") for n in range(100, 7_000)])
    assert KeyCheck.objects.get(pk=6_999).proof == "值6999"
    assert KeyCheck.objects.filter(pk__gte=100).count() == 6_900
