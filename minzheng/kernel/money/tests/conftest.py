import pytest

from minzheng.kernel.money.tests.paying import PayingHouse


@pytest.fixture
def house(cast, settings, tmp_path):
    settings.HOME = tmp_path
    return PayingHouse(cast)
