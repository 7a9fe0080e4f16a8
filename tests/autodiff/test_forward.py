"""tf.autodiff.ForwardAccumulator."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import pellucid as tf

X = tf.constant(3.0)
ONE = tf.constant(1.0)


def push(function: Any, primals: Any, tangents: Any) -> Any:
    with tf.autodiff.ForwardAccumulator(primals, tangents) as accumulator:
        y = function(primals)
    return accumulator.jvp(y)


def test_products_with_a_direction() -> None:
    assert push(lambda x: x * x, X, ONE).numpy() == 6
    assert np.isclose(push(tf.sin, X, 2 * ONE).numpy(), 2 * np.cos(3))
    vector = tf.constant([1.0, 2.0])
    assert push(lambda x: tf.reduce_sum(x * x), vector, tf.constant([1.0, 0.0])).numpy() == 2
    assert (
        push(lambda p: p["a"] * p["b"], {"a": X, "b": X * 2}, {"a": ONE, "b": ONE * 10}).numpy()
        == 36
    )


def test_through_a_function_and_variables() -> None:
    assert push(tf.function(lambda x: x * x * x), X, ONE).numpy() == 27
    v = tf.Variable(2.0)
    with tf.autodiff.ForwardAccumulator(v, ONE) as accumulator:
        y = v * 3.0
    assert accumulator.jvp(y).numpy() == 3


def test_unconnected() -> None:
    with tf.autodiff.ForwardAccumulator(X, ONE) as accumulator:
        y = tf.constant([1.0, 2.0])
    assert accumulator.jvp(y) is None
    assert accumulator.jvp(y, unconnected_gradients="zero").numpy().tolist() == [0, 0]


def test_forward_over_reverse_and_over_forward() -> None:
    with tf.autodiff.ForwardAccumulator(X, ONE) as accumulator:
        with tf.GradientTape() as tape:
            tape.watch(X)
            y = X**3
        first = tape.gradient(y, X)
    assert accumulator.jvp(first).numpy() == 18
    with tf.autodiff.ForwardAccumulator(X, ONE) as outer:
        with tf.autodiff.ForwardAccumulator(X, ONE) as inner:
            y = X**3
        first = inner.jvp(y)
    assert (float(first), float(outer.jvp(first))) == (27, 18)


def test_wrong_primals() -> None:
    with pytest.raises(ValueError, match="multiple times"):
        tf.autodiff.ForwardAccumulator([X, X], [ONE, ONE])
    with pytest.raises(ValueError, match="structure"):
        tf.autodiff.ForwardAccumulator([X], [ONE, ONE])
    with pytest.raises(ValueError, match="float64"):
        tf.autodiff.ForwardAccumulator(X, tf.constant(1.0, tf.float64))
    with pytest.raises(TypeError, match="expected a floating dtype"):
        tf.autodiff.ForwardAccumulator(tf.constant(1), tf.constant(1))
    with pytest.raises((TypeError, ValueError), match="expected shape"):
        tf.autodiff.ForwardAccumulator(X, tf.constant([1.0, 2.0]))
