"""Open lists of words: the kernel names the kinds it knows, a line adds its own from its own folder.

A closed enumeration in a kernel noun would make every new kind of site or activity a change to the kernel.
"""

from __future__ import annotations

import re
from typing import Final

_WORD: Final = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)


class Vocabulary:
    """English words as stored, each with its official Chinese term. Words are added at start-up only."""

    def __init__(self, zh: str, **words: str) -> None:
        self.zh = zh
        self._words: dict[str, str] = {}
        for code, term in words.items():
            self.add(code, term)

    def add(self, code: str, zh: str) -> str:
        """Add a word and answer it; the same word with another term is a mistake of two authors."""
        if not _WORD.fullmatch(code) or not zh:
            raise ValueError(f"{self.zh}：{code!r} 不是可用的代码")
        if self._words.get(code, zh) != zh:
            raise ValueError(f"{self.zh}：{code} 已称为 {self._words[code]}")
        self._words[code] = zh
        return code

    def choices(self) -> list[tuple[str, str]]:
        """(word, Chinese term) in the order they were added, for a field's choices."""
        return list(self._words.items())

    def label(self, code: str) -> str:
        """The Chinese term; an unknown word is shown as it stands."""
        return self._words.get(code, code)

    def __contains__(self, code: object) -> bool:
        return code in self._words
