"""tf.gradients and tf.hessians."""

from __future__ import annotations

from typing import Any

import pytest

import pellucid as tf


def test_only_in_graphs() -> None:
    with pytest.raises(RuntimeError, match="not supported when eager execution is enabled"):
        tf.gradients(tf.constant(1.0), tf.constant(1.0))


def test_gradients() -> None:
    v = tf.Variable(4.0)

    @tf.function
    def f(x: Any) -> Any:
        y = x * x * x
        return (
            tf.gradients(y, x),
            tf.gradients(y, [x], grad_ys=tf.constant(2.0)),
            tf.gradients(x * y, x, stop_gradients=[y]),
            tf.gradients([y, x], x),
            tf.gradients(x * v, [v, x]),
        )

    found = f(tf.constant(2.0))
    assert [[float(g) for g in gs] for gs in found] == [[12], [24], [8], [13], [2, 4]]


def test_unconnected() -> None:
    with tf.Graph().as_default():
        x, other = tf.constant(2.0), tf.constant([1.0, 2.0])
        assert tf.gradients(x * x, other) == [None]
        assert tf.gradients(x * x, other, unconnected_gradients="zero")[0].shape == [2]


def test_hessians() -> None:
    @tf.function
    def f(x: Any) -> Any:
        return tf.hessians(tf.reduce_sum(x**3), x)

    assert f(tf.constant([1.0, 2.0]))[0].numpy().tolist() == [[6, 0], [0, 12]]
