"""`minzheng bench NAME`: runs a benchmark of the checkout and prints the shape of seams.md."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click

from minzheng.kernel.problems import Environment
from minzheng.shell.cli.answers import finish

CHECKOUT = Path(__file__).resolve().parents[3]


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("name")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def bench(name: str, arguments: tuple[str, ...]) -> None:
    """运行一项基准测试（需要源码目录）。"""
    script = CHECKOUT / "bench" / f"{name}.py"
    if script.parent.is_dir() and not (name.isidentifier() and script.is_file()):
        raise click.UsageError(f"没有名为 {name} 的基准测试。")
    if not script.is_file():
        raise Environment("no_bench", f"没有名为 {name} 的基准测试。", fix="请在源码目录中运行。")
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", f"bench.{name}", *arguments], cwd=CHECKOUT, check=False
    )
    finish(done.returncode)
