"""Complex numbers."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

Z = np.array([3 + 4j, -1 - 2j, 0.5j])


def test_parts():
    check_op(tf.math.real, Z, expected=np.real, dtype=tf.float64)
    check_op(tf.math.imag, Z, expected=np.imag, dtype=tf.float64)
    check_op(tf.math.angle, Z, expected=np.angle)
    check_op(tf.math.conj, Z, expected=np.conj)


def test_complex():
    check_op(
        tf.complex, np.array([1.0, 2.0]), np.array([[3.0], [4.0]]), expected=lambda x, y: x + 1j * y
    )
    assert tf.complex(1.0, 2.0).dtype == tf.complex64
    with pytest.raises(TypeError, match="incorrect types"):
        tf.complex(1, 2)


def test_of_real_numbers():
    x = tf.constant([-1.0, 2.0])
    assert tf.math.real(x) is x
    assert tf.math.conj(x) is x
    assert tf.math.imag(x).numpy().tolist() == [0, 0]
    np.testing.assert_allclose(tf.math.angle(x).numpy(), [np.pi, 0])
    with pytest.raises(TypeError):
        tf.math.conj("a")


@pytest.mark.parametrize("fn", [tf.math.real, tf.math.imag, tf.math.angle])
def test_gradient(fn):
    z = tf.constant(Z)
    with tf.GradientTape() as tape:
        tape.watch(z)
        y = fn(z)
    step = 1e-6
    by_real = (fn(z + step) - fn(z - step)).numpy() / (2 * step)
    by_imag = (fn(z + step * 1j) - fn(z - step * 1j)).numpy() / (2 * step)
    np.testing.assert_allclose(
        tape.gradient(y, z).numpy(), by_real + 1j * by_imag, rtol=1e-5, atol=1e-8
    )
