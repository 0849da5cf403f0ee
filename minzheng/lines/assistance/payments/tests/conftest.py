import pytest

from minzheng.kernel.access.models import User
from minzheng.lines.assistance.payments.tests.months import Months


@pytest.fixture
def months(cast, settings, tmp_path):
    settings.HOME = tmp_path
    return Months(cast)


@pytest.fixture
def sign_in(client):
    def as_actor(actor):
        client.force_login(User.objects.get(username=actor.username))
        return client

    return as_actor
