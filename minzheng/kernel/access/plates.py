"""The plate on a register's door: its names, who may do what, which fields are sensitive.

A register's `apps.py` is one subclass of `RegisterConfig`; menu, screens, API, permissions and
catalogue are made from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

from django.apps import AppConfig, apps
from django.db.models import Model

from minzheng.kernel.access.roles import READERS, SECTION


class RegisterConfig(AppConfig):
    """Subclass in `apps.py` with at least `zh` and `en`.

    may: verb → role codes (`view`, `create`, `edit`, `import`, `export` and the register's own verbs).
    sensitive: field → mask kind (`name`, `id_number`, `phone`, `account`, `address`, `birth`, `hidden`).
    """

    default = False  # Django must not mistake this class, imported into every apps.py, for a plate
    zh: ClassVar[str]
    en: ClassVar[str]
    icon: ClassVar[str] = "folder"
    order: ClassVar[int] = 500
    main_model: ClassVar[str] = ""
    in_menu: ClassVar[bool] = True
    area_field: ClassVar[str] = "area"
    may: ClassVar[Mapping[str, Iterable[str]]] = {}
    sensitive: ClassVar[Mapping[str, str]] = {}
    list_columns: ClassVar[tuple[str, ...]] = ()
    search_fields: ClassVar[tuple[str, ...]] = ()
    filter_fields: ClassVar[tuple[str, ...]] = ()
    detail_fields: ClassVar[tuple[str, ...]] = ()
    edit_fields: ClassVar[tuple[str, ...]] = ()
    #: name of an action's function → (zh, en): named verbs get a button and a form on the record's page
    verb_names: ClassVar[Mapping[str, tuple[str, str]]] = {}
    #: further tables of the register with read-only pages of their own: model name → list columns
    further_tables: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    #: what other lines may ask this register for: word of the request → permission of the action that answers it
    accepts: ClassVar[Mapping[str, str]] = {}

    def __init_subclass__(cls) -> None:
        parts = cls.__module__.split(".")
        cls.default = True
        cls.name = ".".join(parts[:-1])
        cls.label = "_".join(parts[2:-1]) if parts[1] == "lines" else parts[-2]
        cls.verbose_name = getattr(cls, "zh", cls.label)

    @property
    def line(self) -> str:
        """The business line, or `kernel` for nouns that every line shares."""
        parts = self.name.split(".")
        return parts[2] if parts[1] == "lines" else "kernel"

    @property
    def register(self) -> str:
        return self.name.rsplit(".", 1)[-1]

    @property
    def key(self) -> str:
        """`line.register`, the beginning of its permissions and events."""
        return f"{self.line}.{self.register}"

    @property
    def slug(self) -> str:
        """The register's part of a web address."""
        return f"{self.line}/{self.register}"

    def model(self) -> type[Model]:
        """The register's main table: the one named, or the first of `models.py`."""
        if self.main_model:
            return self.get_model(self.main_model)
        return next(iter(self.get_models()))

    def roles_for(self, verb: str) -> frozenset[str]:
        """Role codes that may do `verb`; a verb nobody declared is allowed to nobody."""
        declared = {**_DEFAULTS, **self.may}
        return frozenset(declared.get(verb, ()))

    def verbs(self) -> list[str]:
        return sorted({**_DEFAULTS, **self.may})


_DEFAULTS: Mapping[str, Iterable[str]] = {
    "view": READERS,
    "create": SECTION,
    "edit": SECTION,
    "import": SECTION,
    "export": SECTION,
}


def list_plates() -> list[RegisterConfig]:
    """Every register's plate, ordered as the menu shows them."""
    plates = [app for app in apps.get_app_configs() if isinstance(app, RegisterConfig)]
    return sorted(plates, key=lambda plate: (plate.order, plate.key))


def find_plate(key: str) -> RegisterConfig:
    """The plate of `line.register`; KeyError if there is none."""
    for plate in list_plates():
        if plate.key == key:
            return plate
    raise KeyError(key)


def list_permissions() -> dict[str, frozenset[str]]:
    """`line.register.verb` → role codes, for the catalogue and the matrix test."""
    return {f"{plate.key}.{verb}": plate.roles_for(verb) for plate in list_plates() for verb in plate.verbs()}
