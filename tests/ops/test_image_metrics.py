"""Metrics against their formulas."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

A = np.random.default_rng(0).random((2, 14, 12, 3)).astype(np.float32)
B = np.clip(A + np.random.default_rng(1).normal(0, 0.2, A.shape), 0, 1).astype(np.float32)


def test_psnr():
    wanted = 10 * np.log10(1 / ((A - B) ** 2).mean((1, 2, 3)))
    check_op(lambda a, b: tf.image.psnr(a, b, 1.0), A, B, expected=wanted, grad=False)
    ints = [(v * 255).astype(np.uint8) for v in (A, B)]
    np.testing.assert_allclose(tf.image.psnr(*ints, 255), wanted, rtol=0.02)


def _ssim(a, b, size=11, sigma=1.5, c1=1e-4, c2=9e-4):
    line = np.exp(-((np.arange(size) - (size - 1) / 2) ** 2) / (2 * sigma**2))
    window = np.outer(line, line) / line.sum() ** 2
    views = [
        np.lib.stride_tricks.sliding_window_view(v, (size, size), (0, 1))
        for v in (a, b, a * a, b * b, a * b)
    ]
    ma, mb, aa, bb, ab = ((v * window).sum((-1, -2)) for v in views)
    index = (2 * ma * mb + c1) / (ma**2 + mb**2 + c1)
    return (index * (2 * (ab - ma * mb) + c2) / (aa - ma**2 + bb - mb**2 + c2)).mean()


def test_ssim():
    wanted = [_ssim(a.astype(np.float64), b) for a, b in zip(A, B, strict=True)]
    check_op(lambda a, b: tf.image.ssim(a, b, 1.0), A, B, expected=wanted, grad=False, rtol=1e-4)
    np.testing.assert_allclose(tf.image.ssim(A, A, 1.0), 1, rtol=1e-6)
    assert tf.image.ssim(A, B, 1.0, return_index_map=True).shape == (2, 4, 2)
    with pytest.raises(tf.errors.InvalidArgumentError, match="filter_size"):
        tf.image.ssim(A[:, :8], B[:, :8], 1.0)
    with pytest.raises(ValueError, match="one shape"):
        tf.image.ssim(A, B[:, :12], 1.0)


def test_multiscale():
    a, b = np.tile(A, (1, 13, 15, 1)), np.tile(B, (1, 13, 15, 1))
    one = tf.image.ssim_multiscale(a, b, 1.0, power_factors=(1.0,))
    np.testing.assert_allclose(one, tf.image.ssim(a, b, 1.0), rtol=1e-3)
    many = tf.image.ssim_multiscale(a, b, 1.0)
    assert many.shape == (2,)
    assert (many.numpy() > one.numpy()).all()
    with pytest.raises(tf.errors.InvalidArgumentError, match="too small"):
        tf.image.ssim_multiscale(A, B, 1.0)


def test_one_image():
    x = A[:, :4, :5].astype(np.float64)
    wanted = np.abs(np.diff(x, axis=1)).sum((1, 2, 3)) + np.abs(np.diff(x, axis=2)).sum((1, 2, 3))
    check_op(tf.image.total_variation, x, expected=wanted)
    dy, dx = tf.image.image_gradients(x)
    np.testing.assert_allclose(dy[:, :-1], np.diff(x, axis=1))
    np.testing.assert_allclose(dx[:, :, :-1], np.diff(x, axis=2))
    assert not dy[:, -1].numpy().any()
    edges = check_op(tf.image.sobel_edges, x, grad=False)
    p = np.pad(x, [(0, 0), (1, 1), (1, 1), (0, 0)], "reflect")
    down = p[:, 2:] - p[:, :-2]
    np.testing.assert_allclose(
        edges[..., 0], down[:, :, :-2] + 2 * down[:, :, 1:-1] + down[:, :, 2:], atol=1e-9
    )
