"""`minzheng import`: files as a bureau receives them, through the one pipeline."""

from __future__ import annotations

from pathlib import Path

import click

from minzheng.shell.cli.acting import acting
from minzheng.shell.cli.answers import FOUND, USAGE, Progress, answer, finish, json_option, with_django


@click.command("import")
@click.argument("kind", required=False)
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--by", "username", help="办理人账号。")
@click.option("--dry-run", is_flag=True, help="只检查，不写入。")
@click.option("--kinds", is_flag=True, help="列出可导入的文件种类。")
@click.option("--template", "template_kind", help="写出这一种类的空白模板到 FILE。")
@json_option
@with_django
def import_file(
    kind: str | None, file: Path | None, username: str | None, dry_run: bool, kinds: bool,
    template_kind: str | None, as_json: bool,
) -> None:  # fmt: skip
    """导入一个文件：KIND 是种类，FILE 是 CSV 或 XLSX。"""
    if kinds:
        _tell_kinds(as_json)
    elif template_kind:
        _write_template(template_kind, Path(kind or ""), as_json)
    elif kind and file and username:
        _import(kind, file, username, dry_run, as_json)
    else:
        raise click.UsageError("请写明种类、文件和 --by；或用 --kinds、--template。")


def _tell_kinds(as_json: bool) -> None:
    from minzheng.kernel.feeds.importing import list_importers

    kinds = [{"kind": each.kind, "title": each.title, "register": each.register} for each in list_importers()]
    answer({"kinds": kinds}, as_json, "\n".join(f"{k['kind']}\t{k['title']}" for k in kinds))


def _write_template(kind: str, path: Path, as_json: bool) -> None:
    from minzheng.kernel.feeds.importing import find_importer
    from minzheng.kernel.feeds.reading import write_template

    if path.suffix != ".xlsx":
        raise click.UsageError("模板文件名应以 .xlsx 结尾。")
    write_template(find_importer(kind).template, path)
    answer({"template": str(path), "kind": kind}, as_json, f"已写出 {path}")


def _import(kind: str, file: Path, username: str, dry_run: bool, as_json: bool) -> None:
    from minzheng.kernel.feeds.importing import ImportResult, import_file
    from minzheng.kernel.feeds.reading import FileRefused

    code = 0
    try:
        with acting(username) as (actor, on), Progress("导入") as progress:
            result = import_file(kind=kind, path=file, by=actor, on=on, dry_run=dry_run, progress=progress)
        code = FOUND if result.errors else 0
    except FileRefused as refusal:  # nothing could be read: the same shape, so that nobody has to ask which
        result = ImportResult(kind, "refused", "", 0, errors=refusal.errors)
        code = USAGE
    found = result.as_dict()
    lines = [f"{found['state']}：{found['rows']} 行，新增 {found['new']}，变更 {found['changed']}"]
    lines += [
        f"  {e.get('sheet', '')} 第 {e.get('row', '?')} 行 {e.get('column', '')}：{e['message']} {e.get('fix', '')}"
        for e in (error.as_dict() for error in result.errors)
    ]
    answer(found, as_json, "\n".join(lines))
    finish(code)
