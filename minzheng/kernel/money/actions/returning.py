"""Taking the bank's return files: a whole file or nothing, the same file again changes nothing.

The order of work makes a crash harmless: answers are committed first and the file is moved afterwards, so
that a file still lying in `in/` is simply taken again and found to be known.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from minzheng.kernel import failpoints
from minzheng.kernel.access.actors import Actor
from minzheng.kernel.access.bulk import insert_rows
from minzheng.kernel.action import Unchanged, action, require
from minzheng.kernel.evidence import chain, recording
from minzheng.kernel.ids import new_id
from minzheng.kernel.money.actions.changing import (
    KnownLine,
    LineChange,
    apply_changes,
    read_answers,
)
from minzheng.kernel.money.actions.matching import Matched, match_rows
from minzheng.kernel.money.bank_folder import (
    file_away,
    folder,
    publish,
    refuse_inside_transaction,
    write_aside,
    write_json,
)
from minzheng.kernel.money.models import BankAnswer, PaymentBatch, ReturnFile
from minzheng.kernel.money.rules.return_rows import ReturnRow, read_return_file
from minzheng.kernel.money.rules.standing import bank_says, stand
from minzheng.kernel.problems import Problem, Refused


@dataclass(frozen=True)
class ReturnResult:
    """What became of one file. `state` is `taken`, `unchanged` or `refused`; `changed` counts lines that moved."""

    file: str
    state: str
    rows: int = 0
    new: int = 0
    changed: int = 0
    batches: tuple[str, ...] = ()
    errors: tuple[Problem, ...] = field(default=())

    def as_dict(self) -> dict[str, Any]:
        return {
            "file": self.file, "state": self.state, "rows": self.rows, "new": self.new,
            "changed": self.changed, "batches": list(self.batches),
            "errors": [problem.as_dict() for problem in self.errors],
        }  # fmt: skip


class FileRefused(Refused):
    """The file is not taken, with every reason found."""

    http_status = 422
    exit_code = 1

    def __init__(self, errors: Sequence[Problem]) -> None:
        super().__init__("return_file_refused", f"回盘文件有 {len(errors)} 处错误，整个文件未接收。")
        self.errors = tuple(errors)


def take_return_file(*, path: Path, by: Actor, on: date, idempotency_key: str | None = None) -> ReturnResult:
    """Take one return file and move it to `in/done/` or, with `.errors.json` beside it, to `in/refused/`.

    A file from elsewhere is copied into `in/` first. Never raises for what is wrong inside the file: the
    result says `refused` with all errors. Missing permission raises and leaves the file where it is.
    """
    require("kernel.money.answer", by=by, area_id=None)
    source = path if path.resolve().parent == folder("in").resolve() else _copy_in(path)
    refuse_inside_transaction()
    try:
        result = take_answers(
            content=source.read_bytes(), name=source.name, by=by, on=on, idempotency_key=idempotency_key
        )
    except FileRefused as refusal:
        return _refuse(source, refusal, by=by, on=on)
    failpoints.reach("money.return.committed")
    file_away(source, folder("in", "done"))
    failpoints.reach("money.return.moved")
    return result


def pick_up_returns(*, by: Actor, on: date) -> list[ReturnResult]:
    """Every `*.csv` lying in `in/`, in order of name; files about another district's batches stay for its people."""
    waiting = sorted(p for p in folder("in").glob("*.csv") if not p.name.startswith("."))
    return [take_return_file(path=path, by=by, on=on) for path in waiting if not _is_elsewhere(path, by)]


def _is_elsewhere(path: Path, by: Actor) -> bool:
    """Whether the file names batches, all of them in areas where this actor does not work."""
    try:
        rows, _ = read_return_file(path.read_bytes())
    except Problem:
        return False
    numbers = {row.batch for row in rows}
    areas = PaymentBatch._base_manager.filter(number__in=numbers).values_list("area_id", flat=True)
    known = set(areas)
    return bool(known) and not known & by.areas_for("kernel")


def take_return_body(
    *, content: bytes, name: str, by: Actor, on: date, idempotency_key: str | None = None
) -> ReturnResult:
    """The same for a body that came by HTTP: it is put into `in/` and taken from there."""
    require("kernel.money.answer", by=by, area_id=None)
    place = folder("in") / (Path(name).name or "body.csv")
    publish(write_aside(place, [content]), place)
    return take_return_file(path=place, by=by, on=on, idempotency_key=idempotency_key)


def _copy_in(path: Path) -> Path:
    place = folder("in") / path.name
    publish(write_aside(place, [path.read_bytes()]), place)
    return place


def _refuse(source: Path, refusal: FileRefused, *, by: Actor, on: date) -> ReturnResult:
    _tell_refusal(name=source.name, content=source.read_bytes(), refusal=refusal, by=by, on=on)
    failpoints.reach("money.return.refusal_committed")
    errors = [problem.as_dict() for problem in refusal.errors]
    write_json(
        folder("in", "refused") / f"{source.name}.errors.json", {"file": source.name, "errors": errors}
    )
    failpoints.reach("money.return.errors_written")
    file_away(source, folder("in", "refused"))
    return ReturnResult(source.name, "refused", errors=refusal.errors)


@action("kernel.money.answer")
def _tell_refusal(*, name: str, content: bytes, refusal: FileRefused, by: Actor, on: date) -> None:
    recording.record(
        recording.Entry(
            kind="kernel.money.return_file.refused",
            sentence=f"拒收回盘文件 {name}：{len(refusal.errors)} 处错误",
            subject_type="kernel.money.return_file",
            details={
                "name": name, "sha256": hashlib.sha256(content).hexdigest(), "on": on,
                "codes": sorted({problem.code for problem in refusal.errors}),
            },
        ),
        by=by.username,
    )  # fmt: skip


@action("kernel.money.answer")
def take_answers(
    *, content: bytes, name: str, by: Actor, on: date, idempotency_key: str | None = None
) -> ReturnResult:
    """Store the answers of one file's bytes and move every line to where it now stands.

    Raises FileRefused with every error; then nothing of the file has been taken.
    """
    rows, problems = _read(content)
    sha256 = hashlib.sha256(content).hexdigest()
    matched = match_rows(rows, by=by)
    _check_key(idempotency_key, sha256, matched)
    if problems or matched.problems:
        raise FileRefused([*problems, *matched.problems])
    numbers = tuple(sorted(batch.number for batch in matched.batches.values()))
    if not matched.new:
        return Unchanged(ReturnResult(name, "unchanged", len(rows), batches=numbers))  # type: ignore[return-value]
    failpoints.reach("money.return.matched")
    changed = _take(matched, name, sha256, idempotency_key, by, on)
    failpoints.reach("money.return.booked")
    return ReturnResult(name, "taken", len(rows), len(matched.new), changed, numbers)


def _read(content: bytes) -> tuple[list[ReturnRow], list[Problem]]:
    try:
        rows, problems = read_return_file(content)
    except Problem as error:
        raise FileRefused([error]) from error
    if not rows and not problems:
        problems = [Problem("empty_file", "回盘文件没有任何明细。")]
    return rows, problems


def _check_key(key: str | None, sha256: str, matched: Matched) -> None:
    """A key stands for one body for ever."""
    if key is None:
        return
    areas = {batch.area_id for batch in matched.batches.values()}
    earlier = ReturnFile._base_manager.filter(idempotency_key=key, area_id__in=areas).first()
    if earlier is not None and earlier.sha256 != sha256:
        raise FileRefused([Problem("idempotency_key_reused", "同一请求标识曾用于另一份内容。")])


def _take(matched: Matched, name: str, sha256: str, key: str | None, by: Actor, on: date) -> int:
    """Answers, then lines batch by batch in one fixed order; answers how many lines moved."""
    batches = matched.batches
    lines = {line.id: line for line in matched.new.values()}
    for area_id in sorted({batch.area_id for batch in batches.values()}):
        mine = {row: line for row, line in matched.new.items() if batches[line.batch_id].area_id == area_id}
        _store(mine, area_id, name, sha256, key, by, on)
    failpoints.reach("money.return.stored")
    answers = read_answers(lines)
    changed = 0
    for pk, batch in sorted(batches.items()):
        changes = [
            LineChange(
                line, stand(bank_says(answers[line.id]), line.disposition), line.disposition, {"file": name}
            )
            for line in sorted(lines.values(), key=lambda line: line.number)
            if line.batch_id == pk
        ]
        changed += apply_changes(batch, changes, by=by, on=on)
        failpoints.reach("money.return.batch_moved")
    return changed


def _store(
    rows: dict[ReturnRow, KnownLine], area_id: int, name: str, sha256: str, key: str | None, by: Actor, on: date
) -> None:  # fmt: skip
    root = rows_digest((row, line.id) for row, line in rows.items())
    file_id = new_id()
    sequence = recording.record(
        recording.Entry(
            kind="kernel.money.return_file.taken",
            sentence=f"接收回盘文件 {name}：新增答复 {len(rows)} 条",
            subject_type="kernel.money.return_file",
            subject_id=str(file_id),
            area_id=area_id,
            details={"name": name, "sha256": sha256, "rows": len(rows), "merkle_root": root, "on": on},
        ),
        by=by.username,
    )
    file = ReturnFile(
        id=file_id, area_id=area_id, name=name, sha256=sha256, idempotency_key=key, rows_digest=root,
        row_count=len(rows), taken_on=on, event_sequence=sequence,
    )  # fmt: skip
    file.save(force_insert=True)
    insert_rows(
        BankAnswer,
        (
            "area_id", "file_id", "return_id", "line_id", "status", "amount_fen", "code", "reason", "value_date",
            "reverses",
        ),
        (
            (
                area_id, file_id, row.return_id, line.id, row.status, row.amount_fen, row.code, row.reason,
                row.value_date, row.reverses,
            )
            for row, line in rows.items()
        ),
    )  # fmt: skip


def rows_digest(rows: Iterable[tuple[Any, UUID]]) -> str:
    """Merkle root over answers in order of their return_id; takes file rows and stored answers alike."""
    return chain.merkle_root(
        sorted(
            chain.canonical(
                [r.return_id, line_id, r.status, r.amount_fen, r.code, r.reason, r.value_date, r.reverses]
            )
            for r, line_id in rows
        )
    )
