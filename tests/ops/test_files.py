"""Tests of ops/files.py."""

from __future__ import annotations

from pathlib import Path

import pytest

import pellucid as tf


def test_write_and_read(tmp_path: Path):
    path = str(tmp_path / "new" / "file.bin")
    tf.io.write_file(path, b"a\x00b\xff")
    assert tf.io.read_file(path).numpy() == b"a\x00b\xff"
    assert tf.function(tf.io.read_file)(tf.constant(path)).numpy() == b"a\x00b\xff"


def test_matching(tmp_path: Path):
    for name in ("b.txt", "a.txt", "c.bin"):
        (tmp_path / name).write_text("")
    found = tf.io.matching_files([str(tmp_path / "*.txt")])
    assert [Path(p.decode()).name for p in found.numpy()] == ["a.txt", "b.txt"]
    variable = tf.io.match_filenames_once(str(tmp_path / "*.bin"))
    assert variable.numpy().tolist() == [str(tmp_path / "c.bin").encode()]


def test_refusals(tmp_path: Path):
    with pytest.raises(tf.errors.NotFoundError):
        tf.io.read_file("/no/such/file")
    with pytest.raises(tf.errors.FailedPreconditionError):
        tf.io.read_file(str(tmp_path))
    with pytest.raises(tf.errors.InvalidArgumentError, match="scalar"):
        tf.io.read_file(["a"])
