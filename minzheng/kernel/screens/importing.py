"""Files into a register: which kinds it takes, and the page that checks, stages or imports one."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.access.routes import needs, route
from minzheng.kernel.feeds.importing import Importer, ImportResult, import_file, list_importers, stage_file
from minzheng.kernel.feeds.models import Import
from minzheng.kernel.feeds.reading import FileRefused, write_annotated, write_template
from minzheng.kernel.problems import NotThere, Problem
from minzheng.kernel.screens.sheets import Sheet, sheet_of
from minzheng.kernel.screens.submitting import sentence_of

FEEDS: Final = "kernel.feeds"
SHOWN_ERRORS: Final = 200
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SUFFIXES: Final = (".csv", ".txt", ".xlsx")


class UploadForm(forms.Form):
    """A kind, a file, and what to do with it."""

    kind = forms.ChoiceField(label=_("文件种类"))
    file = forms.FileField(
        label=_("文件"),
        help_text=_("CSV（UTF-8 或 GB18030）或 XLSX。整份导入，有一行错误就都不导入。"),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(_SUFFIXES)}),
    )

    def __init__(self, importers: list[Importer], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        chosen: Any = self.fields["kind"]
        chosen.choices = [(one.kind, one.title) for one in importers]


def list_import_kinds(sheet: Sheet, actor: Actor) -> list[Importer]:
    """Importers of this register (of every one, on the page of imports) that the actor may use."""
    if not sheet.main:
        return []
    return [
        one
        for one in list_importers()
        if sheet.key in (one.register, FEEDS) and actor.has(one.permission) and actor.has(f"{FEEDS}.import")
    ]


def importing(sheet: Sheet) -> Any:
    """The upload page of a register."""

    @route(needs(sheet.permission("import")))
    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest) -> HttpResponse:
        actor: Any = request.actor  # type: ignore[attr-defined]
        kinds = list_import_kinds(sheet, actor)
        if not kinds:
            raise NotThere("页面")
        posted = request.method == "POST"
        form = UploadForm(
            kinds, data=request.POST if posted else None, files=request.FILES if posted else None
        )
        context: dict[str, Any] = {"sheet": sheet, "form": form, "kinds": kinds}
        if posted and form.is_valid():
            done = _take(request, form, context)
            if done is not None:
                return done
        return render(request, "screens/import.html", context, status=422 if "failed" in context else 200)

    return view


def _take(request: Any, form: UploadForm, context: dict[str, Any]) -> HttpResponse | None:
    """Check, stage or import; a response of its own, or None when the page shows the result."""
    kind, wanted = form.cleaned_data["kind"], request.POST.get("do", "check")
    with _kept(form.cleaned_data["file"]) as path:
        given = {"kind": kind, "path": path, "by": request.actor, "on": request.on}
        try:
            if wanted == "stage":
                result = stage_file(**given)
            else:
                result = import_file(**given, dry_run=wanted != "import")
        except FileRefused as refused:
            errors = list(refused.errors)
            context.update(failed=True, errors=errors[:SHOWN_ERRORS], error_count=len(errors))
            return None
        except Problem as problem:
            form.add_error(None, sentence_of(problem))
            context["failed"] = True
            return None
        if wanted == "annotate" and result.errors:
            return _annotated(path, result)
    return _tell(request, result, context, final=wanted in ("stage", "import"))


def _tell(request: Any, result: ImportResult, context: dict[str, Any], *, final: bool) -> HttpResponse | None:
    batches = sheet_of(Import)
    if final and not result.errors and result.import_id and batches is not None:
        words = {"unchanged": _("内容与以前导入的相同，没有变动。"), "staged": _("已暂存，待复核。")}
        messages.success(request, words.get(result.state, _("已导入。")))
        if batches.allows(request.actor, "view"):
            return redirect(batches.record_url(result.import_id))
    context.update(
        result=result, errors=list(result.errors[:SHOWN_ERRORS]), error_count=len(result.errors), final=final
    )
    if result.errors:
        context["failed"] = True
    return None


def _annotated(path: Path, result: ImportResult) -> HttpResponse:
    """The file back with its wrong cells marked."""
    with tempfile.TemporaryDirectory(prefix="minzheng-annotated-") as folder:
        target = Path(folder) / "marked.xlsx"
        write_annotated(path, result.errors, target)
        return _download(target.read_bytes(), f"{result.kind}-errors.xlsx")


@contextmanager
def _kept(upload: UploadedFile[Any]) -> Iterator[Path]:
    """The upload as a file of ours for as long as it is read, then gone."""
    suffix = Path(upload.name or "").suffix.lower()
    with tempfile.TemporaryDirectory(prefix="minzheng-import-") as folder:
        name = Path(upload.name or "").name.replace("/", "_").replace("\x00", "")
        path = Path(folder) / (name if suffix in _SUFFIXES else "upload.csv")
        with path.open("wb") as file:
            for part in upload.chunks():
                file.write(part)
        yield path


def template(sheet: Sheet) -> Any:
    """An empty file to fill in."""

    @route(needs(sheet.permission("import")))
    @require_GET
    def view(request: HttpRequest, kind: str) -> HttpResponse:
        actor: Any = request.actor  # type: ignore[attr-defined]
        for one in list_import_kinds(sheet, actor):
            if one.kind == kind:
                with tempfile.TemporaryDirectory(prefix="minzheng-template-") as folder:
                    path = Path(folder) / "template.xlsx"
                    write_template(one.template, path)
                    return _download(path.read_bytes(), f"{kind}.xlsx")
        raise NotThere("模板")

    return view


def _download(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=_XLSX, headers=headers)
