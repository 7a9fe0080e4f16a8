"""Convolutions against a plain loop, in NumPy and XLA, with gradients."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

RANDOM = np.random.default_rng(0)


def _data(*shape):
    return RANDOM.normal(size=shape)


def _loop(x, w, stride, pads, dilation):
    """A convolution of images, one output pixel after the other."""
    x = np.pad(x, [(0, 0), *pads, (0, 0)])
    kh, kw, depth, out = w.shape
    groups = x.shape[-1] // depth
    reach = [(k - 1) * dilation + 1 for k in (kh, kw)]
    counts = [(n - r) // stride + 1 for n, r in zip(x.shape[1:3], reach)]
    y = np.zeros((x.shape[0], *counts, out))
    for i, j, g in itertools.product(*map(range, (*counts, groups))):
        top, left = i * stride, j * stride
        window = x[:, top : top + reach[0] : dilation, left : left + reach[1] : dilation]
        window = window[..., g * depth : (g + 1) * depth]
        part = slice(g * out // groups, (g + 1) * out // groups)
        y[:, i, j, part] = np.einsum("bhwc,hwco->bo", window, w[..., part])
    return y


@pytest.mark.parametrize(
    ("stride", "padding", "dilation", "pads"),
    [
        (1, "VALID", 1, [(0, 0), (0, 0)]),
        (2, "SAME", 1, [(1, 1), (0, 0)]),
        (1, "SAME", 2, [(2, 2), (1, 1)]),
        (1, [[0, 0], [1, 2], [0, 1], [0, 0]], 1, [(1, 2), (0, 1)]),
    ],
)
def test_conv2d(stride, padding, dilation, pads):
    x, w = _data(2, 5, 4, 2), _data(3, 2, 2, 3)
    check_op(
        lambda x, w: tf.nn.conv2d(x, w, stride, padding, dilations=dilation), x, w,
        expected=lambda x, w: _loop(x, w, stride, pads, dilation),
    )  # fmt: skip


def test_groups():
    x, w = _data(1, 4, 4, 4), _data(2, 2, 2, 6)
    check_op(
        lambda x, w: tf.nn.conv2d(x, w, 1, "VALID"), x, w,
        expected=lambda x, w: _loop(x, w, 1, [(0, 0), (0, 0)], 1),
    )  # fmt: skip


def test_channels_first():
    x, w = _data(1, 4, 4, 2), _data(2, 2, 2, 3)
    wanted = tf.nn.conv2d(x, w, 1, "SAME").numpy().transpose(0, 3, 1, 2)
    first = x.transpose(0, 3, 1, 2)
    check_op(
        lambda x, w: tf.nn.conv2d(x, w, 1, "SAME", data_format="NCHW"), first, w, expected=wanted
    )


def test_depthwise_and_separable():
    x, w, p = _data(1, 4, 5, 2), _data(2, 2, 2, 2), _data(1, 1, 4, 3)
    deep = np.concatenate(
        [_loop(x[..., c : c + 1], w[:, :, c : c + 1], 1, [(0, 0), (0, 0)], 1) for c in range(2)], -1
    )
    check_op(lambda x, w: tf.nn.depthwise_conv2d(x, w, [1, 1, 1, 1], "VALID"), x, w, expected=deep)
    check_op(
        lambda x, w, p: tf.nn.separable_conv2d(x, w, p, [1, 1, 1, 1], "VALID"), x, w, p,
        expected=deep @ p[0, 0],
    )  # fmt: skip


def test_other_ranks():
    x, w = _data(2, 6, 2), _data(3, 2, 4)
    image = _loop(x[:, None], w[None], 2, [(0, 0), (0, 0)], 1)[:, 0]
    check_op(lambda x, w: tf.nn.conv1d(x, w, 2, "VALID"), x, w, expected=image)
    check_op(lambda x, w: tf.nn.convolution(x, w, 2), x, w, expected=image)
    check_op(
        lambda x, w: tf.nn.conv3d(x, w, [1, 1, 2, 1, 1], "SAME"),
        _data(1, 3, 4, 3, 1),
        _data(2, 2, 2, 1, 2),
    )


def test_transposed():
    x, w = _data(1, 3, 2, 2), _data(3, 2, 3, 2)
    fn = lambda x, w: tf.nn.conv2d_transpose(x, w, [1, 7, 4, 3], 2, "VALID")  # noqa: E731
    y = check_op(fn, x, w)
    # <conv(a), x> = <a, transposed(x)> for every a.
    a = _data(1, 7, 4, 3)
    forward = tf.nn.conv2d(a, w, 2, "VALID").numpy()
    np.testing.assert_allclose((forward * x).sum(), (a * y.numpy()).sum())
    check_op(
        lambda x, w: tf.nn.conv1d_transpose(x, w, [1, 8, 3], 2), _data(1, 4, 2), _data(3, 3, 2)
    )
    volume, filters = _data(1, 2, 2, 2, 2), _data(2, 2, 2, 3, 2)
    check_op(lambda x, w: tf.nn.conv_transpose(x, w, [1, 4, 4, 4, 3], 2), volume, filters)


def test_second_derivatives():
    x, w = tf.constant(_data(1, 4, 4, 1)), tf.constant(_data(2, 2, 1, 1))
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(w)
            y = tf.reduce_sum(tf.nn.conv2d(x, w, 1, "VALID") ** 2)
        total = tf.reduce_sum(inner.gradient(y, w))
    found = outer.gradient(total, x).numpy()
    step = np.zeros_like(x)
    step[0, 1, 2, 0] = 1e-5

    def slope(x):
        with tf.GradientTape() as tape:
            tape.watch(w)
            y = tf.reduce_sum(tf.nn.conv2d(x, w, 1, "VALID") ** 2)
        return tape.gradient(y, w).numpy().sum()

    expected = (slope(x + step) - slope(x - step)) / 2e-5
    np.testing.assert_allclose(found[0, 1, 2, 0], expected, rtol=1e-6)


def test_batch_dimensions_and_emptiness():
    x, w = _data(2, 3, 4, 4, 2), _data(2, 2, 2, 3)
    y = tf.nn.conv2d(x, w, 1, "SAME")
    assert y.shape == (2, 3, 4, 4, 3)
    np.testing.assert_allclose(y[1], tf.nn.conv2d(x[1], w, 1, "SAME"))
    assert tf.nn.conv2d(tf.zeros([0, 4, 4, 2]), w.astype("float32"), 1, "SAME").shape == (
        0,
        4,
        4,
        3,
    )


def test_dilation_by_space_to_batch():
    x, w = _data(1, 6, 6, 1), _data(2, 2, 1, 2)
    for padding in ("SAME", "VALID"):
        wanted = tf.nn.conv2d(x, w, 1, padding, dilations=2)
        found = tf.nn.with_space_to_batch(
            x, [2, 2], padding, lambda t, n, p: tf.nn.conv2d(t, w, 1, p), filter_shape=[2, 2]
        )
        np.testing.assert_allclose(found, wanted)
        np.testing.assert_allclose(tf.nn.atrous_conv2d(x, w, 2, padding), wanted)
    with pytest.raises(ValueError, match=r"\[dilation_rate\]: is no vector"):
        tf.nn.with_space_to_batch(x, 2, "VALID", lambda t, n, p: t)


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda x, w: tf.nn.conv2d(x, w[:, :, :1][..., :0], 1, "SAME"), None, ""),
        (
            lambda x, w: tf.nn.conv2d(x[..., :1], w, 1, "SAME"),
            tf.errors.InvalidArgumentError,
            "depth",
        ),
        (lambda x, w: tf.nn.conv2d(x, w, 0, "SAME"), tf.errors.InvalidArgumentError, "Stride"),
        (lambda x, w: tf.nn.conv2d(x, w, [1, 2, 3], "SAME"), ValueError, "length"),
        (
            lambda x, w: tf.nn.conv2d(x[:, :1], w, 1, "VALID"),
            tf.errors.InvalidArgumentError,
            "does not fit into spatial dimension 0. Expected 3 elements or more, received 1",
        ),
        (
            lambda x, w: tf.nn.conv2d(x[0], w, 1, "SAME"),
            tf.errors.InvalidArgumentError,
            "4-dimensional",
        ),
        (lambda x, w: tf.nn.conv2d(x, w, 1, "same"), tf.errors.InvalidArgumentError, "padding"),
        (lambda x, w: tf.nn.conv2d(x, w, 1, "EXPLICIT"), ValueError, "EXPLICIT"),
        (lambda x, w: tf.nn.convolution(x, w, 2, dilations=2), ValueError, "strides"),
    ],
)
def test_refusals(call, error, text):
    x, w = tf.ones([1, 5, 5, 2]), tf.ones([3, 3, 2, 3])
    if error is None:
        assert call(x, w).shape == (1, 5, 5, 0)
        return
    with pytest.raises(error, match=text):
        call(x, w)


@pytest.mark.parametrize("jit", [None, True])
def test_gradients_and_transposes_refuse_another_depth(jit):
    wrap = (lambda f: f) if jit is None else tf.function
    x, w = tf.ones([1, 5, 5, 2]), tf.ones([3, 3, 2, 1])
    transposed = wrap(lambda x, w: tf.nn.conv2d_transpose(x, w, [1, 5, 5, 2], 1))
    with pytest.raises(tf.errors.InvalidArgumentError, match="Expected depth 1, as the filter"):
        transposed(x, w)
    to_filter = wrap(
        lambda x, dy: tf.raw_ops.Conv2DBackpropFilter(
            input=x, filter_sizes=[3, 3, 2, 3], out_backprop=dy, strides=[1, 1, 1, 1],
            padding="SAME",
        )
    )  # fmt: skip
    with pytest.raises(tf.errors.InvalidArgumentError, match="Expected depth 3, as the filter"):
        to_filter(x, x)
    depthwise = wrap(
        lambda w, dy: tf.raw_ops.DepthwiseConv2dNativeBackpropInput(
            input_sizes=[1, 5, 5, 2], filter=w, out_backprop=dy, strides=[1, 1, 1, 1],
            padding="SAME",
        )
    )  # fmt: skip
    assert depthwise(w, x).shape == (1, 5, 5, 2)
    with pytest.raises(tf.errors.InvalidArgumentError, match="Expected depth 4, as the filter"):
        depthwise(tf.ones([3, 3, 2, 2]), x)
