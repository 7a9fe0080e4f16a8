"""`tf.raw_ops` holds every op, and is what its tool writes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import pellucid as tf

ROOT = Path(__file__).parents[1]


def test_complete():
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "raw_ops.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(ROOT / "src"), "PATH": ""},
    )
    assert done.returncode == 0, done.stderr


def test_called_by_keywords():
    product = tf.raw_ops.MatMul(a=[[1.0, 2.0]], b=[[3.0, 4.0]], transpose_b=True)
    assert product.numpy().tolist() == [[11.0]]
    found = tf.raw_ops.TopKV2(input=[1, 3, 2], k=2)
    assert found.values.numpy().tolist() == [3, 2]
    assert found.indices.numpy().tolist() == [1, 2]
    with pytest.raises(TypeError, match="missing"):
        tf.raw_ops.MatMul(a=[[1.0]])


def test_in_a_graph():
    largest = tf.function(lambda x: tf.raw_ops.TopKV2(input=x, k=1).values)
    assert largest(tf.constant([1, 5])).numpy().tolist() == [5]
