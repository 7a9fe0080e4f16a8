"""Segments, sorted and unsorted."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

X = np.array([[1.0, -2.0], [3.0, 4.0], [0.5, 0.25], [2.0, 4.0]])
SORTED = np.array([0, 0, 2, 2], np.int32)
MIXED = np.array([2, 0, -1, 2], np.int32)

SORTED_RESULTS = {
    "sum": [[4, 2], [0, 0], [2.5, 4.25]],
    "mean": [[2, 1], [0, 0], [1.25, 2.125]],
    "prod": [[3, -8], [1, 1], [1, 1]],
    "max": [[3, 4], [0, 0], [2, 4]],
    "min": [[1, -2], [0, 0], [0.5, 0.25]],
}


@pytest.mark.parametrize("name", SORTED_RESULTS)
def test_sorted(name):
    fn = getattr(tf.math, f"segment_{name}")
    check_op(lambda x: fn(x, SORTED), X, expected=np.array(SORTED_RESULTS[name]), xla=False)


HIGHEST = np.finfo(np.float64).max
UNSORTED_RESULTS = {
    "sum": [[3, 4], [0, 0], [3, 2]],
    "mean": [[3, 4], [0, 0], [1.5, 1]],
    "sqrt_n": [[3, 4], [0, 0], [3 / np.sqrt(2), 2 / np.sqrt(2)]],
    "prod": [[3, 4], [1, 1], [2, -8]],
    "max": [[3, 4], [-HIGHEST, -HIGHEST], [2, 4]],
    "min": [[3, 4], [HIGHEST, HIGHEST], [1, -2]],
}


@pytest.mark.parametrize("name", UNSORTED_RESULTS)
def test_unsorted(name):
    fn = getattr(tf.math, f"unsorted_segment_{name}")
    check = name not in ("max", "min")  # finite differences of sums with 1e308 mean nothing
    check_op(lambda x: fn(x, MIXED, 3), X, expected=np.array(UNSORTED_RESULTS[name]), grad=check)


@pytest.mark.parametrize(
    "fn", [tf.math.segment_prod, lambda x, i: tf.math.unsorted_segment_prod(x, i, 3)]
)
def test_gradient_of_products_at_zeros(fn):
    x = np.array([0.0, 3.0, 0.0, 0.0])
    check_op(lambda x: fn(x, SORTED), x, xla=False)


def test_ties_share():
    x = tf.constant([2.0, 2.0, 1.0])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.math.unsorted_segment_max(x, [0, 0, 0], 1)
    assert tape.gradient(y, x).numpy().tolist() == [0.5, 0.5, 0]


def test_ids_of_higher_rank():
    ids = np.array([[0, 1], [1, 0]])
    assert tf.math.unsorted_segment_sum([[1, 2], [3, 4]], ids, 2).numpy().tolist() == [5, 5]


def test_errors():
    with pytest.raises(tf.errors.InvalidArgumentError, match="increasing"):
        tf.math.segment_sum([1, 2, 3], [0, 2, 1])
    with pytest.raises(tf.errors.InvalidArgumentError, match="same size"):
        tf.math.segment_sum([1, 2, 3], [0, 0])
    with pytest.raises(tf.errors.InvalidArgumentError, match="out of range"):
        tf.math.unsorted_segment_sum([1, 2], [0, 5], 3)


def test_segment_mean_of_integers_is_rounded_towards_zero():
    x = tf.constant([[7, 127, -6], [7, -128, 127], [-5, 5, -4]], tf.int8)
    for mean in (tf.math.segment_mean, tf.function(tf.math.segment_mean)):
        assert mean(x, [0, 0, 2]).numpy().tolist() == [[7, 0, 60], [0, 0, 0], [-5, 5, -4]]
