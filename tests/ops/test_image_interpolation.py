"""Taps: weights add up to 1, and the matrix is the same as gathering."""

from __future__ import annotations

import numpy as np
import pytest

from pellucid.ops import image_interpolation as taps


@pytest.mark.parametrize("sizes", [(5, 3), (5, 11), (1, 4), (7, 1)])
def test_weights_add_up_to_one(sizes):
    made = [
        taps.bilinear(*sizes, False, True), taps.bicubic(*sizes, False, True),
        taps.bicubic(*sizes, True, False), taps.area(*sizes, False),
        taps.nearest(*sizes, True, False),
    ]  # fmt: skip
    made += [
        taps.windowed(*sizes, sizes[1] / sizes[0], 0.0, kernel, antialias)
        for kernel in taps.KERNELS for antialias in (False, True) if kernel != "box"
    ]  # fmt: skip
    for one in made:
        np.testing.assert_allclose(one.weights.sum(1), 1, atol=2e-6)
        assert one.indices.min() >= 0
        assert one.indices.max() < sizes[0]


def test_matrix_and_gathering_agree():
    x = np.random.default_rng(0).random((2, 5, 3))
    one = taps.bilinear(5, 8, False, True)
    wanted = np.einsum("oi,bic->boc", one.matrix(), x)
    np.testing.assert_allclose(taps.interpolate(np, x, one, 1), wanted, rtol=1e-6)
    back = taps.distribute(np, wanted, one, 1)
    np.testing.assert_allclose(back, np.einsum("oi,boc->bic", one.matrix(), wanted), rtol=1e-6)


def test_nearest_by_a_whole_factor():
    one = taps.nearest(3, 6, False, True)
    dy = np.arange(6.0)[None]
    assert taps.distribute(np, dy, one, 1).tolist() == [[1, 5, 9]]
