"""The payment month's server: one process a request, killable."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KILLED = -9


@pytest.fixture(scope="module")
def payday(tmp_path_factory):
    """Ask for `setup` or `run` in a home; answers (exit status, report of a run that came to its end)."""
    base = tmp_path_factory.mktemp("server")
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("MINZHENG_") and k != "DATABASE_URL"},
        "MINZHENG_HOME": str(base), "MINZHENG_MODE": "demo", "MINZHENG_NOW": "2025-07-01T09:00+08:00",
        "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "minzheng.config.settings",
    }  # fmt: skip
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.payday"], cwd=ROOT, env=environment, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, text=True, bufsize=1,
    ) as server:  # fmt: skip

        def ask(home, verb, failpoint=""):
            report = home / "report.json"
            report.unlink(missing_ok=True)
            request = {"home": str(home), "verb": verb, "failpoint": failpoint and f"{failpoint}:kill"}
            server.stdin.write(json.dumps(request) + "\n")
            status = int(server.stdout.readline())
            assert status in (0, KILLED), "see the server's standard error"
            return status, json.loads(report.read_text()) if status == 0 else None

        yield ask
        server.stdin.close()


@pytest.fixture(scope="module")
def fresh_home(tmp_path_factory, payday):
    home = tmp_path_factory.mktemp("payday")
    payday(home, "setup")
    return home
