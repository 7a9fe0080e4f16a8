"""Tests of ops/repeating.py."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

X = np.linspace(-1, 1, 6, dtype=np.float32).reshape(2, 3)


@pytest.mark.parametrize("multiples", [[2, 3], [1, 1], [0, 1]])
def test_tile(multiples):
    check_op(lambda x: tf.tile(x, multiples), X, expected=np.tile(X, multiples))


def test_tile_by_sizes_of_the_input():
    f = tf.function(
        lambda x: tf.tile(x, [tf.shape(x)[1], 1]), input_signature=[tf.TensorSpec([None, 3])]
    )
    assert f(X).shape == [6, 3]


@pytest.mark.parametrize("multiples", [[1], [1, 2, 3], [-1, 1], 2])
def test_tile_refusals(multiples):
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.tile(X, multiples)


@pytest.mark.parametrize(
    ("repeats", "axis"), [(2, None), (2, 0), (3, -1), ([1, 2], 0), ([2, 0, 1], 1), ([2], 1)]
)
def test_repeat(repeats, axis):
    check_op(lambda x: tf.repeat(x, repeats, axis), X, expected=np.repeat(X, repeats, axis))


def test_repeat_known_at_run_time():
    f = tf.function(lambda x, n: tf.repeat(x, n, axis=1))
    assert f(X, np.array([1, 0, 2])).numpy().tolist() == np.repeat(X, [1, 0, 2], 1).tolist()


def test_repeat_refusals():
    with pytest.raises(ValueError):
        tf.repeat([1, 2, 3], [1, 2])
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.repeat([1, 2], -1)
    with pytest.raises(ValueError, match="axis"):
        tf.repeat(X, 2, axis=5)
