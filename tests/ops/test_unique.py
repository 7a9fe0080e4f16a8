"""Tests of ops/unique.py."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf
from pellucid.compat.v1 import setdiff1d
from pellucid.core.registry import OPS


def test_unique_keeps_the_order_of_appearance():
    y, idx = check_op(lambda x: list(tf.unique(x)), np.array([5, 3, 5, 1]), xla=False, grad=False)
    assert y.numpy().tolist() == [5, 3, 1]
    assert idx.numpy().tolist() == [0, 1, 0, 2]
    assert tf.unique(["b", "a", "b"]).y.numpy().tolist() == [b"b", b"a"]
    assert tf.unique([1], out_idx=tf.int64).idx.dtype == tf.int64
    assert tf.unique(tf.zeros([0], tf.int32)).y.shape == [0]
    assert tf.unique([1.0, np.nan, np.nan]).y.shape == [3]


def test_unique_with_counts():
    y, idx, count = tf.unique_with_counts([1, 1, 2, 4, 4, 4, 7, 8, 1])
    assert y.numpy().tolist() == [1, 2, 4, 7, 8]
    assert idx.numpy().tolist() == [0, 0, 1, 2, 2, 2, 3, 4, 0]
    assert count.numpy().tolist() == [3, 1, 3, 1, 1]


def test_unique_slices():
    y, idx = OPS["UniqueV2"]([[1, 2], [1, 2], [3, 4]], [0])
    assert y.numpy().tolist() == [[1, 2], [3, 4]]
    assert idx.numpy().tolist() == [0, 0, 1]


def test_setdiff1d():
    out, idx = setdiff1d([1, 2, 3, 4], [2, 4])
    assert out.numpy().tolist() == [1, 3]
    assert idx.numpy().tolist() == [0, 2]


def test_refusal():
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.unique([[1]])
