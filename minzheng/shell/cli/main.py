"""`minzheng`: the command line of docs/seams.md. Thin: it asks the rooms and prints their answers."""

from __future__ import annotations

import os
import sys

import click

from minzheng import __version__
from minzheng.shell.cli.answers import run_answering

#: command → "module:function"; modules are imported when their command runs, so that `--help` is quick
COMMANDS = {
    "init": "installing:init",
    "serve": "installing:serve",
    "doctor": "installing:doctor",
    "manage": "installing:manage",
    "demo": "demo:demo",
    "import": "importing:import_file",
    "pay": "paying:pay",
    "reconcile": "paying:reconcile",
    "audit": "auditing:audit",
    "benefits": "asking:benefits",
    "report": "reporting:report",
    "bench": "benching:bench",
    "backup": "keeping:backup",
    "restore": "keeping:restore",
    "move": "keeping:move",
    "terms": "asking:terms",
}


class LazyGroup(click.Group):
    """Knows its commands by name and imports one when it is called."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        target = COMMANDS.get(cmd_name)
        if target is None:
            return None
        module_name, _, name = target.partition(":")
        module = __import__(f"minzheng.shell.cli.{module_name}", fromlist=[name])
        command: click.Command = getattr(module, name)
        return command


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="minzheng")
def cli() -> None:
    """民政：区民政局业务系统。"""


def main() -> None:
    """The console script."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minzheng.config.settings")
    sys.exit(run_answering(cli))


if __name__ == "__main__":
    main()
