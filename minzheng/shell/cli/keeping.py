"""`backup`, `restore`, `move`: keeping the data, and taking it elsewhere."""

from __future__ import annotations

from pathlib import Path

import click

from minzheng.shell.cli.answers import FOUND, answer, finish, json_option, with_django


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@json_option
@with_django
def backup(file: Path, as_json: bool) -> None:
    """在线备份到一个文件（不含密钥；密钥须另行保管）。"""
    from minzheng.shell.cli.copies import write_backup

    answer(write_backup(file), as_json)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--into", required=True, type=click.Path(file_okay=False, path_type=Path), help="空目录。")
@click.option("--verify", is_flag=True, help="恢复后核验留痕链与账目。")
@json_option
def restore(file: Path, into: Path, verify: bool, as_json: bool) -> None:
    """恢复备份到一个空目录。"""
    from minzheng.shell.cli.copies import read_backup

    result = read_backup(file, into, verify=verify)
    answer(result, as_json)
    finish(0 if result["ok"] else FOUND)


@click.command()
@click.option("--to", "url", required=True, help="目标数据库，如 postgresql://用户@主机/库。")
@json_option
@with_django
def move(url: str, as_json: bool) -> None:
    """把全部数据搬到另一个（空的）数据库。"""
    from minzheng.shell.cli.copies import move_to

    answer(move_to(url), as_json)
