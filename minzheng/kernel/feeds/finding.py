"""Which kinds of file can be imported: found by walking, nothing is listed by hand."""

from __future__ import annotations

from functools import cache

from minzheng import discovery
from minzheng.kernel.feeds.declaration import Importer
from minzheng.kernel.problems import Unreadable


@cache
def _importers() -> dict[str, Importer]:
    own = discovery.find_modules("minzheng.kernel.feeds.importers")
    lines = [name for name in discovery.find_everywhere("feeds") if ".lines." in name]
    found: dict[str, Importer] = {}
    for module in discovery.load(own + lines):
        for importer in getattr(module, "IMPORTERS", ()):
            if importer.kind in found:
                raise TypeError(f"导入种类重复：{importer.kind}")
            found[importer.kind] = importer
    return found


def list_importers() -> list[Importer]:
    """Every kind, by its code."""
    return [_importers()[kind] for kind in sorted(_importers())]


def find_importer(kind: str) -> Importer:
    """The importer of that kind; Unreadable when there is none."""
    found = _importers().get(kind)
    if found is None:
        known = "、".join(f"{one.kind}（{one.title}）" for one in list_importers())
        raise Unreadable("unknown_kind", f"没有名为“{kind}”的导入种类。", fix=f"可用的种类：{known}。")
    return found


def list_kinds() -> list[dict[str, object]]:
    """What `import --kinds` tells: code, Chinese title, register and headings of each kind."""
    return [
        {
            "kind": one.kind,
            "title": one.title,
            "register": one.register,
            "columns": [
                {"name": c.name, "header": c.header_zh, "required": c.required, "kind": c.kind}
                for c in one.template.columns
            ],
        }
        for one in list_importers()
    ]
