"""Tests of ops/initializers.py."""

from __future__ import annotations

import numpy as np
import pytest

import pellucid as tf


def test_constants():
    assert tf.zeros_initializer()([2], tf.int32).numpy().tolist() == [0, 0]
    assert tf.ones_initializer()([2]).dtype == tf.float32
    assert tf.constant_initializer(3)([2]).numpy().tolist() == [3, 3]
    assert tf.constant_initializer([1, 2, 3, 4])([2, 2]).shape == [2, 2]


def test_random_numbers_follow_the_seed():
    uniform = tf.random_uniform_initializer(seed=1)
    expected = [0.03784882, -0.00400198, 0.01002913]  # TensorFlow's
    np.testing.assert_allclose(uniform([3]).numpy(), expected, rtol=1e-5)
    assert uniform([3]).numpy().tolist() == uniform([3]).numpy().tolist()
    normal = tf.random_normal_initializer(seed=1)
    np.testing.assert_allclose(
        normal([3]).numpy(), [0.00633252, -0.02465083, 0.03155954], rtol=1e-4
    )


def test_without_a_seed():
    assert tf.random_uniform_initializer(2.0, 3.0)([50]).numpy().min() >= 2
    assert tf.random_normal_initializer()([3, 2]).shape == [3, 2]


def test_config_round_trip():
    made = tf.random_uniform_initializer(0.0, 1.0, seed=2)
    again = tf.random_uniform_initializer.from_config(made.get_config())
    assert again.get_config() == {"minval": 0.0, "maxval": 1.0, "seed": 2}


def test_partitions():
    assert tf.zeros_initializer()([4], partition_shape=[2], partition_offset=[0]).shape == [2]
    with pytest.raises(TypeError, match="partition"):
        tf.constant_initializer(1)([4], partition_shape=[2])


def test_refusals():
    with pytest.raises(ValueError):
        tf.ones_initializer()([2], tf.string)
    with pytest.raises(ValueError):
        tf.random_normal_initializer()([2], tf.int32)
    with pytest.raises(TypeError):
        tf.constant_initializer({})
    with pytest.raises(TypeError):
        tf.constant_initializer([1, 2, 3])([2])
    with pytest.raises(TypeError, match="foo"):
        tf.ones_initializer()([2], foo=1)
