"""Compiled programs on disk: found again, bounded, and never a reason to fail."""

from __future__ import annotations

import os
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from pellucid.runtime import compile_cache

PROGRAM = """
import sys, time, warnings
warnings.simplefilter("error")
import pellucid as tf

@tf.function(jit_compile=True)
def f(x):
    for _ in range(60):
        x = tf.math.sin(x) + tf.linalg.matmul(x, x)
    return tf.reduce_sum(x)

print(float(f(tf.eye(4) * 0.1)))
"""


def start(**variables: str) -> subprocess.Popen[str]:
    """A process that compiles a function, with a cache of its own."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("JAX_", "XDG_"))}
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        env={**environment, **variables}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def answer(process: subprocess.Popen[str]) -> str:
    """What a process printed; it must not have complained."""
    output, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    assert errors == ""
    return output


def entries(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*-cache"))


def test_programs_are_found_again_and_broken_ones_made_again(tmp_path: Path) -> None:
    folder = {"PELLUCID_COMPILE_CACHE": str(tmp_path)}
    both = [start(**folder), start(**folder)]  # two at once
    first, second = map(answer, both)
    assert first == second
    made = entries(tmp_path)
    assert made, "nothing was kept"
    before = {p: p.stat().st_mtime_ns for p in made}
    assert answer(start(**folder)) == first
    assert {p: p.stat().st_mtime_ns for p in entries(tmp_path)} == before
    for path in made:
        path.write_bytes(path.read_bytes()[:-10])
    (made[0].parent / "tidied").unlink()  # the process looks after the folder when it ends
    assert answer(start(**folder)) == first
    assert not entries(tmp_path)
    assert answer(start(**folder)) == first
    assert len(entries(tmp_path)) == len(made)


def test_a_folder_that_cannot_be_is_no_reason_to_fail(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    answer(start(PELLUCID_COMPILE_CACHE=str(tmp_path / "file")))


def test_where_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("PELLUCID_COMPILE_CACHE", "off")
    assert compile_cache.folder("1") is None
    monkeypatch.setenv("PELLUCID_COMPILE_CACHE", str(tmp_path / "mine"))
    chosen = compile_cache.folder("1")
    assert chosen is not None
    assert chosen.parent == tmp_path / "mine"
    monkeypatch.delenv("PELLUCID_COMPILE_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    default = compile_cache.folder("1")
    assert default is not None
    assert default.parent == tmp_path / "pellucid" / "xla"
    assert default != compile_cache.folder("2")


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="permissions of POSIX")
def test_code_from_a_folder_that_others_may_write_is_not_run(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    assert compile_cache._private(shared)
    shared.chmod(0o777)
    assert not compile_cache._private(shared)


def test_tidy_removes_broken_entries_and_then_the_oldest(tmp_path: Path) -> None:
    for number in range(4):
        path = tmp_path / f"{number}-cache"
        path.write_bytes(zlib.compress(os.urandom(1000)))
        os.utime(path, (1000 + number, 1000 + number))
    broken = tmp_path / "broken-cache"
    broken.write_bytes(zlib.compress(os.urandom(1000))[:-4])
    (tmp_path / "other").write_bytes(b"x" * 5000)
    compile_cache.tidy(tmp_path, 2500)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["2-cache", "3-cache", "other"]


def test_the_limit_can_be_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PELLUCID_COMPILE_CACHE_MB", "2.5")
    assert compile_cache.limit_bytes() == 2_500_000
    monkeypatch.setenv("PELLUCID_COMPILE_CACHE_MB", "many")
    assert compile_cache.limit_bytes() == compile_cache.DEFAULT_LIMIT_MB * 1_000_000
