"""Activations: values at chosen points, lookup, on KerasTensors."""

from __future__ import annotations

import math

import numpy as np
import pytest

import pellucid as tf

keras = tf.keras
activations = keras.activations
X = np.array([-3.0, -0.5, 0.0, 0.5, 3.0], "float32")


@pytest.mark.parametrize(
    ("name", "formula"),
    {
        "relu": lambda x: max(x, 0),
        "relu6": lambda x: min(max(x, 0), 6),
        "leaky_relu": lambda x: x if x > 0 else 0.2 * x,
        "elu": lambda x: x if x > 0 else math.expm1(x),
        "celu": lambda x: x if x > 0 else math.expm1(x),
        "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
        "tanh": math.tanh,
        "exponential": math.exp,
        "softplus": lambda x: math.log1p(math.exp(x)),
        "softsign": lambda x: x / (1 + abs(x)),
        "silu": lambda x: x / (1 + math.exp(-x)),
        "mish": lambda x: x * math.tanh(math.log1p(math.exp(x))),
        "gelu": lambda x: 0.5 * x * (1 + math.erf(x / math.sqrt(2))),
        "hard_sigmoid": lambda x: min(max(x / 6 + 0.5, 0), 1),
        "hard_tanh": lambda x: min(max(x, -1), 1),
        "hard_shrink": lambda x: x if abs(x) > 0.5 else 0,
        "soft_shrink": lambda x: math.copysign(max(abs(x) - 0.5, 0), x),
        "tanh_shrink": lambda x: x - math.tanh(x),
        "log_sigmoid": lambda x: -math.log1p(math.exp(-x)),
        "squareplus": lambda x: (x + math.sqrt(x * x + 4)) / 2,
        "sparse_plus": lambda x: 0 if x <= -1 else x if x >= 1 else (x + 1) ** 2 / 4,
        "sparse_sigmoid": lambda x: min(max((x + 1) / 2, 0), 1),
    }.items(),
)
def test_values(name, formula):
    got = getattr(activations, name)(X)
    np.testing.assert_allclose(got, [formula(float(x)) for x in X], rtol=1e-5, atol=1e-6)


def test_settings():
    np.testing.assert_allclose(
        activations.relu([-2.0, 0.5, 9.0], negative_slope=0.1, max_value=6.0, threshold=0.2),
        [-0.22, 0.5, 6.0],
        rtol=1e-6,
    )
    x = np.array([[1.0, 2.0], [3.0, 4.0]], "float32")
    np.testing.assert_allclose(np.sum(activations.softmax(x, axis=0), 0), [1, 1], rtol=1e-6)
    np.testing.assert_allclose(np.sum(activations.softmax(x, axis=[0, 1])), 1, rtol=1e-6)
    with pytest.raises(ValueError, match=r"odd size"):
        activations.glu(np.ones((1, 3), "float32"))


def test_lookup():
    assert activations.get(None) is activations.linear
    assert activations.get("swish") is activations.silu
    assert activations.serialize(activations.relu) == "relu"
    assert activations.deserialize("tanh") is activations.tanh
    with pytest.raises(ValueError, match="nope"):
        activations.get("nope")


@pytest.mark.parametrize("name", ["relu", "gelu", "softmax", "silu", "leaky_relu"])
def test_on_keras_tensors(name):
    x = keras.Input((4,))
    function = getattr(activations, name)
    model = keras.Model(x, function(x))
    value = np.array([[-1.0, 0.0, 1.0, 2.0]], "float32")
    np.testing.assert_allclose(model(value), function(value), rtol=1e-6)
