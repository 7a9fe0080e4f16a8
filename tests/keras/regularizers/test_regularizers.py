"""Regularizers and constraints: values, configs, refusals."""

from __future__ import annotations

import numpy as np
import pytest

import pellucid as tf

keras = tf.keras
regularizers, constraints = keras.regularizers, keras.constraints
X = np.array([1.0, -2.0], "float32")


def test_values():
    assert float(regularizers.L1(0.1)(X)) == pytest.approx(0.3)
    assert float(regularizers.L2(0.1)(X)) == pytest.approx(0.5)
    assert float(regularizers.L1L2(0.1, 0.2)(X)) == pytest.approx(1.3)
    same = np.array([[1.0, 0.0], [2.0, 0.0]], "float32")
    assert float(regularizers.OrthogonalRegularizer(0.5)(same)) == pytest.approx(0.5)


def test_lookup():
    assert regularizers.get("l2").get_config() == {"l2": 0.01}
    again = regularizers.deserialize(regularizers.serialize(regularizers.L1L2(0.1, 0.2)))
    assert again.get_config() == {"l1": 0.1, "l2": 0.2}
    for bad in (lambda: regularizers.get("nope"), lambda: regularizers.L1("a")):
        with pytest.raises(ValueError, match=r"nope|non-negative"):
            bad()


def test_constraints():
    w = np.array([[3.0, 0.1], [4.0, -0.1]], "float32")
    np.testing.assert_array_equal(constraints.NonNeg()(w)[:, 1], np.float32([0.1, 0]))
    np.testing.assert_allclose(constraints.MaxNorm(1.0)(w)[:, 0], [0.6, 0.8], rtol=1e-5)
    np.testing.assert_allclose(constraints.MaxNorm(1.0)(w)[:, 1], [0.1, -0.1], rtol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(constraints.UnitNorm()(w), axis=0), 1, rtol=1e-5)
    norms = np.linalg.norm(constraints.MinMaxNorm(0.5, 1.0)(w), axis=0)
    np.testing.assert_allclose(norms, [1, 0.5], rtol=1e-5)
    assert isinstance(constraints.get("unit_norm"), constraints.UnitNorm)


def test_a_constraint_is_kept_during_training():
    model = keras.Sequential(
        [keras.Input((2,)), keras.layers.Dense(2, kernel_constraint="non_neg")]
    )
    model.compile(keras.optimizers.SGD(1.0), "mse")
    model.fit(np.ones((8, 2)), -np.ones((8, 2)), epochs=3, verbose=0)
    assert (model.weights[0].numpy() >= 0).all()
