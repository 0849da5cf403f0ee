"""Settings refuse nonsense, and production refuses what belongs to the demo."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

GOOD = {
    "MINZHENG_MODE": "production",
    "MINZHENG_SECRET_KEY": "x" * 60,
    "MINZHENG_HOSTS": "minzheng.example",
    "MINZHENG_KEY_FILE": "/nowhere/keys.json",
}


def load(tmp_path, **settings):
    """Load the settings in a process of their own; answers its error output, empty when they load."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("MINZHENG_") and k != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-c", "import minzheng.config.settings"],
        env={**clean, "MINZHENG_HOME": str(tmp_path), **settings},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stderr if done.returncode else ""


def test_production_loads_when_everything_is_given(tmp_path):
    assert load(tmp_path, **GOOD) == ""


@pytest.mark.parametrize("missing", ["MINZHENG_SECRET_KEY", "MINZHENG_HOSTS", "MINZHENG_KEY_FILE"])
def test_production_refuses_to_start_without(tmp_path, missing):
    given = {name: value for name, value in GOOD.items() if name != missing}
    assert missing in load(tmp_path, **given)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MINZHENG_NOW", "2025-07-01T09:00+08:00"),
        ("MINZHENG_FAILPOINT", "money.export.committed"),
    ],
)
def test_production_refuses_what_belongs_to_tests(tmp_path, name, value):
    assert name in load(tmp_path, **GOOD, **{name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MINZHENG_MODE", "staging"),
        ("MINZHENG_CRYPTO", "rot13"),
        ("DATABASE_URL", "mysql://somewhere/db"),
        ("MINZHENG_SECRET_KEY_FILE", "/nowhere/at/all"),
    ],
)
def test_nonsense_is_refused_by_name(tmp_path, name, value):
    assert name in load(tmp_path, **{name: value})
