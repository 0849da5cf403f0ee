"""Where the keys come from: a JSON file, or a command that prints the same JSON (a key service's client).

`{"schema": "minzheng.keys/1", "master": {"current": id, "keys": {id: base64}}, "index": {…}}`, each secret
32 random bytes. The caller hands in the path or the command; nothing here reads the environment.
"""

from __future__ import annotations

import base64
import json
import os
import stat
import subprocess  # nosec B404: the command is the deployer's own, never a user's
from collections.abc import Sequence
from pathlib import Path

from minzheng.kernel.crypto.algorithms import SUITES
from minzheng.kernel.crypto.envelope import KEY_ID
from minzheng.kernel.crypto.keyring import Keyring, SecretSet
from minzheng.kernel.problems import Environment

SCHEMA = "minzheng.keys/1"
SECRET_BYTES = 32
_COMMAND_SECONDS = 30
_LARGEST_BYTES = 1 << 20


def load_keyring(
    *, path: Path | None = None, command: Sequence[str] | None = None, algorithm: str = "aes-256-gcm"
) -> Keyring:
    """The keyring from a file or from a command's output, exactly one of them. Environment on any fault."""
    if algorithm not in SUITES:
        raise _bad(
            "algorithm_unknown", f"不支持的加密算法：{algorithm}。", "可选：" + "、".join(SUITES) + "。"
        )
    if (path is None) == (command is None):
        raise _bad("key_source", "密钥文件与密钥命令须且只须指定一个。", "请检查启动设置。")
    text = _read_file(path) if path is not None else _run(list(command or ()))
    return parse_keys(text, algorithm)


def parse_keys(text: bytes, algorithm: str) -> Keyring:
    """The keyring written in the JSON text. No fault message ever quotes the text."""
    try:
        content = json.loads(text)
        if content["schema"] != SCHEMA:
            raise ValueError
        masters, indexes = _secret_set(content["master"]), _secret_set(content["index"])
    except (ValueError, KeyError, TypeError, AttributeError):
        # `from None`: the cause would carry the key text into a log.
        raise _bad(
            "key_file_malformed", "密钥文件格式不正确。", "请用 minzheng init 重新生成或从备份取回。"
        ) from None
    return Keyring(algorithm, masters, indexes)


def write_new_keys(path: Path, kid: str) -> None:
    """A new key file readable by its owner alone; never over an existing one."""
    fresh = {"current": kid, "keys": {kid: _fresh()}}
    content = {"schema": SCHEMA, "master": fresh, "index": {"current": kid, "keys": {kid: _fresh()}}}
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        json.dump(content, out, indent=1)
        out.flush()
        os.fsync(out.fileno())


def add_master_key(path: Path, kid: str) -> None:
    """A further master key, made current: the first step of a rotation. The old ones stay until rewrapped."""
    content = json.loads(_read_file(path))
    if not KEY_ID.fullmatch(kid) or kid in content["master"]["keys"]:
        raise _bad("key_id_taken", f"密钥编号“{kid}”已存在或不合规。", "请换一个编号。")
    content["master"]["keys"][kid] = _fresh()
    content["master"]["current"] = kid
    beside = path.with_name(path.name + ".new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        json.dump(content, out, indent=1)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(path)


def _fresh() -> str:
    return base64.b64encode(os.urandom(SECRET_BYTES)).decode("ascii")


def _secret_set(content: dict[str, object]) -> SecretSet:
    keys, current = content["keys"], content["current"]
    if not isinstance(keys, dict) or not isinstance(current, str) or current not in keys:
        raise ValueError
    secrets = {kid: base64.b64decode(text, validate=True) for kid, text in keys.items()}
    if not all(KEY_ID.fullmatch(kid) and len(secret) == SECRET_BYTES for kid, secret in secrets.items()):
        raise ValueError
    if len(set(secrets.values())) != len(secrets):
        raise ValueError
    return SecretSet(current, secrets)


def _read_file(path: Path) -> bytes:
    try:
        mode = path.stat().st_mode
        if mode & (stat.S_IROTH | stat.S_IWOTH):
            raise _bad(
                "key_file_open", "密钥文件对所有人可读或可写，系统拒绝使用。", f"请执行 chmod 600 {path}。"
            )
        return path.read_bytes()[:_LARGEST_BYTES]
    except OSError as error:
        raise _bad("key_file_missing", f"无法读取密钥文件 {path}。", "请检查路径与权限。") from error


def _run(command: list[str]) -> bytes:
    """The command's output; no shell, a time limit, and its error text stays out of ours."""
    try:
        done = subprocess.run(command, capture_output=True, timeout=_COMMAND_SECONDS, check=True)  # noqa: S603 # nosec B603
    except (OSError, subprocess.SubprocessError, IndexError):
        raise _bad("key_command_failed", "取密钥的命令执行失败。", "请在命令行单独运行该命令检查。") from None
    return done.stdout[:_LARGEST_BYTES]


def _bad(code: str, message: str, fix: str) -> Environment:
    return Environment(code, message, fix=fix)
