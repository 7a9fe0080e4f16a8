"""Tests of ops/sorting.py."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf
from pellucid.ops.sorting import nth_element

X = np.array([[3.0, 1.0, 2.0, -1.0], [9.0, 7.0, 8.0, 0.0], [0.5, 0.25, 4.0, -3.0]], np.float32)


@pytest.mark.parametrize("axis", [0, 1, -1])
def test_sort(axis):
    check_op(lambda x: tf.sort(x, axis), X, expected=np.sort(X, axis))
    down = np.flip(np.sort(X, axis), axis)
    check_op(lambda x: tf.sort(x, axis, "DESCENDING"), X, expected=down)
    check_op(
        lambda x: tf.argsort(x, axis), X, expected=np.argsort(X, axis), dtype=tf.int32, grad=False
    )


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int32, np.int64, np.uint64])
def test_integers_at_their_limits(dtype):
    info = np.iinfo(dtype)
    x = np.array([info.max, info.min, 1, info.min], dtype)
    assert tf.sort(x).numpy().tolist() == np.sort(x).tolist()
    assert tf.argsort(x).numpy().tolist() == [1, 3, 2, 0]
    assert tf.argsort(x, direction="DESCENDING").numpy().tolist() == [0, 2, 1, 3]


def test_ties_keep_their_order():
    assert tf.argsort([3, 1, 2, 1]).numpy().tolist() == [1, 3, 2, 0]
    assert tf.argsort([3, 1, 3], direction="DESCENDING").numpy().tolist() == [0, 2, 1]
    assert tf.math.top_k([1, 5, 5, 5], 2).indices.numpy().tolist() == [1, 2]


def test_nan_comes_last():
    assert np.isnan(tf.sort([3.0, np.nan, 1.0]).numpy()).tolist() == [False, False, True]


def test_refusals():
    with pytest.raises(ValueError, match="direction"):
        tf.sort([1, 2], direction="UP")
    for wrong in (lambda: tf.argsort(5), lambda: tf.sort([1, 2], axis=3)):
        with pytest.raises(tf.errors.InvalidArgumentError):
            wrong()


def test_top_k():
    values, indices = check_op(lambda x: list(tf.math.top_k(x, 2)), X)
    assert values.numpy().tolist() == [[3.0, 2.0], [9.0, 8.0], [4.0, 0.5]]
    assert indices.numpy().tolist() == [[0, 2], [0, 2], [2, 0]]
    assert tf.math.top_k(X, 1, index_type=tf.int64).indices.dtype == tf.int64
    assert tf.math.top_k([1.0, 2.0], 0).values.shape == [0]


@pytest.mark.parametrize("arguments", [(3, 1), ([1, 2], -1), ([1, 2], 3)])
def test_top_k_refusals(arguments):
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.math.top_k(*arguments)


def test_nth_element():
    check_op(lambda x: nth_element(x, 1), X, expected=np.sort(X, 1)[:, 1])
    check_op(lambda x: nth_element(x, 0, reverse=True), X, expected=X.max(1))


@pytest.mark.parametrize("side", ["left", "right"])
def test_searchsorted(side):
    line, values = np.array([1.0, 3.0, 3.0, 7.0], np.float32), np.array([0.0, 3.0, 8.0], np.float32)
    check_op(
        lambda s, v: tf.searchsorted(s, v, side), line, values,
        expected=np.searchsorted(line, values, side), dtype=tf.int32, grad=False,
    )  # fmt: skip
    rows = tf.searchsorted(np.stack([line, line + 1]), np.stack([values, values]), side, tf.int64)
    assert rows.dtype == tf.int64
    assert rows.numpy()[1].tolist() == np.searchsorted(line + 1, values, side).tolist()


def test_searchsorted_refusals():
    with pytest.raises(ValueError, match="side"):
        tf.searchsorted([1, 2], [1], side="middle")
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.searchsorted([[1, 2]], [[1], [2]])
