"""How every command answers: JSON or text on standard output, errors in one shape, exit codes of seams.md."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar

import click

WELL, FOUND, USAGE, REFUSED, ENVIRONMENT, UNKNOWN = range(6)
Command = TypeVar("Command", bound=Callable[..., Any])

json_option = click.option("--json", "as_json", is_flag=True, help="只在标准输出写一个 JSON 对象。")


def run_answering(cli: click.Command) -> int:
    """Run the command line and turn problems into one shape and one exit code."""
    as_json = "--json" in sys.argv
    try:
        result = cli.main(standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        return tell(as_json, USAGE, {"code": "usage", "message": error.format_message()})
    except click.Abort:
        return tell(as_json, REFUSED, {"code": "aborted", "message": "已中止。"})
    except Exception as error:
        known = known_problem(error)
        if known is None:
            raise
        return tell(as_json, *known)
    return result if isinstance(result, int) else WELL


def known_problem(error: Exception) -> tuple[int, dict[str, object]] | None:
    """Exit code and error shape of a problem a person can understand; None for a bug."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError

    from minzheng.kernel.problems import Problem

    if isinstance(error, Problem):
        return error.exit_code, error.as_dict()
    if isinstance(error, (ImproperlyConfigured, DatabaseError)):
        return ENVIRONMENT, {"code": "environment", "message": str(error)}
    if isinstance(error, (FileNotFoundError, IsADirectoryError, PermissionError)):
        return USAGE, {"code": "file", "message": f"无法读取文件 {error.filename}。"}
    return None


def tell(as_json: bool, code: int, problem: Mapping[str, object]) -> int:
    if as_json:
        click.echo(json.dumps({"errors": [dict(problem)]}, ensure_ascii=False))
    else:
        click.echo(f"错误：{problem['message']}", err=True)
        if problem.get("fix"):
            click.echo(f"办法：{problem['fix']}", err=True)
    return code


def answer(result: Mapping[str, Any], as_json: bool, text: str = "") -> None:
    """One JSON object, or the lines a person reads."""
    click.echo(json.dumps(result, ensure_ascii=False, indent=None) if as_json else text or _lines(result))


def _lines(result: Mapping[str, Any]) -> str:
    return "\n".join(f"{key}\t{value}" for key, value in result.items())


def with_django(command: Command) -> Command:
    """Set Django up before the command's body; not needed by commands that only read rules."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        import django

        django.setup()
        return command(*args, **kwargs)

    return run  # type: ignore[return-value]


def finish(code: int) -> None:
    """End with that exit code."""
    if code:
        raise click.exceptions.Exit(code)


class Progress:
    """A bar on standard error, only on a terminal and only where the work is long."""

    def __init__(self, label: str, length: int | None = None) -> None:
        self._bar = click.progressbar(
            length=length or 1, label=label, file=sys.stderr, hidden=not sys.stderr.isatty()
        )
        self._length = length

    def __enter__(self) -> Progress:
        self._bar.__enter__()
        return self

    def __exit__(self, *details: Any) -> None:
        self._bar.__exit__(*details)

    def __call__(self, done: int, total: int | None = None) -> None:
        """`done` of `total` so far."""
        if total and total != self._bar.length:
            self._bar.length = total
        self._bar.update(max(0, done - self._bar.pos))
