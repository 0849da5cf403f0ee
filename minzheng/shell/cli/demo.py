"""`minzheng demo`: from files as a bureau receives them to six paid months and the checked report."""

from __future__ import annotations

from pathlib import Path

import click

from minzheng.shell.cli.answers import answer, json_option, with_django


@click.command()
@click.option(
    "--write", "write_to", type=click.Path(file_okay=False, path_type=Path), help="只写出输入文件。"
)
@click.option(
    "--from", "read_from", type=click.Path(exists=True, file_okay=False, path_type=Path), help="用这些文件。"
)
@click.option("--seed", type=int, help="种子；默认种子的文件经过校准。")
@click.option(
    "--scale", type=click.IntRange(min=1), default=1_000, show_default=True, help="规模（千分之几）。"
)
@click.option("--fresh", is_flag=True, help="先清空演示数据目录。")
@json_option
def demo(
    write_to: Path | None, read_from: Path | None, seed: int | None, scale: int, fresh: bool, as_json: bool
) -> None:
    """演示区：写文件、导入、核定、发放六个月、写报告并核对。"""
    if fresh and not write_to:
        from minzheng.shell.cli.fresh_start import forget_demo

        forget_demo()
    _demo(write_to, read_from, seed, scale, as_json)


@with_django
def _demo(write_to: Path | None, read_from: Path | None, seed: int | None, scale: int, as_json: bool) -> None:
    from minzheng.demo.population import DEFAULT_SEED
    from minzheng.shell.cli import demonstration

    chosen = DEFAULT_SEED if seed is None else seed
    if write_to:
        files = demonstration.write_files(write_to, seed=chosen, scale=scale)
        answer({"files": [str(file) for file in files], "seed": chosen}, as_json, f"写出 {len(files)} 个文件")
        return
    result = demonstration.run(
        read_from, seed=chosen, scale=scale, say=lambda text: click.echo(text, err=True)
    )
    answer(result, as_json, demonstration.summary(result))
