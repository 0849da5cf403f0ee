"""Every text a screen may show, with its English where the code already says it.

Templates and Python are read for marked texts; plates, lines, roles, models, fields, choices, facts and
importers bring their own names. A choice or field stored as an English word is its own translation.
"""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.extract import extract
from django.apps import apps
from django.utils.translation.template import templatize

from minzheng.kernel.access.plates import RegisterConfig, list_plates
from minzheng.kernel.access.roles import ROLES
from minzheng.kernel.facts import list_facts
from minzheng.kernel.screens.columns import plain_label
from minzheng.kernel.screens.menu import SHARED, list_line_plates
from minzheng.shell.web.context import list_menu_entries

PACKAGE = Path(__file__).resolve().parents[2]
_KEYWORDS: dict[str, Any] = {"gettext": None, "gettext_lazy": None, "_": None, "gettext_noop": None}
_CHINESE = re.compile("[\u3400-\u9fff]")
_PROBLEMS = frozenset(
    {"Problem", "Refused", "Unreadable", "BrokenInvariant", "Environment", "OutcomeUnknown"}
)


def list_texts() -> dict[str, str]:
    """msgid → English ("" where only the list in english.csv can say it), for the whole product."""
    found: dict[str, str] = {}
    for msgid, english in (*_names(), *_marked(), *_told_by_problems()):
        if msgid and _CHINESE.search(msgid) and not found.get(msgid):
            found[msgid] = english
    return found


def words(identifier: str) -> str:
    """opened_on → Opened on; MealPoint → Meal point; budget_fen → Budget."""
    plain = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", identifier.removesuffix("_fen").removesuffix("_sealed"))
    plain = plain.replace("_", " ").strip().lower()
    return plain[:1].upper() + plain[1:]


# -- names that the code gives -------------------------------------------------------------------


def _names() -> Iterator[tuple[str, str]]:
    for plate in list_plates():
        yield plate.zh, plate.en
        yield from plate.verb_names.values()
    for line in list_line_plates({plate.line for plate in list_plates() if plate.line != "kernel"}):
        yield line.zh, line.en
    for shared in SHARED.values():
        yield shared.zh, shared.en
    for entry in list_menu_entries():
        yield entry.zh, ""
    for role in ROLES:
        yield role.zh, role.en
    for config in apps.get_app_configs():
        if config.name.startswith("minzheng."):
            yield from _names_of_models(config)
    yield from _names_of_facts()


def _names_of_models(config: Any) -> Iterator[tuple[str, str]]:
    plated = isinstance(config, RegisterConfig)
    for model in config.get_models():
        yield str(model._meta.verbose_name), words(model.__name__)
        for field in model._meta.concrete_fields if plated else ():
            yield plain_label(field), words(field.name)
            yield str(field.help_text), ""
            for value, label in field.flatchoices:
                yield str(label), words(str(value)) if isinstance(value, str) else ""
        for name in vars(model):
            target = getattr(vars(model)[name], "fget", vars(model)[name])
            yield str(getattr(target, "short_description", "")), words(name)


def _names_of_facts() -> Iterator[tuple[str, str]]:
    for fact in list_facts():
        yield fact.zh, words(fact.name.rpartition(".")[2])
        for name, column in fact.columns.items():
            yield column.zh, words(name)


# -- marked texts --------------------------------------------------------------------------------


def _marked() -> Iterator[tuple[str, str]]:
    for file in sorted(PACKAGE.rglob("*.html")):
        source = templatize(file.read_text(encoding="utf-8"), origin=str(file))
        # a template's indentation means nothing, but the reader of Python stumbles over it
        yield from _extracted("\n".join(line.lstrip() for line in source.splitlines()))
    for file in _python_files():
        yield from _extracted(file.read_text(encoding="utf-8"))


def _extracted(source: str) -> Iterator[tuple[str, str]]:
    for _line, message, _comments, _context in extract(
        "python", io.BytesIO(source.encode()), keywords=_KEYWORDS, options={"encoding": "utf-8"}
    ):
        yield (message if isinstance(message, str) else message[0]), ""


def _python_files() -> Iterator[Path]:
    for file in sorted(PACKAGE.rglob("*.py")):
        if not {"tests", "migrations"} & set(file.parts):
            yield file


def _told_by_problems() -> Iterator[tuple[str, str]]:
    """Whole sentences of the shell's and the screens' own problems; sentences with values in them are told
    in Chinese."""
    told_on_pages = (
        PACKAGE / "shell" / "web",
        PACKAGE / "shell" / "api",
        PACKAGE / "shell" / "portal",
        PACKAGE / "kernel" / "screens",
    )
    for file in _python_files():
        if file.parent == PACKAGE / "kernel" or any(file.is_relative_to(place) for place in told_on_pages):
            yield from ((text, "") for text in _problem_texts(ast.parse(file.read_text(encoding="utf-8"))))


def _problem_texts(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name in _PROBLEMS or name == "__init__":
            parts = [*node.args[1:2], *(k.value for k in node.keywords if k.arg == "fix")]
            for part in parts:
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield part.value
