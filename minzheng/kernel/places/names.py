"""Official and short names of areas: the official one is kept, the short one derived."""

from __future__ import annotations

_SUFFIXES = ("社区居民委员会", "社区居委会", "社区居民委员", "居民委员会", "居委会", "社区", "街道", "管理区")


def short_name(official: str) -> str:
    """胜利门社区居委会 → 胜利门; a name that is nothing but a suffix stays whole."""
    for suffix in _SUFFIXES:
        if official.endswith(suffix) and len(official) > len(suffix):
            return official.removesuffix(suffix)
    return official
