"""Long lists in pieces that a database takes in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Item = TypeVar("Item")


def chunks(items: Iterable[Item], size: int = 900) -> Iterator[list[Item]]:
    """The items in lists of at most `size`; 900 ids fit the parameters of one query everywhere."""
    left = iter(items)
    while chunk := list(islice(left, size)):
        yield chunk
