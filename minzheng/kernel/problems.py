"""One shape for everything that can be wrong: {code, message, row?, column?, fix?}, in Chinese.

Code raises a `Problem`; the shell turns its class into an exit code or an HTTP status, so that no
room below the shell knows about either.
"""

from __future__ import annotations


class Problem(Exception):
    """Something a person can understand and put right.

    `code` is a stable English word for programs; `message` and `fix` are Chinese sentences for people.
    """

    exit_code = 1
    http_status = 422

    def __init__(
        self,
        code: str,
        message: str,
        *,
        fix: str = "",
        sheet: str | None = None,
        row: int | None = None,
        column: str | None = None,
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.fix = code, message, fix
        self.sheet, self.row, self.column = sheet, row, column

    def as_dict(self) -> dict[str, object]:
        shape = {
            "code": self.code,
            "message": self.message,
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "fix": self.fix,
        }
        return {key: value for key, value in shape.items() if value not in (None, "")}


class Unreadable(Problem):
    """The input cannot be understood at all (usage, file format)."""

    exit_code = 2
    http_status = 400


class Refused(Problem):
    """Permission, same person, state, empty or everybody selection: understood and not done."""

    exit_code = 3
    http_status = 403


class NotThere(Refused):
    """Missing, or not for this person: both answer alike, so that nobody can probe."""

    http_status = 404

    def __init__(self, what: str = "记录") -> None:
        super().__init__("not_there", f"没有找到该{what}，或您无权查看。")


class Stale(Refused):
    """Somebody else changed it in the meantime."""

    http_status = 409

    def __init__(self) -> None:
        super().__init__(
            "stale_version", "这条记录在您打开之后已被他人修改。", fix="请刷新页面，核对后重新提交。"
        )


class BrokenInvariant(Problem):
    """Something that must always hold does not: stop rather than continue wrong."""

    http_status = 500


class Environment(Problem):
    """The machine is not as needed: database, keys, disk."""

    exit_code = 4
    http_status = 503


class OutcomeUnknown(Problem):
    """A time-out is unknown, never failed; the same call may be repeated."""

    exit_code = 5
    http_status = 504
