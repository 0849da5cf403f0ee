"""Every indicator there is, found by walking the folders; nothing is listed by hand."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from minzheng import discovery
from minzheng.indicators.engine.declaration import Indicator
from minzheng.indicators.engine.folds import name_of
from minzheng.kernel.problems import NotThere


@lru_cache(maxsize=1)
def _found() -> dict[str, Indicator]:
    found: dict[str, Indicator] = {}
    for module in discovery.load(discovery.find_indicators()):
        for one in vars(module).values():
            if isinstance(one, Indicator) and found.setdefault(one.id, one) is not one:
                raise TypeError(f"指标编号重复：{one.id}")
    return found


def list_indicators() -> list[Indicator]:
    """All indicators in the order of their ids."""
    return [_found()[name] for name in sorted(_found())]


def find_indicator(indicator_id: str) -> Indicator:
    """The indicator of that id. Raises NotThere."""
    try:
        return _found()[indicator_id]
    except KeyError:
        raise NotThere("指标") from None


def catalogue() -> list[dict[str, Any]]:
    """The catalogue as plain data."""
    return [describe(one) for one in list_indicators()]


def describe(one: Indicator) -> dict[str, Any]:
    """One entry of the catalogue."""
    return {
        "id": one.id,
        "zh": one.zh,
        "en": one.en,
        "definition": one.definition,
        "unit": one.counted_in.zh,
        "nature": one.nature,
        "fold": name_of(one.fold),
        "fact": one.fact.name if one.fact else None,
        "made_of": [part.id for part in one.parts],
        "words": list(one.words),
        "version": one.version,
        "valid_from": one.valid_from.isoformat(),
        "source": one.source,
        "commitments": list(one.commitments),
    }
