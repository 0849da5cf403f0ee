"""What every view of the room shares: the request as the workbench hands it over, and a way to show a refusal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from minzheng.kernel.access.actors import Actor
from minzheng.kernel.problems import NotThere, Problem

Result = TypeVar("Result")


class Request(HttpRequest):
    """A signed-in person's request; queries are already within that person's scope."""

    actor: Actor
    on: date
    htmx: Any


def is_swap(request: Request) -> bool:
    """Whether only a part of the page is asked for."""
    return bool(request.htmx) and not request.htmx.boosted


def attempt(
    request: Request,
    run: Callable[[], Result],
    *,
    done: Callable[[Result], str],
    then: Callable[[Result], Any],
    refused: Callable[[Problem], HttpResponse],
) -> HttpResponse:
    """Run an action; say what was done and go on, or show the refusal on the page it came from.

    What is missing or not for this person is answered like any missing page.
    """
    try:
        result = run()
    except NotThere:
        raise
    except Problem as problem:
        response = refused(problem)
        response.status_code = problem.http_status
        return response
    messages.success(request, done(result))
    return redirect(then(result))


def page_number(text: str) -> int:
    """The page asked for, from 1; nonsense is the first page."""
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 6 else 1
