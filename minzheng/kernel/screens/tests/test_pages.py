"""The pages a plain register gets for nothing."""

from minzheng.kernel.access.models import User

AREAS = "/kernel/places/"


def sign_in(client, actor):
    client.force_login(User.objects.get(username=actor.username))
    return client


def test_list_and_detail_of_a_plain_register(client, cast):
    sign_in(client, cast.officer)
    page = client.get(AREAS)
    assert page.status_code == 200
    assert "崇安寺街道" in page.content.decode()
    area = cast.area("320213021")
    detail = client.get(f"{AREAS}{area.pk}/")
    assert detail.status_code == 200
    assert "<h1>崇安寺街道" in detail.content.decode()
