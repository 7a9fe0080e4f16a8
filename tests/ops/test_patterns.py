"""Tests of ops/patterns.py."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf


def test_eye():
    assert tf.eye(3).numpy().tolist() == np.eye(3).tolist()
    assert tf.eye(2, 3, dtype=tf.int32).numpy().tolist() == [[1, 0, 0], [0, 1, 0]]
    assert tf.eye(2, batch_shape=[2, 1]).shape == [2, 1, 2, 2]
    assert tf.eye(1, dtype=tf.complex64).numpy().tolist() == [[1 + 0j]]
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.eye(-1)


def test_one_hot():
    x = np.array([[0, 2], [-1, 5]], np.int32)
    expected = (x[..., None] == np.arange(3)).astype(np.float32)
    check_op(lambda i: tf.one_hot(i, 3), x, expected=expected)
    check_op(lambda i: tf.one_hot(i, 3, axis=0), x, expected=np.moveaxis(expected, -1, 0))
    assert tf.one_hot([0, 1], 2, on_value="y", off_value="n").numpy().tolist() == [
        [b"y", b"n"],
        [b"n", b"y"],
    ]
    assert tf.one_hot([1], 2, on_value=5).dtype == tf.int32
    assert tf.one_hot([1], 2, True, False).dtype == tf.bool


def test_one_hot_refusals():
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.one_hot([0], -1)
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.one_hot([0.5], 2)
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.one_hot([0], 2, axis=5)
    with pytest.raises(TypeError):
        tf.one_hot([0], 2, on_value=1.0, off_value=1)


def test_sequence_mask():
    check_op(
        lambda n: tf.sequence_mask(n, 4, tf.int32), np.array([1, 3, 9], np.int32),
        expected=[[1, 0, 0, 0], [1, 1, 1, 0], [1, 1, 1, 1]], grad=False,
    )  # fmt: skip
    assert tf.sequence_mask([1, 2]).numpy().tolist() == [[True, False], [True, True]]
    assert tf.sequence_mask([1.5, 2.0]).shape == [2, 2]
    with pytest.raises(ValueError, match="scalar"):
        tf.sequence_mask([1], [3])


@pytest.mark.parametrize("indexing", ["xy", "ij"])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_meshgrid(indexing, count):
    vectors = [np.arange(n + 2, dtype=np.float32) for n in range(count)]
    found = tf.meshgrid(*vectors, indexing=indexing)
    for a, b in zip(found, np.meshgrid(*vectors, indexing=indexing), strict=True):
        assert a.numpy().tolist() == b.tolist()


def test_meshgrid_refusals():
    with pytest.raises(ValueError):
        tf.meshgrid([1], [2], indexing="zz")
    with pytest.raises(TypeError):
        tf.meshgrid([1], foo=2)


def test_unravel_index():
    check_op(
        lambda i: tf.unravel_index(i, [7, 6]), np.array([22, 41, 37], np.int32),
        expected=np.array(np.unravel_index([22, 41, 37], (7, 6))), grad=False,
    )  # fmt: skip
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.unravel_index([100], [2, 3])


@pytest.mark.parametrize("lengths", [[], [-3], [-3, -2]])
@pytest.mark.parametrize("dtype", [tf.int32, tf.int64, tf.float32])
def test_sequence_mask_without_positive_lengths_is_empty(lengths, dtype):
    x = tf.constant(lengths, dtype)
    for mask in (tf.sequence_mask, tf.function(tf.sequence_mask)):
        assert mask(x).shape == (len(lengths), 0)
