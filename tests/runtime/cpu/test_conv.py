"""Native convolutions against XLA and NumPy: values, gradients, odd shapes, bad numbers."""

from __future__ import annotations

import os
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import pellucid as tf
from pellucid.ops import conv as ops
from pellucid.runtime.cpu import NativeKernels
from pellucid.runtime.cpu.conv import convolution

FAMILIES = {
    "plain": (ops.Conv2D, ops.Conv2DBackpropInput, ops.Conv2DBackpropFilter),
    "depthwise": (
        ops.DepthwiseConv2dNative,
        ops.DepthwiseConv2dNativeBackpropInput,
        ops.DepthwiseConv2dNativeBackpropFilter,
    ),
    "3d": (ops.Conv3D, ops.Conv3DBackpropInputV2, ops.Conv3DBackpropFilterV2),
}


def numbers(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng([seed, *shape]).standard_normal(shape).astype(np.float32)


def attributes(rank: int, stride: Any, dilation: Any, padding: Any) -> dict[str, Any]:
    form = "NHWC" if rank == 2 else "NDHWC"

    def one(value: Any) -> list[int]:
        return [1, *(value if isinstance(value, tuple) else (value,) * rank), 1]

    found = {"strides": one(stride), "dilations": one(dilation), "data_format": form}
    if isinstance(padding, str):
        return {**found, "padding": padding}
    flat = [0, 0, *(n for pair in padding for n in pair), 0, 0]
    return {**found, "padding": "EXPLICIT", "explicit_paddings": flat}


def check_family(
    machines: Any, same: Any, family: str, x: Any, w: Any, attrs: Any, reference: Any
) -> None:
    forward, to_input, to_filter = FAMILIES[family]
    y = reference(forward, x, w, **attrs)
    same(machines.native(forward, x, w, **attrs), y)
    dy = numbers(*y.shape, seed=1)
    sizes = [np.array(a.shape, np.int32) for a in (x, w)]
    same(
        machines.native(to_input, sizes[0], w, dy, **attrs),
        reference(to_input, sizes[0], w, dy, **attrs),
    )
    same(
        machines.native(to_filter, x, sizes[1], dy, **attrs),
        reference(to_filter, x, sizes[1], dy, **attrs),
    )


# ---------------------------------------------------------------------- against XLA

PLAIN = [  # x, w, stride, dilation, padding
    ((3, 17, 14, 1), (3, 3, 1, 32), 1, 1, "VALID"),
    ((3, 17, 14, 3), (3, 3, 3, 40), 2, 1, "SAME"),
    ((2, 9, 9, 32), (3, 3, 32, 64), 1, 1, "SAME"),
    ((2, 17, 14, 16), (5, 2, 16, 24), (2, 1), 1, "SAME"),
    ((2, 17, 14, 16), (5, 2, 16, 24), 1, (1, 2), "SAME"),
    ((2, 9, 8, 5), (2, 2, 5, 7), 1, 2, ((1, 2), (0, 1))),
    ((3, 17, 14, 64), (1, 1, 64, 32), 2, 1, "VALID"),
    ((3, 16, 14, 64), (1, 1, 64, 32), 1, 1, "SAME"),
    ((1, 7, 7, 192), (3, 3, 192, 96), 1, 1, "SAME"),
    ((2, 20, 21, 12), (3, 3, 3, 20), 3, 1, "SAME"),  # 4 groups
    ((2, 9, 9, 32), (3, 3, 16, 64), 1, 1, "VALID"),  # 2 groups
    ((2, 9, 8, 24), (3, 3, 4, 24), 2, 1, "SAME"),  # 6 narrow groups
    ((2, 9, 8, 20), (2, 3, 2, 30), 1, 2, ((1, 2), (0, 1))),  # 10
    ((1, 5, 6, 9), (1, 1, 1, 18), 1, 1, "VALID"),  # 9
    ((2, 3, 3, 4), (7, 7, 4, 5), 1, 1, "SAME"),
    ((2, 1, 1, 4), (7, 7, 4, 5), 2, 1, "SAME"),
    ((2, 30, 30, 3), (7, 7, 3, 7), 2, 1, "SAME"),
    ((1, 6, 6, 4), (2, 2, 4, 4), 3, 1, "VALID"),
    # small images, large filters: threads share the columns
    ((4, 4, 4, 256), (3, 3, 256, 160), 1, 1, "SAME"),
    ((2, 8, 8, 512), (1, 1, 512, 320), 1, 1, "SAME"),
    ((3, 4, 4, 256), (3, 3, 128, 520), 2, 1, "SAME"),  # 2 groups
    # 1x1 windows that skip pixels
    ((2, 8, 9, 512), (1, 1, 512, 320), 2, 1, "VALID"),
    ((2, 7, 6, 12), (1, 1, 4, 21), (1, 3), 1, "VALID"),  # 3 groups
    ((2, 7, 6, 8), (1, 1, 2, 8), (3, 2), 1, "SAME"),  # 4 narrow groups
]


@pytest.mark.parametrize("case", PLAIN, ids=str)
def test_plain_equals_xla(machines, same, case):
    x, w, stride, dilation, padding = case
    attrs = attributes(2, stride, dilation, padding)
    check_family(machines, same, "plain", numbers(*x), numbers(*w), attrs, machines.xla)


@pytest.mark.parametrize(
    "case",
    [
        ((2, 17, 14, 32), (3, 3, 32, 1), 1, 1, "SAME"),
        ((2, 17, 14, 40), (3, 3, 40, 1), 2, 1, "SAME"),
        ((2, 17, 14, 5), (5, 5, 5, 1), 2, 1, "VALID"),
        ((2, 17, 14, 19), (3, 3, 19, 2), 1, 2, "SAME"),
        ((1, 1, 2, 16), (5, 5, 16, 1), 2, 1, "SAME"),
    ],
    ids=str,
)
def test_depthwise_equals_xla(machines, same, case):
    x, w, stride, dilation, padding = case
    attrs = attributes(2, stride, dilation, padding)
    check_family(machines, same, "depthwise", numbers(*x), numbers(*w), attrs, machines.xla)


@pytest.mark.parametrize(
    "case",
    [
        ((2, 5, 6, 7, 3), (3, 3, 3, 3, 10), 1, 1, "SAME"),
        ((1, 5, 6, 7, 16), (3, 2, 3, 16, 33), 2, 1, "SAME"),
        ((1, 8, 6, 7, 8), (2, 3, 2, 8, 8), 1, 2, "VALID"),
    ],
    ids=str,
)
def test_volumes_equal_xla(machines, same, case):
    x, w, stride, dilation, padding = case
    attrs = attributes(3, stride, dilation, padding)
    check_family(machines, same, "3d", numbers(*x), numbers(*w), attrs, machines.xla)


def test_channels_first(machines, same):
    attrs = {
        "strides": [1, 1, 2, 2],
        "dilations": [1] * 4,
        "data_format": "NCHW",
        "padding": "SAME",
    }
    check_family(
        machines,
        same,
        "plain",
        numbers(2, 3, 9, 8),
        numbers(3, 3, 3, 20),
        attrs,
        machines.xla,
    )


# ---------------------------------------------------------------------- against NumPy, any shape


@st.composite
def cases(draw: Any) -> Any:
    """Any convolution of small arrays, depthwise ones and ones without elements among them."""
    small = st.integers(1, 5)
    family = draw(st.sampled_from(["plain", "plain", "depthwise", "3d"]))
    rank = 3 if family == "3d" else 2
    kernel = tuple(draw(small) for _ in range(rank))
    stride = tuple(draw(st.integers(1, 4)) for _ in range(rank))
    dilation = tuple(draw(st.integers(1, 3)) for _ in range(rank))
    form = draw(st.sampled_from(["SAME", "VALID", "EXPLICIT"] if rank == 2 else ["SAME", "VALID"]))
    padding: Any = form
    if form == "EXPLICIT":
        padding = tuple((draw(st.integers(0, 6)), draw(st.integers(0, 6))) for _ in range(rank))
    least = [1 if form == "SAME" else (k - 1) * d + 1 for k, d in zip(kernel, dilation)]
    spatial = tuple(n + draw(st.integers(0, 9)) for n in least)
    groups, depth, each = (draw(st.integers(1, n)) for n in (3, 20, 40))
    channels = st.sampled_from([1, 3, 15, 16, 17, 40])
    deep = (draw(channels), draw(st.integers(1, 2)))
    ends = deep if family == "depthwise" else (depth, groups * each)
    x = (draw(st.integers(0, 3)), *spatial, deep[0] if family == "depthwise" else groups * depth)
    return family, x, (*kernel, *ends), attributes(rank, stride, dilation, padding)


@settings(max_examples=100, deadline=None)
@given(cases())
def test_any_shape_equals_numpy(machines, same, case):
    family, x, w, attrs = case
    check_family(machines, same, family, numbers(*x), numbers(*w), attrs, machines.numpy)


# ---------------------------------------------------------------------- bad numbers


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_bad_numbers_stay_where_they_belong(machines, same, bad):
    x, w = numbers(2, 9, 9, 5), numbers(3, 3, 5, 20)
    x[0, 4, 4, 2] = bad
    attrs = attributes(2, 1, 1, "SAME")
    y = machines.native(ops.Conv2D, x, w, **attrs)
    same(y, machines.xla(ops.Conv2D, x, w, **attrs))
    assert np.isfinite(y[1]).all()
    assert not np.isfinite(y[0, 3:6, 3:6]).any()


def test_fused_relu_keeps_nan(machines):
    @tf.function
    def layer(x, w, b):
        return tf.nn.relu(tf.nn.bias_add(tf.nn.conv2d(x, w, 1, "SAME"), b))

    x = np.array([-1.0, np.nan, 1.0], np.float32).reshape(3, 1, 1, 1)
    y = layer(tf.constant(x), tf.ones([1, 1, 1, 1]), tf.zeros([1])).numpy().reshape(3)
    np.testing.assert_array_equal(y, [0.0, np.nan, 1.0])


# ---------------------------------------------------------------------- what is not covered


@pytest.mark.parametrize("dtype", [np.float64, np.float16, np.int32])
def test_other_dtypes_are_left_to_xla(machines, dtype):
    x, w = np.ones((1, 4, 4, 1), dtype), np.ones((3, 3, 1, 2), dtype)
    assert not machines.covers(ops.Conv2D, x, w, **attributes(2, 1, 1, "SAME"))


def test_shapes_that_do_not_fit_are_left_to_xla():
    attrs = attributes(2, 1, 1, "SAME")
    assert convolution((1, 4, 4, 3), (3, 3, 2, 8), attrs, False) is None  # 3 channels, groups of 2
    assert convolution((1, 4, 4, 4), (3, 3, 2, 7), attrs, False) is None  # 7 outputs in 2 groups
    assert convolution((1, 4, 4, 3), (3, 3, 2, 1), attrs, True) is None
    with pytest.raises(ValueError, match="does not fit into spatial dimension 0"):
        convolution((1, 2, 2, 1), (3, 3, 1, 1), attributes(2, 1, 1, "VALID"), False)


def test_switched_off(machines, monkeypatch):
    x, w = numbers(1, 5, 5, 2), numbers(3, 3, 2, 4)
    attrs = attributes(2, 1, 1, "SAME")
    assert machines.covers(ops.Conv2D, x, w, **attrs)
    monkeypatch.setenv("PELLUCID_NATIVE", "0")
    assert not machines.covers(ops.Conv2D, x, w, **attrs)


# ---------------------------------------------------------------------- in programs


def program(native: bool, monkeypatch: Any) -> list[np.ndarray]:
    """Gradients of gradients through convolution, bias, relu and pooling, and those of a loop."""
    monkeypatch.setenv("PELLUCID_NATIVE", "1" if native else "0")
    x = tf.constant(numbers(2, 10, 9, 3))
    w, b = tf.constant(numbers(3, 3, 3, 20)), tf.constant(numbers(20))

    @tf.function
    def twice(x, w, b):
        with tf.GradientTape() as outer:
            outer.watch([w, b])
            with tf.GradientTape() as inner:
                inner.watch([x, w, b])
                y = tf.nn.relu(tf.nn.bias_add(tf.nn.conv2d(x, w, 2, "SAME"), b))
                y = tf.nn.max_pool2d(y, 2, 2, "VALID")
                loss = tf.reduce_sum(y**3)
            first = inner.gradient(loss, [x, w, b])
            second = sum(tf.reduce_sum(g**2) for g in first)
        return [y, *first, *outer.gradient(second, [w, b])]

    @tf.function
    def loop(x, w):
        with tf.GradientTape() as tape:
            tape.watch([x, w])
            y = x
            for _ in tf.range(3):
                y = tf.nn.relu(tf.nn.conv2d(y, w, 1, "SAME")) * 0.1
            loss = tf.reduce_sum(y * y)
        return [loss, *tape.gradient(loss, [x, w])]

    return [v.numpy() for v in [*twice(x, w, b), *loop(x, w[..., :3])]]


def test_programs_agree(machines, same, monkeypatch):
    for found, expected in zip(
        program(True, monkeypatch), program(False, monkeypatch), strict=True
    ):
        same(found, expected)


def test_bias_and_relu_join_the_convolution(machines, monkeypatch):
    joined: list[dict[str, Any]] = []
    real = machines.jax.ffi.ffi_call

    def spy(name: str, *args: Any, **options: Any) -> Any:
        call = real(name, *args, **options)

        def run(*arrays: Any, **attributes: Any) -> Any:
            joined.append({"name": name, **attributes})
            return call(*arrays, **attributes)

        return run

    monkeypatch.setattr(machines.jax.ffi, "ffi_call", spy)
    x, w, b = tf.ones([1, 6, 6, 2]), tf.ones([3, 3, 2, 4]), tf.ones([4])

    @tf.function
    def layer(x, w, b):
        return tf.nn.relu(tf.nn.bias_add(tf.nn.conv2d(x, w, 1, "SAME"), b))

    @tf.function
    def both(x, w, b):
        before = tf.nn.bias_add(tf.nn.conv2d(x, w, 1, "SAME"), b)
        return tf.nn.relu(before) + before

    assert layer(x, w, b).numpy()[0, 2, 2, 0] == 19
    assert [c.get("relu") for c in joined] == [None, False, True]
    joined.clear()
    assert both(x, w, b).numpy()[0, 2, 2, 0] == 38
    assert [c.get("relu") for c in joined] == [None, False]  # the sum is read twice: no relu


def test_vmap_maps_the_kernel(machines, same):
    attrs = {**attributes(2, 1, 1, "SAME"), "T": tf.float32, "explicit_paddings": ()}
    x, w = numbers(4, 2, 6, 5, 3), numbers(3, 3, 3, 8)

    def run(x: Any) -> Any:
        return NativeKernels(machines.jax).lower(
            ops.Conv2D, [x, machines.jax.numpy.asarray(w)], attrs
        )

    found = np.asarray(machines.jax.vmap(run)(x))
    flat = machines.xla(ops.Conv2D, x.reshape(8, 6, 5, 3), w, **attributes(2, 1, 1, "SAME"))
    same(found, flat.reshape(4, 2, 6, 5, 8))


def test_same_bits_every_time(machines):
    x, w, dy = numbers(8, 20, 20, 16), (3, 3, 16, 40), numbers(8, 20, 20, 40)
    attrs = attributes(2, 1, 1, "SAME")
    sizes = np.array(w, np.int32)
    first = machines.native(ops.Conv2DBackpropFilter, x, sizes, dy, **attrs)
    again = machines.native(ops.Conv2DBackpropFilter, x, sizes, dy, **attrs)
    np.testing.assert_array_equal(first, again)


@pytest.mark.parametrize("isa", ["baseline", "avx2"])
def test_lesser_instruction_sets(machines, isa):
    """In a process of its own: the instruction set is chosen once."""
    import subprocess
    import sys

    code = (
        "import numpy as np, pellucid as tf\n"
        "from pellucid.runtime.cpu import native\n"
        "print(native.load().isa)\n"
        "rng = np.random.default_rng(0)\n"
        "n = lambda *s: tf.constant(rng.standard_normal(s).astype('f'))\n"
        "def f(x, w, d):\n"
        "    with tf.GradientTape() as t:\n"
        "        t.watch([x, w, d])\n"
        "        y = tf.nn.max_pool2d(tf.nn.relu(tf.nn.conv2d(x, w, 2, 'SAME')), 2, 2, 'SAME')\n"
        "        z = tf.nn.depthwise_conv2d(y, d, [1, 1, 1, 1], 'SAME')\n"
        "        loss = tf.reduce_sum(z * z)\n"
        "    return [z, *t.gradient(loss, [x, w, d])]\n"
        "a = n(2, 13, 12, 9), n(3, 3, 9, 21), n(3, 3, 21, 1)\n"
        "got, want = tf.function(f)(*a), f(*a)\n"
        "for p, q in zip(got, want):\n"
        "    assert np.abs(p.numpy() - q.numpy()).max() < 1e-5 * np.abs(q.numpy()).max()\n"
    )
    source = os.path.dirname(os.path.dirname(os.path.abspath(tf.__file__)))
    environment = {**os.environ, "PELLUCID_ISA": isa, "PYTHONPATH": source}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[0] in (isa, "baseline")
