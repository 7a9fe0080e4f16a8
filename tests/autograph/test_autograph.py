"""tf.autograph: conversion by hand, and inside the `call` of users' layers."""

from __future__ import annotations

import numpy as np
import pytest

import pellucid as tf

keras = tf.keras


class Clip(keras.layers.Layer):
    """Control flow on tensors in `call`, also in a method that it calls."""

    def call(self, inputs, training=False):
        total = tf.reduce_sum(inputs)
        if total > 10.0:
            inputs = inputs * 0.0
        for _ in tf.range(3):
            inputs = self.grow(inputs)
        return inputs

    def grow(self, x):
        if tf.reduce_max(x) < 100.0:
            return x + 1.0
        else:
            return x


def test_to_graph():
    def sign(x):
        if x > 0:
            return 1
        return -1

    f = tf.function(tf.autograph.to_graph(sign), autograph=False)
    assert f(tf.constant(3)).numpy() == 1
    assert f(tf.constant(-3)).numpy() == -1


def test_do_not_convert_is_heeded():
    @tf.autograph.experimental.do_not_convert
    def f(x):
        if x > 0:
            return x
        return -x

    assert tf.autograph.to_graph(f) is f
    with pytest.raises(TypeError):
        tf.function(f)(tf.constant(1))


def test_arguments_of_to_graph():
    with pytest.raises(ValueError, match="recursive"):
        tf.autograph.to_graph(len, recursive=False)
    with pytest.raises(ValueError, match="Feature"):
        tf.autograph.to_graph(len, experimental_optional_features="x")
    with pytest.raises(NotImplementedError):
        tf.autograph.to_graph(5)


@pytest.mark.parametrize(("value", "expected"), [(1.0, 4.0), (50.0, 3.0)])
def test_call_of_a_layer(value, expected):
    layer = Clip()
    x = tf.fill((1, 2), value)
    np.testing.assert_array_equal(layer(x), tf.fill((1, 2), expected))
    np.testing.assert_array_equal(tf.function(layer)(x), tf.fill((1, 2), expected))
    model = keras.Sequential([keras.Input((2,)), layer])
    np.testing.assert_array_equal(model.predict(x, verbose=0), tf.fill((1, 2), expected))


def test_fit_through_a_loop_on_tensors():
    class Halves(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = keras.layers.Dense(1)

        def call(self, x):
            y = self.dense(x)
            if tf.reduce_mean(tf.abs(y)) > 1e6:
                y = y * 0.5
            return y

    model = Halves()
    model.compile("sgd", "mse")
    x = np.ones((8, 2), "float32")
    losses = model.fit(x, x[:, :1], epochs=5, verbose=0).history["loss"]
    assert losses[-1] < losses[0]


def test_set_loop_options():
    @tf.function
    def f(n):
        x = tf.zeros((1,))
        i = 0
        while i < n:
            tf.autograph.experimental.set_loop_options(
                shape_invariants=[(x, tf.TensorShape([None]))]
            )
            x = tf.concat([x, x], 0)
            i += 1
        return x

    assert f(tf.constant(3)).shape == (8,)
