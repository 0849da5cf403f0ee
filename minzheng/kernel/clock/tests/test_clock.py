"""Time stands where it is held, moves where it is moved, and is nobody's to move in production."""

from datetime import datetime

import pytest

from minzheng.kernel import clock

AT = datetime(2025, 3, 10, 9, 30, tzinfo=clock.SHANGHAI)


def test_held_clock_stands_still():
    with clock.held_at(AT):
        assert clock.now() == clock.now() == AT
        assert clock.today().isoformat() == "2025-03-10"


@pytest.mark.django_db
def test_demo_clock_moves_on_and_runs():
    clock.move_demo_to(AT)
    first, second = clock.now(), clock.now()
    assert AT <= first <= second
    assert first.date() == AT.date()


@pytest.mark.django_db
def test_demo_clock_starts_at_the_configured_instant():
    assert clock.today().isoformat() == "2025-07-01"


def test_production_refuses_to_move_time(settings):
    settings.PRODUCTION = True
    with pytest.raises(RuntimeError), clock.held_at(AT):
        pass
    with pytest.raises(RuntimeError):
        clock.move_demo_to(AT)
