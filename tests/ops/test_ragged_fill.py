"""Values for empty rows: answers of TensorFlow 2.21."""

from __future__ import annotations

import numpy as np
import pytest

import pellucid as tf


def test_fill():
    fill = tf.ragged_fill_empty_rows
    arguments = (tf.constant([0, 2], tf.int64), tf.constant([1, 2]), tf.constant(3, tf.int64), 9)
    for run in (fill, tf.function(fill)):
        found = run(*arguments)
        assert [t.numpy().tolist() for t in found] == [
            [0, 1, 2], [1, 9, 2], [False, True, False], [0, 2],
        ]  # fmt: skip
    with pytest.raises(tf.errors.InvalidArgumentError, match="value_rowids"):
        fill(tf.constant([5], tf.int64), [1], tf.constant(3, tf.int64), 9)


def test_gradient():
    values, default = tf.constant([1.0, 2.0]), tf.constant(9.0)
    with tf.GradientTape() as tape:
        tape.watch([values, default])
        rows = tf.constant([0, 2], tf.int64)
        y = tf.ragged_fill_empty_rows(rows, values, tf.constant(4, tf.int64), default)[1]
        loss = tf.reduce_sum(y * [1.0, 2.0, 3.0, 4.0])
    by_values, by_default = tape.gradient(loss, [values, default])
    np.testing.assert_array_equal(by_values.numpy(), [1.0, 3.0])
    assert by_default.numpy() == 6.0
