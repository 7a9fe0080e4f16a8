"""Initializers: the numbers of Keras, distributions, lookup."""

from __future__ import annotations

import numpy as np
import pytest

import pellucid as tf

keras = tf.keras
initializers = keras.initializers


@pytest.mark.parametrize(
    ("make", "expected"),
    # what Keras 3.15 on TensorFlow 2.21 gives for shape (2, 3)
    [
        (
            initializers.GlorotNormal,
            [[-0.484734, -0.257902, -1.351429], [-1.059018, -0.521455, 0.546701]],
        ),
        (initializers.HeUniform, [[0.855906, 0.59645, -1.531897], [0.499569, -1.488495, 0.582505]]),
        (
            initializers.RandomNormal,
            [[-0.033709, -0.017935, -0.093979], [-0.073645, -0.100313, -0.056672]],
        ),
    ],
)
def test_seeded_numbers(make, expected):
    np.testing.assert_allclose(make(seed=7)((2, 3)), expected, atol=2e-6)
    same = make(seed=7)
    np.testing.assert_array_equal(same((2, 3)), same((2, 3)))


def test_spread():
    x = initializers.HeNormal(seed=1)((3, 3, 16, 32)).numpy()
    assert abs(x.std() - np.sqrt(2 / 144)) < 2e-3
    assert abs(initializers.LecunUniform(seed=1)((300, 200)).numpy()).max() <= np.sqrt(3 / 300)
    q = initializers.Orthogonal(gain=2.0, seed=1)((5, 3)).numpy()
    np.testing.assert_allclose(q.T @ q, 4 * np.eye(3), atol=1e-5)


def test_constants():
    np.testing.assert_array_equal(initializers.Constant([1.0, 2.0])((2, 2)), [[1, 2], [1, 2]])
    np.testing.assert_array_equal(initializers.Identity(2.0)((2, 3)), [[2, 0, 0], [0, 2, 0]])
    assert initializers.Ones()((1,), dtype="int32").dtype == tf.int32


def test_lookup():
    assert isinstance(initializers.get("he_normal"), initializers.HeNormal)
    assert initializers.get(None) is None
    config = {"class_name": "Constant", "config": {"value": 2.0}}
    np.testing.assert_array_equal(initializers.get(config)((2,)), [2, 2])
    one = initializers.VarianceScaling(2.0, "fan_out", "uniform", seed=3)
    again = initializers.deserialize(initializers.serialize(one))
    assert again.get_config() == one.get_config()
    for bad in (
        lambda: initializers.get("nope"),
        lambda: initializers.VarianceScaling(scale=-1.0),
        lambda: initializers.VarianceScaling(mode="bad"),
        lambda: initializers.Orthogonal()((3,)),
        lambda: initializers.RandomNormal(seed="x"),
    ):
        with pytest.raises(ValueError, match=r"Received|identifier|argument"):
            bad()
