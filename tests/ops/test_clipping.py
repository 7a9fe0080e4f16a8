"""Clipping values and norms."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

X = np.array([[-3.0, 0.5], [2.0, 4.0]])


def test_clip_by_value():
    check_op(
        lambda x: tf.clip_by_value(x, -1.0, [1.0, 2.0]),
        X,
        expected=lambda x: np.clip(x, -1, [1, 2]),
    )
    with pytest.raises(ValueError, match="larger"):
        tf.clip_by_value(1.0, [2.0, 3.0], 4.0)


def test_gradient_passes_on_the_bounds():
    x = tf.constant([-1.0, 0.0, 1.0, 2.0])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.clip_by_value(x, -1.0, 1.0)
    assert tape.gradient(y, x).numpy().tolist() == [1, 1, 1, 0]


def test_clip_by_norm():
    check_op(lambda x: tf.clip_by_norm(x, 2.0), X, expected=lambda x: x * 2 / np.linalg.norm(x))
    check_op(
        lambda x: tf.clip_by_norm(x, 3.5, axes=1), X,
        expected=lambda x: x * np.minimum(1, 3.5 / np.linalg.norm(x, axis=1, keepdims=True)),
    )  # fmt: skip
    assert tf.clip_by_norm([0.0, 0.0], 2.0).numpy().tolist() == [0, 0]


def test_global_norm():
    assert tf.linalg.global_norm([[3.0], None, [4.0]]).numpy() == 5
    clipped, norm = tf.clip_by_global_norm([[3.0], None, [4.0]], 2.0)
    assert norm.numpy() == 5
    assert clipped[1] is None
    np.testing.assert_allclose(
        [clipped[0].numpy()[0], clipped[2].numpy()[0]], [1.2, 1.6], rtol=1e-6
    )
    clipped, _ = tf.clip_by_global_norm([[1.0, float("inf")]], 2.0)
    assert np.isnan(clipped[0].numpy()).all()
    with pytest.raises(TypeError):
        tf.linalg.global_norm(tf.constant([1.0]))
