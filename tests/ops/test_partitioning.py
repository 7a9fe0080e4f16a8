"""Tests of ops/partitioning.py."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

X = np.linspace(-1, 1, 8, dtype=np.float32).reshape(4, 2)


def test_partition():
    parts = np.array([0, 2, 0, 2], np.int32)
    check_op(
        lambda x: tf.dynamic_partition(x, parts, 3), X,
        expected=[X[parts == i] for i in range(3)], xla=False,
    )  # fmt: skip


def test_stitch():
    check_op(
        lambda a, b: tf.dynamic_stitch([[0, 2], [1, 3]], [a, b]), X[:2], X[2:],
        expected=X[[0, 2, 1, 3]], xla=False,
    )  # fmt: skip
    assert tf.dynamic_stitch([[0], [0, 1]], [[1], [2, 3]]).numpy().tolist() == [2, 3]
    assert tf.dynamic_stitch([[0], [3]], [[1], [2]]).numpy().tolist() == [1, 0, 0, 2]


def test_stitch_undoes_partition():
    parts = tf.constant([1, 0, 1, 0])
    places = tf.dynamic_partition(tf.range(4), parts, 2)
    groups = tf.dynamic_partition(X, parts, 2)
    assert tf.dynamic_stitch(places, groups).numpy().tolist() == X.tolist()


def test_refusals():
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.dynamic_partition([1, 2], [0, 3], 2)
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.dynamic_partition([1, 2], [0], 2)
    with pytest.raises(ValueError):
        tf.dynamic_stitch([[0]], [[1], [2]])
