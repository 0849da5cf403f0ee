"""Sealed texts, the keyring and blind indexes: nothing opens but what was sealed, where it was sealed."""

import base64
import json
import pickle
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minzheng.kernel.crypto import (
    BlindIndex,
    Keyring,
    Place,
    Sealed,
    add_master_key,
    check_value,
    load_keyring,
    open_many,
    parse_keys,
    reseal,
    seal_many,
    verify_check_value,
    write_new_keys,
)
from minzheng.kernel.crypto.algorithms import Sm4Gcm
from minzheng.kernel.crypto.envelope import Envelope, associated_data, read, write
from minzheng.kernel.problems import Environment

ALGORITHMS = ("aes-256-gcm", "sm4-gcm")
PLACE = Place("person", "citizen_number", "7")


def key_text(current: str = "k1", *, kids: str = "k1", index: str = "i1", seed: int = 0) -> bytes:
    """A key file's text with secrets made from the names, so that tests agree on them."""

    def secret(name: str) -> str:
        return base64.b64encode((f"{seed}{name}" * 32).encode()[:32]).decode()

    masters = {kid: secret(kid) for kid in kids.split()}
    indexes = {kid: secret(kid) for kid in index.split()}
    content = {
        "schema": "minzheng.keys/1",
        "master": {"current": current, "keys": masters},
        "index": {"current": index.split()[-1], "keys": indexes},
    }
    return json.dumps(content).encode()


def keyring(algorithm: str = "aes-256-gcm", **given_keys: str) -> Keyring:
    return parse_keys(key_text(**given_keys), algorithm)  # type: ignore[arg-type]


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@given(secret=st.text(st.characters(exclude_categories=["Cs"])), row=st.text(max_size=20))
def test_seal_round_trip(algorithm: str, secret: str, row: str) -> None:
    key, _ = keyring(algorithm).new_data_key("p1")
    place = Place("person", "phone", row)
    envelope = key.seal(secret, place)
    assert envelope.isascii()
    assert envelope.startswith(f"v1:{algorithm}:p1:")
    assert key.open(envelope, place) == secret


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@given(data=st.data())
def test_seal_any_changed_character_is_refused(algorithm: str, data: st.DataObject) -> None:
    key, _ = keyring(algorithm).new_data_key("p1")
    envelope = key.seal("320213195001011234", PLACE)
    at = data.draw(st.integers(0, len(envelope) - 1))
    letter = data.draw(st.characters(codec="ascii").filter(lambda c: c != envelope[at]))
    with pytest.raises(Sealed):
        key.open(envelope[:at] + letter + envelope[at + 1 :], PLACE)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_seal_every_position_is_covered(algorithm: str) -> None:
    key, _ = keyring(algorithm).new_data_key("p1")
    envelope = key.seal("王", PLACE)
    for at, letter in enumerate(envelope):
        for other in {"A", "B", "_", "=", "\n", " "} - {letter}:
            with pytest.raises(Sealed):
                key.open(envelope[:at] + other + envelope[at + 1 :], PLACE)
    for cut in range(len(envelope)):
        with pytest.raises(Sealed):
            key.open(envelope[:cut], PLACE)


@pytest.mark.parametrize(
    "place",
    [
        PLACE._replace(row="8"),
        PLACE._replace(column="phone"),
        PLACE._replace(table="people"),
        Place("personcitizen_number", "", "7"),
        Place("person:14", "citizen_number", "7"),
    ],
)
def test_seal_moved_elsewhere_is_refused(place: Place) -> None:
    key, _ = keyring().new_data_key("p1")
    with pytest.raises(Sealed):
        key.open(key.seal("secret", PLACE), place)


@given(st.tuples(st.text(), st.text(), st.text()), st.tuples(st.text(), st.text(), st.text()))
def test_associated_data_is_injective(one: tuple[str, str, str], two: tuple[str, str, str]) -> None:
    same = associated_data("a", "k", Place(*one)) == associated_data("a", "k", Place(*two))
    assert same == (one == two)


def test_stored_forms_are_those_of_older_databases() -> None:
    """What was sealed once must open for ever: the forms are repeated here byte by byte."""
    bound = associated_data("aes-256-gcm", "k1", Place("people_person", "phone_sealed", "户1"))
    assert bound == "2:v111:aes-256-gcm2:k113:people_person12:phone_sealed2:户1".encode()
    envelope = Envelope("aes-256-gcm", "k1", bytes(12), b"\xfb\xff\xfe\x00")
    assert write(envelope) == "v1:aes-256-gcm:k1:AAAAAAAAAAAAAAAA:-__-AA"
    assert read(write(envelope)) == envelope


def test_seal_never_repeats_a_nonce() -> None:
    key, _ = keyring().new_data_key("p1")
    envelopes = seal_many([(key, PLACE, "same")] * 2000)
    assert len({read(text).nonce for text in envelopes}) == 2000


def test_many_keep_their_order_and_keys() -> None:
    keys = dict(enumerate(key for key, _ in keyring().new_data_keys(["a", "b", "c"])))
    items = [(keys[n % 3], Place("person", "phone", str(n)), f"号码{n}") for n in range(30)]
    sealed = seal_many(items)
    opened = open_many((key, place, text) for (key, place, _), text in zip(items, sealed, strict=True))
    assert opened == [text for _, _, text in items]
    with pytest.raises(Sealed):
        keys[1].open(sealed[0], items[0][1])


def test_sm4_gcm_known_answer() -> None:
    """The vector of RFC 8998, appendix A.1 (SM4-GCM)."""
    text = "".join(letter * 16 for letter in ("a", "b", "c", "d", "e", "f", "e", "a"))
    sealed = Sm4Gcm(bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")).encrypt(
        bytes.fromhex("00001234567800000000ABCD"),
        bytes.fromhex(text),
        bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2"),
    )
    assert sealed[-16:] == bytes.fromhex("83DE3541E4C2B58177E065A9BF7B62EC")
    assert sealed[:16] == bytes.fromhex("17F399F08C67D5EE19D0DC9969C4BB7D")


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_unwrap_gives_the_same_key(algorithm: str) -> None:
    ring = keyring(algorithm)
    key, wrapped = ring.new_data_key("p1")
    assert ring.unwrap("p1", wrapped).open(key.seal("x", PLACE), PLACE) == "x"
    assert ring.unwrap_many([("p1", wrapped)])["p1"].secret() == key.secret()
    with pytest.raises(Sealed):
        ring.unwrap("p2", wrapped)
    with pytest.raises(Sealed):
        parse_keys(key_text(seed=9), algorithm).unwrap("p1", wrapped)


def test_rotation_keeps_everything_readable() -> None:
    before = keyring(kids="k1")
    key, wrapped = before.new_data_key("p1")
    envelope = key.seal("秘密", PLACE)
    during = keyring(current="k2", kids="k1 k2")
    assert during.unwrap("p1", wrapped).open(envelope, PLACE) == "秘密"
    rewrapped = during.rewrap("p1", wrapped)
    assert not during.is_current(wrapped)
    assert during.is_current(rewrapped)
    assert during.rewrap("p1", rewrapped) == rewrapped
    after = keyring(current="k2", kids="k2")
    assert after.unwrap("p1", rewrapped).open(envelope, PLACE) == "秘密"
    with pytest.raises(Sealed):
        after.unwrap("p1", wrapped)


def test_rotation_between_algorithms() -> None:
    aes, sm4 = keyring("aes-256-gcm"), keyring("sm4-gcm")
    old, wrapped = aes.new_data_key("p1")
    envelope = old.seal("秘密", PLACE)
    under_sm4 = sm4.rewrap("p1", wrapped)
    assert under_sm4.startswith("v1:sm4-gcm:")
    same = sm4.unwrap("p1", under_sm4)
    assert same.open(envelope, PLACE) == "秘密"
    new, _ = sm4.new_data_key("p1")
    moved = reseal(same, new, envelope, PLACE)
    assert moved.startswith("v1:sm4-gcm:")
    assert new.open(moved, PLACE) == "秘密"


def test_check_value_refuses_another_key() -> None:
    stored = check_value(keyring())
    verify_check_value(keyring(), stored)
    verify_check_value(keyring("sm4-gcm"), stored)
    verify_check_value(keyring(current="k2", kids="k1 k2"), stored)
    for wrong, code in [
        (parse_keys(key_text(seed=1), "aes-256-gcm"), "key_wrong"),
        (keyring(current="k2", kids="k2"), "key_missing"),
        (keyring(index="i2"), "key_missing"),
    ]:
        with pytest.raises(Environment) as caught:
            verify_check_value(wrong, stored)
        assert caught.value.code == code
    with pytest.raises(Environment):
        verify_check_value(keyring(), "not json")


def test_key_file_is_made_read_and_rotated(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    write_new_keys(path, "k1")
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        write_new_keys(path, "k1")
    first = load_keyring(path=path)
    _, wrapped = first.new_data_key("p1")
    add_master_key(path, "k2")
    assert path.stat().st_mode & 0o777 == 0o600
    second = load_keyring(path=path)
    assert second.masters.current == "k2"
    assert not second.is_current(wrapped)
    assert second.unwrap("p1", wrapped).kid == "p1"
    verify_check_value(second, check_value(first))
    with pytest.raises(Environment):
        add_master_key(path, "k2")


def test_key_file_open_to_all_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    write_new_keys(path, "k1")
    path.chmod(0o644)
    with pytest.raises(Environment) as caught:
        load_keyring(path=path)
    assert caught.value.code == "key_file_open"


def test_key_command_gives_the_same_keys(tmp_path: Path) -> None:
    script = f"import sys; sys.stdout.buffer.write({key_text()!r})"
    ring = load_keyring(command=[sys.executable, "-c", script], algorithm="sm4-gcm")
    assert check_value(ring) == check_value(keyring())
    for command in (["/nonexistent"], [sys.executable, "-c", "raise SystemExit(1)"]):
        with pytest.raises(Environment) as caught:
            load_keyring(command=command)
        assert caught.value.code == "key_command_failed"


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b"{}",
        b"null",
        b'{"schema": "other"}',
        key_text().replace(b'"current": "k1"', b'"current": "k9"'),
        key_text().replace(b'"k1"', b'"k:1"'),
        json.dumps(
            {"schema": "minzheng.keys/1", "master": {"current": "k", "keys": {"k": "c2hvcnQ="}}}
        ).encode(),
    ],
)
def test_key_text_malformed_is_refused(text: bytes) -> None:
    with pytest.raises(Environment) as caught:
        parse_keys(text, "aes-256-gcm")
    assert caught.value.code == "key_file_malformed"
    assert caught.value.__suppress_context__


def test_load_keyring_needs_one_source(tmp_path: Path) -> None:
    for given_source in ({}, {"path": tmp_path / "a", "command": ["b"]}, {"path": tmp_path / "missing"}):
        with pytest.raises(Environment):
            load_keyring(**given_source)
    with pytest.raises(Environment):
        load_keyring(path=tmp_path / "a", algorithm="rot13")


def test_secrets_are_never_shown_or_pickled() -> None:
    ring = keyring()
    key, _ = ring.new_data_key("p1")
    secret = next(iter(ring.masters.secrets.values()))
    for shown in (repr(ring), repr(key), str(key), repr(ring.masters)):
        assert repr(secret)[2:10] not in shown
        assert repr(key.secret())[2:10] not in shown
    for thing in (ring, key):
        with pytest.raises(TypeError):
            pickle.dumps(thing)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_blind_index_tokens(algorithm: str) -> None:
    numbers = BlindIndex(keyring(algorithm), "citizen_number")
    phones = BlindIndex(keyring(algorithm), "phone")
    other = BlindIndex(parse_keys(key_text(seed=3), algorithm), "citizen_number")
    token = numbers.token("320213195001011234")
    assert token == BlindIndex(keyring(algorithm), "citizen_number").token("320213195001011234")
    assert len({token, phones.token("320213195001011234"), other.token("320213195001011234")}) == 3
    assert numbers.tokens(["a", "b"]) == [numbers.token("a"), numbers.token("b")]
    assert numbers.token("a") != numbers.token("b")


def test_blind_index_finds_across_rotation() -> None:
    old = BlindIndex(keyring(index="i1"), "phone").token("13800000000")
    new = BlindIndex(keyring(index="i1 i2"), "phone")
    assert new.token("13800000000") != old
    assert old in new.candidates("13800000000")
    assert new.token("13800000000") == new.candidates("13800000000")[0]
    assert BlindIndex(keyring("sm4-gcm"), "phone").token("1") in BlindIndex(keyring(), "phone").candidates(
        "1"
    )
