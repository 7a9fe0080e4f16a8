"""Fourier transforms over any axes against NumPy."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

X = np.random.default_rng(0).normal(size=(3, 4, 5))


@pytest.mark.parametrize("norm", [None, "ortho", "forward"])
def test_values(norm):
    axes, lengths = [0, 2], [3, 6]
    z = np.fft.rfftn(X, lengths, axes)
    for name, x in (("fftn", X + 0j), ("ifftn", X + 0j), ("rfftn", X), ("irfftn", z)):
        check_op(
            lambda v, name=name: getattr(tf.signal, name + "d")(v, lengths, axes, norm), x,
            expected=getattr(np.fft, name)(x, lengths, axes, norm), grad=False,
        )  # fmt: skip


def test_defaults_and_gradient():
    np.testing.assert_allclose(tf.signal.fftnd(X + 0j), np.fft.fftn(X))
    check_op(lambda x: tf.abs(tf.signal.rfftnd(x, axes=[0, 1])), X)
    with pytest.raises(ValueError, match="one length"):
        tf.signal.fftnd(X, [3], [0, 1])
