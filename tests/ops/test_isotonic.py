"""Isotonic regression: values, segments, gradient."""

from __future__ import annotations

import numpy as np
from check_op import check_op

import pellucid as tf


def test_falling_and_rising():
    output, segments = tf.nn.isotonic_regression([[3.0, 1.0, 2.0], [1.0, 2.0, 3.0]])
    assert output.numpy().tolist() == [[3, 1.5, 1.5], [2, 2, 2]]
    assert segments.numpy().tolist() == [[0, 1, 1], [0, 0, 0]]
    x = np.random.default_rng(0).normal(size=(2, 20))
    rising = tf.nn.isotonic_regression(x, decreasing=False)[0].numpy()
    assert (np.diff(rising) >= 0).all()
    np.testing.assert_allclose(rising, -tf.nn.isotonic_regression(-x)[0])
    assert tf.nn.isotonic_regression([3, 1])[0].dtype == tf.float64


def test_axis_and_gradient():
    x = np.array([[3.0, 1.0], [2.0, 4.0], [2.5, 0.5]])
    fn = lambda x: tf.nn.isotonic_regression(x, axis=0)[0]  # noqa: E731
    check_op(fn, x, expected=[[3, 2.5], [2.25, 2.5], [2.25, 0.5]], xla=False)
