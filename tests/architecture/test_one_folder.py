"""One folder is enough: a copied register, benefit and indicator appear everywhere, no other file changed.

The package is copied to a scratch tree, the sample folders are laid into it, and the sample's own checks run
there in a process of their own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = Path(__file__).resolve().parent / "sample"
FOLDERS = ("lines", "benefits", "indicators")


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tree = tmp_path_factory.mktemp("tree")
    left_out = shutil.ignore_patterns("__pycache__", "*.pyc", "tests")
    shutil.copytree(ROOT / "minzheng", tree / "minzheng", ignore=left_out)
    for name in ("conftest.py", "pyproject.toml"):
        shutil.copy(ROOT / name, tree / name)
    for folder in FOLDERS:
        shutil.copytree(SAMPLE / folder, tree / "minzheng" / folder, dirs_exist_ok=True)
    shutil.copy(SAMPLE / "checks.py", tree / "checks.py")
    return tree


def run(tree: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "PYTHONPATH": str(tree),
        "MINZHENG_HOME": str(tree / "var"),
        "DJANGO_SETTINGS_MODULE": "minzheng.config.settings",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    for name in [name for name in environment if name.startswith(("PYTEST_", "DATABASE_URL"))]:
        del environment[name]
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=tree,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_samples_overwrite_nothing() -> None:
    for folder in FOLDERS:
        for file in (SAMPLE / folder).rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts:
                assert not (ROOT / "minzheng" / file.relative_to(SAMPLE)).exists(), file


def test_one_folder_is_enough(scratch: Path) -> None:
    made = run(scratch, "django", "makemigrations", "memorial_days_flower_points")
    assert made.returncode == 0, made.stderr
    checked = run(scratch, "pytest", "checks.py", "-q", "--no-header")
    assert checked.returncode == 0, checked.stdout[-6000:] + checked.stderr[-2000:]
    assert " passed" in checked.stdout
