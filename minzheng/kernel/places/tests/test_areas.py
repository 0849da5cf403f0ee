"""The tree of areas and its two code systems."""

import pytest

from minzheng.kernel.places.actions import DATA, install_areas, install_civil_affairs_codes, read_area_file
from minzheng.kernel.places.models import Area, Level, PopulationStatistic
from minzheng.kernel.places.names import short_name
from minzheng.kernel.places.queries import find_area


def test_areas_of_the_district_are_169(cast):
    district = Area.objects.within(cast.district.pk)
    counts = {level: district.of_level(level).count() for level in Level.values}
    assert counts == {"district": 1, "subdistrict": 9, "community": 158, "park": 1}


def test_install_twice_changes_nothing(cast):
    assert install_areas(rows=read_area_file(DATA / "areas.csv"), by="test", on=cast.district.valid_from) == 0


def test_one_code_means_two_places_in_the_two_systems(cast):
    install_civil_affairs_codes(path=DATA / "civil_affairs_codes.csv", by="test", on=cast.district.valid_from)
    assert find_area("320213021", system="statistics").name == "崇安寺街道"
    assert find_area("320213021", system="civil_affairs").name == "广益街道"


def test_population_outside_a_scope_raises(cast):
    from django_scopes.exceptions import ScopeError

    with pytest.raises(ScopeError):
        PopulationStatistic.objects.count()


@pytest.mark.parametrize(
    ("official", "short"),
    [
        ("胜利门社区居委会", "胜利门"),
        ("滨河社区居民委员", "滨河"),
        ("崇安寺街道", "崇安寺"),
        ("社区", "社区"),
    ],
)
def test_short_name(official, short):
    assert short_name(official) == short
