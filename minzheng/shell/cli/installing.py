"""`init`, `serve`, `doctor`, `manage`: standing the system up and keeping it up."""

from __future__ import annotations

import os
import sys

import click

from minzheng.shell.cli.answers import ENVIRONMENT, answer, finish, json_option, with_django


@click.command()
@json_option
@with_django
def init(as_json: bool) -> None:
    """建库、建立区划和密钥。可重复执行。"""
    from minzheng.shell.cli.installation import install

    done = []
    for line in install():
        click.echo(line, err=True)
        done.append(line)
    if as_json:
        answer({"ok": True, "done": done}, as_json)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=2, show_default=True)
def serve(host: str, port: int, workers: int) -> None:
    """启动网页服务。"""
    from granian import Granian
    from granian.constants import Interfaces

    click.echo(f"http://{host}:{port}/", err=True)
    Granian(
        "minzheng.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
    ).serve()


@click.command()
@json_option
@with_django
def doctor(as_json: bool) -> None:
    """检查环境：数据库、迁移、密钥、磁盘。"""
    from minzheng.shell.cli.installation import examine

    findings = examine()
    well = all(finding["ok"] for finding in findings)
    text = "\n".join(f"{'✓' if f['ok'] else '✗'} {f['what']}：{f['found']}" for f in findings)
    answer({"ok": well, "findings": findings}, as_json, text)
    finish(0 if well else ENVIRONMENT)


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Django 管理命令（迁移、检查等）。"""
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minzheng.config.settings")
    execute_from_command_line([sys.argv[0], *arguments])
