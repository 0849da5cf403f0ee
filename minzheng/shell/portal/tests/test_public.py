"""Public pages publish an allow-list and ask nobody who they are."""

import pytest


@pytest.mark.parametrize("address", ["/public/", "/public/areas/", "/public/areas.csv"])
def test_public_pages_open_without_a_person(client, cast, address):
    assert client.get(address).status_code == 200


def test_areas_are_published_with_codes(client, cast):
    lines = client.get("/public/areas.csv").content.decode("utf-8-sig").splitlines()
    assert lines[0] == "name,level,code"
    assert "崇安寺街道,subdistrict,320213021" in lines


def test_public_pages_do_not_grow_queries(client, cast, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        client.get("/public/areas/")
