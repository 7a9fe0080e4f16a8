"""The largest and smallest elements by `approx_max_k` and `approx_min_k`."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

X = np.array([[1.0, 5.0, 2.0, 4.0], [7.0, 0.0, 3.0, 6.0]], np.float32)


def test_along_the_last_dimension():
    found = check_op(
        lambda x: tf.math.approx_max_k(x, 2), X, grad=False,
        expected=(np.array([[5, 4], [7, 6]]), np.array([[1, 3], [0, 3]])),
    )  # fmt: skip
    assert found.indices.dtype == tf.int32


def test_along_another():
    check_op(
        lambda x: tf.nn.approx_min_k(x, 1, reduction_dimension=0), X,
        expected=(X.min(0)[None], X.argmin(0)[None]), grad=False,
    )  # fmt: skip


def test_gradient():
    x = tf.constant(X)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.math.approx_max_k(x, 1, reduction_dimension=0).values * [1.0, 2.0, 3.0, 4.0]
    assert tape.gradient(y, x).numpy().tolist() == [[0, 2, 0, 0], [1, 0, 3, 4]]


def test_errors():
    with pytest.raises(tf.errors.InvalidArgumentError, match="k must be"):
        tf.approx_top_k(X, 5)
    with pytest.raises(tf.errors.InvalidArgumentError, match="TPU"):
        tf.approx_top_k(X, 1, aggregate_to_topk=False)
