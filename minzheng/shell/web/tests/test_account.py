"""Signing in and out, preferences, the demo's day: what strangers and staff may do."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.hashers import ScryptPasswordHasher

from minzheng.kernel import clock
from minzheng.kernel.access.models import User
from minzheng.kernel.evidence.models import Event

SECRET = "correct-horse-82"


@pytest.fixture
def officer(cast):
    user = User.objects.get(username=cast.officer.username)
    user.set_password(SECRET)
    user.save()
    return user


def sign_in(client, username, password):
    return client.post("/accounts/login/", {"username": username, "password": password})


def test_right_password_opens_the_workbench(client, officer):
    answer = sign_in(client, "officer", SECRET)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert "officer" in client.get("/").content.decode()


def test_unknown_user_and_wrong_password_answer_alike(client, officer, monkeypatch):
    worked = []
    original = ScryptPasswordHasher.encode
    monkeypatch.setattr(ScryptPasswordHasher, "encode", lambda *a, **k: worked.append(1) or original(*a, **k))
    pages = []
    for username in ("officer", "nobody"):
        worked.clear()
        answer = sign_in(client, username, "wrong")
        text = answer.content.decode().replace(f'value="{username}"', "")
        pages.append(
            (
                answer.status_code,
                len(worked),
                text.split("<form")[1].split("csrfmiddlewaretoken")[0],
                text.split('role="alert"')[1],
            )
        )
    assert pages[0] == pages[1]


def test_disabled_user_is_refused_like_a_wrong_one(client, officer):
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert sign_in(client, "officer", SECRET).status_code == 200


def test_disabling_counts_from_the_next_request(client, officer):
    sign_in(client, "officer", SECRET)
    assert client.get("/kernel/places/").status_code == 200
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert client.get("/kernel/places/").status_code == 302


def test_log_out_needs_post(client, officer):
    client.force_login(officer)
    assert client.get("/accounts/logout/").status_code == 405
    client.post("/accounts/logout/")
    assert client.get("/").status_code == 302


def test_log_in_does_not_lead_away(client, officer):
    answer = client.post(
        "/accounts/login/", {"username": "officer", "password": SECRET, "next": "https://evil.example/"}
    )
    assert answer["Location"] == "/"


def test_unsafe_post_without_token_is_refused(officer):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(officer)
    answer = strict.post("/preferences/", {"theme": "dark"})
    assert answer.status_code == 403
    assert "页面已过期" in answer.content.decode()


def test_preferences_are_remembered_and_never_lead_away(client, db):
    answer = client.post(
        "/preferences/", {"language": "en", "theme": "dark", "next": "https://evil.example/"}
    )
    assert answer["Location"] == "/"
    page = client.get("/accounts/login/").content.decode()
    assert 'lang="en"' in page
    assert 'data-theme="dark"' in page


def test_browser_language_does_not_decide(client, db):
    page = client.get("/accounts/login/", headers={"Accept-Language": "en-US"}).content.decode()
    assert "登录工作台" in page


@pytest.mark.parametrize("value", ["xx", "<script>"])
def test_unknown_preferences_are_ignored(client, db, value):
    assert client.post("/preferences/", {"language": value, "theme": value}).cookies == {}


def test_missing_page_and_strict_policy(client, officer):
    client.force_login(officer)
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert "没有找到该页面" in answer.content.decode()
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert answer["X-Frame-Options"] == "DENY"


def test_signed_in_pages_are_not_cached(client, officer):
    client.force_login(officer)
    assert "no-store" in client.get("/")["Cache-Control"]


def test_demo_day_moves_on_and_never_back(client, officer, cast):
    client.force_login(officer)
    client.post("/demo/day/", {"to": "2025-06-30"})
    assert clock.today() == date(2025, 7, 1)
    client.post("/demo/day/", {"to": "2025-08-01"})
    assert clock.today() == date(2025, 8, 1)
    assert Event.objects.filter(kind="kernel.web.clock_moved").count() == 1
    assert client.post("/demo/day/", {"to": "tomorrow"}).status_code == 200


def test_home_query_count_is_small(client, officer, django_assert_max_num_queries):
    client.force_login(officer)
    with django_assert_max_num_queries(25):
        client.get("/")
