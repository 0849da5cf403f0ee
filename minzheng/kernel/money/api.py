"""The bank's answers by HTTP: the same bodies as return files, with an Idempotency-Key."""

# no `from __future__ import annotations`: ninja reads the types at run time

from hashlib import sha256
from typing import Any

from django.http import HttpRequest
from ninja import Header, Router, Schema, Status

from minzheng.kernel.access.routes import needs, route
from minzheng.kernel.money.actions import take_return_body
from minzheng.kernel.problems import Unreadable

prefix = "/bank"
router = Router(tags=["Bank"])
_KEY: Any = Header(  # type: ignore[type-arg]
    ..., alias="Idempotency-Key", min_length=1, max_length=120
)


class ReturnsOut(Schema):
    """What became of a body: `taken`, `unchanged` or `refused` with every reason."""

    file: str
    state: str
    rows: int
    new: int
    changed: int
    batches: list[str]
    errors: list[dict[str, object]]


@router.post("/returns", response={200: ReturnsOut, 422: ReturnsOut}, summary="接收银行回盘")
@route(needs("kernel.money.answer"))
def take_returns(request: HttpRequest, idempotency_key: str = _KEY) -> Status[dict[str, Any]]:
    """The body is a return file (docs/seams.md, Bank): taken whole or refused whole.

    The same key with the same body changes nothing; with another body it is an error, for ever.
    """
    if not request.body:
        raise Unreadable("empty_body", "请求没有内容。", fix="请在请求体中放入回盘文件的全部内容。")
    result = take_return_body(
        content=request.body,
        name=f"http-{sha256(idempotency_key.encode()).hexdigest()[:16]}.csv",
        idempotency_key=idempotency_key,
        by=request.actor,  # type: ignore[attr-defined]
        on=request.on,  # type: ignore[attr-defined]
    )
    return Status(422 if result.state == "refused" else 200, result.as_dict())
