"""Tests of ops/reversing.py."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

X = np.linspace(-1, 1, 12, dtype=np.float32).reshape(3, 4)


@pytest.mark.parametrize("axes", [[0], [1], [0, -1], []])
def test_reverse(axes):
    check_op(lambda x: tf.reverse(x, axes), X, expected=np.flip(X, axes) if axes else X)


@pytest.mark.parametrize("axes", [[2], [0, 0], [0, -2], 0])
def test_reverse_refusals(axes):
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.reverse(X, axes)


def test_reverse_sequence():
    expected = X.copy()
    for row, n in enumerate([2, 0, 4]):
        expected[row, :n] = X[row, :n][::-1]
    check_op(
        lambda x, n: tf.reverse_sequence(x, n, seq_axis=1),
        X,
        np.array([2, 0, 4]),
        expected=expected,
    )
    check_op(
        lambda x, n: tf.reverse_sequence(x, n, seq_axis=0, batch_axis=1),
        X.T.copy(), np.array([2, 0, 4]), expected=expected.T,
    )  # fmt: skip


def test_reverse_sequence_refusals():
    with pytest.raises(TypeError):
        tf.reverse_sequence(X, [1, 1, 1])
    for lengths, axis in (([1, 1, 5], 1), ([1, 1], 1), ([1, 1, 1], 0)):
        with pytest.raises(tf.errors.InvalidArgumentError):
            tf.reverse_sequence(X, lengths, seq_axis=axis)


@pytest.mark.parametrize(("shift", "axis"), [(1, 0), (-6, -1), ([1, -1], [0, 1]), ([1, 2], [0, 0])])
def test_roll(shift, axis):
    check_op(lambda x: tf.roll(x, shift, axis), X, expected=np.roll(X, shift, axis))


def test_roll_by_a_number_known_at_run_time():
    f = tf.function(lambda x, n: tf.roll(x, n, 0), jit_compile=True)
    assert f(tf.constant([1, 2, 3]), tf.constant(4)).numpy().tolist() == [3, 1, 2]


@pytest.mark.parametrize(("shift", "axis"), [(1, 2), ([1], 0), (1, [0, 1])])
def test_roll_refusals(shift, axis):
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.roll(X, shift, axis)
