"""Importing a file: read, check every line, write all of it or nothing, and prove it.

One transaction, one evidence event with the counts and the root over all lines. The same content twice is
no change at all.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db import IntegrityError, connection

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.action import Unchanged, action, instant, require
from minzheng.kernel.crypto.keys_in_use import blind_index, keyring
from minzheng.kernel.evidence import chain, recording
from minzheng.kernel.feeds.declaration import Context, Importer, Outcome, Progress
from minzheng.kernel.feeds.digests import algorithm
from minzheng.kernel.feeds.finding import find_importer
from minzheng.kernel.feeds.lines_of_files import FileRead, read_file, read_lines, write_lines
from minzheng.kernel.feeds.models import Import, State
from minzheng.kernel.feeds.reading import RowError
from minzheng.kernel.ids import new_id
from minzheng.kernel.places.models import Area
from minzheng.kernel.problems import NotThere, Refused

_ERRORS_KEPT = 1_000
# A record outside the actor's areas, or written at this moment: which one must not be told.
_CONFLICT = RowError(
    "", 0, "", "conflict", "有记录与系统中已有记录冲突，不能在此登记。", "请由区级科室核对后导入。"
)


def _silent(_: int) -> None:
    """No progress is told."""


@dataclass(frozen=True)
class ImportResult:
    """What came of a file. `state`: committed, unchanged (same content as before), refused or staged."""

    kind: str
    state: str
    import_id: str
    rows: int
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    errors: tuple[RowError, ...] = ()
    digest: str = ""

    def as_dict(self) -> dict[str, object]:
        """The shape that outside programs rely on (docs/seams.md, import)."""
        return {
            "import": self.import_id,
            "kind": self.kind,
            "state": self.state,
            "rows": self.rows,
            "new": self.new,
            "changed": self.changed,
            "errors": [error.as_dict() for error in self.errors],
            "digest": self.digest,
        }


@dataclass
class _Job:
    """One file on its way in."""

    importer: Importer
    context: Context
    read: FileRead
    tokens: tuple[str, str]
    batch: Import = field(init=False)

    def result(
        self, state: str, *, errors: Sequence[RowError] = (), batch: Import | None = None
    ) -> ImportResult:
        known = batch or getattr(self, "batch", None)
        counted = known if state == State.COMMITTED else None
        return ImportResult(
            kind=self.importer.kind,
            state=state,
            import_id=str(known.id) if known else "",
            rows=self.read.count,
            new=counted.new if counted else 0,
            changed=counted.changed if counted else 0,
            unchanged=counted.unchanged if counted else self.read.count if state == "unchanged" else 0,
            errors=tuple(sorted(errors, key=lambda error: (error.sheet, error.row))),
            digest=self.read.file_digest,
        )


def import_file(
    *,
    kind: str,
    path: Path,
    by: Actor,
    on: date,
    dry_run: bool = False,
    district: Area | None = None,
    progress: Progress = _silent,
) -> ImportResult:
    """Import a file, whole or not at all; with `dry_run` only say what would come of it.

    FileRefused when it is no file of this kind; Refused without permission. Errors of lines are a result
    (`refused`), not an exception. `progress` is told the number of lines read.
    """
    with _collector_at_rest():
        job = _open(kind, path, by=by, on=on, district=district, progress=progress)
        if dry_run:
            return _rehearse(job)
        try:
            return _take_in(job=job, by=by, on=on)
        except IntegrityError:
            return _turn_away(job=job, by=by, on=on)


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Lines of a file make no cycles, yet the cyclic collector would walk all of them again and again: a
    third of the time of a big roll (measured). Reference counting frees them all the same."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def stage_file(
    *, kind: str, path: Path, by: Actor, on: date, district: Area | None = None, progress: Progress = _silent
) -> ImportResult:
    """Read and check a file and keep its lines sealed until somebody has looked: `commit_staged` or not."""
    job = _open(kind, path, by=by, on=on, district=district, progress=progress)
    return _stage(job=job, by=by, on=on)


def commit_staged(*, batch: Import, by: Actor, on: date) -> ImportResult:
    """Check the staged lines again, as of now, and write them."""
    try:
        return _commit_staged(batch=batch, by=by, on=on)
    except IntegrityError:
        return _turn_staged_away(batch=batch, by=by, on=on)


@action("kernel.feeds.import", subject="batch")
def _commit_staged(*, batch: Import, by: Actor, on: date) -> ImportResult:
    with by.in_scope():
        job = _staged_job(batch, by=by, on=on)
        job.batch.lines.all().delete()
        return _check_and_write(job)


@action("kernel.feeds.import", subject="batch")
def _turn_staged_away(*, batch: Import, by: Actor, on: date) -> ImportResult:
    with by.in_scope():
        job = _staged_job(batch, by=by, on=on)
        job.batch.lines.all().delete()
        return _refuse(job, [_CONFLICT])


def _held(batch: Import) -> Import:
    """The staged import as it stands, held until the transaction ends: one person decides about it."""
    rows = Import.objects.select_related("district").filter(pk=batch.pk)
    if connection.features.has_select_for_update:
        rows = rows.select_for_update(of=("self",))
    held: Import | None = rows.first()
    if held is None or held.state != State.STAGED:
        raise Refused("not_staged", "该导入不在待复核状态。")
    return held


def _staged_job(batch: Import, *, by: Actor, on: date) -> _Job:
    batch = _held(batch)
    importer = find_importer(batch.kind)
    require(importer.permission, by=by, area_id=batch.area_id)
    read = read_lines(batch, importer.template)
    context = Context(importer, by, on, batch.district)
    job = _Job(importer, context, read, (batch.file_token, batch.content_token))
    job.batch = batch
    return job


@action("kernel.feeds.import", subject="batch")
def discard_staged(*, batch: Import, by: Actor, on: date) -> Import:
    """Throw the staged lines away; that there was a file stays on record."""
    with by.in_scope():
        batch = _held(batch)
        batch.lines.all().delete()
        batch.state = State.DISCARDED
        batch.counted_on = on
        batch.save()
        _tell(batch, "discarded", f"放弃导入 {batch.file_name}", by=by)
    return batch


def _open(kind: str, path: Path, *, by: Actor, on: date, district: Area | None, progress: Progress) -> _Job:
    """Permission first: who may not import learns nothing about the file."""
    importer = find_importer(kind)
    for permission in ("kernel.feeds.import", importer.permission):
        require(permission, by=by, area_id=None)
    context = Context(importer, by, on, _district(importer, by, district), progress=progress)
    read = read_file(importer, path, on=on, progress=progress)
    tokens = blind_index("import_file"), blind_index(f"import_content/{kind}")
    return _Job(
        importer, context, read, (tokens[0].token(read.file_digest), tokens[1].token(read.content_digest))
    )


def _district(importer: Importer, by: Actor, given: Area | None) -> Area:
    """The district whose lines these are: the one given, or the only one in which the actor may import."""
    areas = Area.objects.filter(pk__in={grant.area_id for grant in by.grants})
    allowed = {area.district_id for area in areas if by.may(importer.permission, area.pk)}
    if given is not None:
        if given.district_id not in allowed:
            raise NotThere("区域")
        return Area.objects.get(pk=given.district_id)
    if len(allowed) != 1:
        raise Refused("district_needed", "您在多个区任职，须指明导入到哪个区。")
    return Area.objects.get(pk=allowed.pop())


def _home(job: _Job) -> int:
    """The area that the import belongs to: the district, or the part of it in which the actor works."""
    context = job.context
    if context.may(context.district.pk):
        return context.district.pk
    areas = Area.objects.filter(pk__in={grant.area_id for grant in context.by.grants}).order_by("path")
    return next(a.pk for a in areas if a.district_id == context.district.pk and context.may(a.pk))


def _rehearse(job: _Job) -> ImportResult:
    with job.context.by.in_scope():
        before = _same_content(job)
        if before is not None:
            return job.result("unchanged", batch=before)
        errors = _check(job)
    return job.result(State.REFUSED if errors else State.STAGED, errors=errors)


def _same_content(job: _Job) -> Import | None:
    """An earlier import of the same content: a second run changes nothing, whatever happened since."""
    found: Import | None = Import.objects.filter(
        district=job.context.district,
        kind=job.importer.kind,
        content_token=job.tokens[1],
        state=State.COMMITTED,
    ).first()
    return found


def _check(job: _Job) -> list[RowError]:
    if job.read.count == 0:
        return [RowError("", 0, "", "no_rows", "文件中没有数据行。", "请填写数据后重新导入。")]
    return [*job.read.errors, *job.importer.prepare(job.read.rows, job.context)]


@action("kernel.feeds.import")
def _take_in(*, job: _Job, by: Actor, on: date) -> ImportResult:
    with by.in_scope():
        before = _same_content(job)
        if before is not None:
            return Unchanged(job.result("unchanged", batch=before))  # type: ignore[return-value]
        job.batch = _new_batch(job, by=by, on=on)
        return _check_and_write(job)


@action("kernel.feeds.import")
def _turn_away(*, job: _Job, by: Actor, on: date) -> ImportResult:
    """The database refused what `prepare` could not see: everything was undone, only that is recorded."""
    with by.in_scope():
        job.batch = _new_batch(job, by=by, on=on)
        return _refuse(job, [_CONFLICT])


@action("kernel.feeds.import")
def _stage(*, job: _Job, by: Actor, on: date) -> ImportResult:
    with by.in_scope():
        before = _same_content(job)
        if before is not None:
            return Unchanged(job.result("unchanged", batch=before))  # type: ignore[return-value]
        job.batch = batch = _new_batch(job, by=by, on=on)
        errors = _check(job)
        if errors:
            return _refuse(job, errors)
        batch.state, batch.rows = State.STAGED, job.read.count
        batch.save()
        write_lines(batch, keyring().unwrap(str(batch.id), batch.data_key), job.read, None)
        _tell(batch, "staged", f"待复核导入 {batch.file_name}", by=by)
        return job.result(State.STAGED)


def _new_batch(job: _Job, *, by: Actor, on: date) -> Import:
    identifier = new_id()
    _, wrapped = keyring().new_data_key(str(identifier))
    return Import(
        id=identifier,
        area_id=_home(job),
        district=job.context.district,
        kind=job.importer.kind,
        file_name=job.read.name[-255:],
        file_token=job.tokens[0],
        content_token=job.tokens[1],
        rows=job.read.count,
        imported_by_id=by.user_id,
        imported_at=instant(),
        counted_on=on,
        data_key=wrapped,
    )


def _check_and_write(job: _Job) -> ImportResult:
    """Inside the transaction: what `prepare` saw is what `commit` writes on.

    No savepoint around the commit: under one, SQLite keeps every changed page aside in memory and walks
    that list at each further statement, so that 100,000 lines would take minutes instead of seconds.
    """
    errors = _check(job)
    if errors:
        return _refuse(job, errors)
    return _seal(job, job.importer.commit(job.read.rows, job.context))


def _refuse(job: _Job, errors: Sequence[RowError]) -> ImportResult:
    batch = job.batch
    batch.state, batch.rows, batch.error_count = State.REFUSED, job.read.count, len(errors)
    batch.errors = [error.as_dict() for error in errors[:_ERRORS_KEPT]]
    batch.save()
    _tell(batch, "refused", f"退回导入 {batch.file_name}：{len(errors)} 处错误", by=job.context.by)
    return job.result(State.REFUSED, errors=errors)


def _seal(job: _Job, outcome: Outcome) -> ImportResult:
    batch, read = job.batch, job.read
    batch.state, batch.event = State.COMMITTED, 0
    batch.new, batch.changed, batch.unchanged = outcome.new, outcome.changed, outcome.unchanged
    batch.save()
    key = keyring().unwrap(str(batch.id), batch.data_key)
    leaves = write_lines(batch, key, read, outcome.records)
    batch.merkle_root = chain.merkle_root(leaves, algorithm())
    batch.event = _tell(
        batch, "imported", f"导入{job.importer.title} {batch.file_name}：{read.count} 行", by=job.context.by
    )
    batch.save(update_fields=["event", "merkle_root"])
    return job.result(State.COMMITTED)


def _tell(batch: Import, what: str, sentence: str, *, by: Actor) -> int:
    details: dict[str, Any] = {
        "kind": batch.kind,
        "file": batch.file_name,
        "rows": batch.rows,
        "new": batch.new,
        "changed": batch.changed,
        "unchanged": batch.unchanged,
        "errors": batch.error_count,
        "content": batch.content_token,
        "merkle_root": batch.merkle_root,
        "on": batch.counted_on,
    }
    return recording.record(
        recording.Entry(
            kind=f"kernel.feeds.{what}",
            sentence=sentence,
            subject_type="kernel.feeds",
            subject_id=str(batch.id),
            area_id=batch.area_id,
            details=details,
        ),
        by=by.username,
    )
