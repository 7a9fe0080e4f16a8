"""Counting."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf


def test_bincount():
    assert tf.math.bincount([1, 1, 5]).numpy().tolist() == [0, 2, 0, 0, 0, 1]
    assert tf.math.bincount([1, 1], minlength=4).numpy().tolist() == [0, 2, 0, 0]
    assert tf.math.bincount([1, 7], maxlength=3).numpy().tolist() == [0, 1, 0]
    assert tf.math.bincount([1, 2], weights=[0.5, 0.25]).numpy().tolist() == [0, 0.5, 0.25]
    assert tf.math.bincount([1, 1], binary_output=True).numpy().tolist() == [0, 1]
    assert tf.math.bincount([[1, 2], [0, 0]], axis=-1).numpy().tolist() == [[0, 1, 1], [2, 0, 0]]
    assert tf.math.bincount([1], dtype=tf.int64).dtype == tf.int64


def test_bincount_in_graphs():
    check_op(
        lambda x: tf.math.bincount(x, minlength=4, maxlength=4),
        np.array([3, 1, 1, 9], np.int32),
        expected=np.array([0, 2, 0, 1]),
    )


ROWS = [[1, 2, 2], [], [4]]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, [[0, 1, 2, 0, 0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 1]]),
        ({"binary_output": True}, [[0, 1, 1, 0, 0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 1]]),
        ({"minlength": 6}, [[0, 1, 2, 0, 0, 0], [0] * 6, [0, 0, 0, 0, 1, 0]]),
        ({"maxlength": 3}, [[0, 1, 2], [0, 0, 0], [0, 0, 0]]),
    ],
)
def test_bincount_of_ragged_rows(options, expected):
    def count(rows):
        return tf.math.bincount(rows, axis=-1, **options)

    rows = tf.ragged.constant(ROWS)
    assert count(rows).numpy().tolist() == expected
    assert tf.function(count)(rows).numpy().tolist() == expected
    with pytest.raises(tf.errors.InvalidArgumentError, match="non-negative"):
        count(tf.ragged.constant([[1, -2], [3]]))


def test_bincount_of_ragged_rows_with_weights():
    weights = tf.ragged.constant([[1.0, 2.0, 0.5], [], [4.0]])
    counts = tf.math.bincount(tf.ragged.constant(ROWS), weights=weights, axis=-1)
    assert counts.numpy().tolist() == [[0, 1, 2.5, 0, 0], [0] * 5, [0, 0, 0, 0, 4]]


def test_bincount_errors():
    with pytest.raises(tf.errors.InvalidArgumentError, match="non-negative"):
        tf.math.bincount([-1])
    with pytest.raises(tf.errors.InvalidArgumentError, match="shape"):
        tf.math.bincount([1, 2], weights=[1.0])
    with pytest.raises(ValueError, match="exclusive"):
        tf.math.bincount([1], weights=[1.0], binary_output=True)
    with pytest.raises(ValueError, match="axis"):
        tf.math.bincount([1], axis=2)


def test_histogram():
    values = [-1.0, 0.0, 1.5, 2.0, 5.0, 15.0]
    assert tf.histogram_fixed_width(values, [0.0, 5.0], 5).numpy().tolist() == [2, 1, 1, 0, 2]
    assert tf.histogram_fixed_width_bins(values, [0.0, 5.0], 5).numpy().tolist() == [
        0,
        0,
        1,
        2,
        4,
        4,
    ]
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.histogram_fixed_width(values, [5.0, 0.0])


def test_confusion_matrix():
    found = tf.math.confusion_matrix(
        [1, 2, 1], [2, 2, 1], weights=[0.5, 1.0, 2.0], dtype=tf.float32
    )
    assert found.numpy().tolist() == [[0, 0, 0], [0, 2, 0.5], [0, 0, 1]]
    assert tf.math.confusion_matrix([0], [0], num_classes=2).shape == (2, 2)
    for labels in ([-1], [2]):
        with pytest.raises(tf.errors.InvalidArgumentError, match="labels"):
            tf.math.confusion_matrix(labels, [0], num_classes=2)


def test_in_top_k():
    predictions = np.array([[0.1, 0.5, 0.5], [0.1, 0.2, 0.3]], np.float32)
    check_op(
        lambda t: tf.math.in_top_k(t, predictions, 1),
        np.array([2, 0], np.int32),
        expected=np.array([True, False]),
    )
    assert not tf.math.in_top_k([7, 0], predictions, 3).numpy()[0]
