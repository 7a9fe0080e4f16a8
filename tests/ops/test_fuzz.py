"""Any dtype, shape and argument: an answer of the right dtype, or an error of TensorFlow's class.

Every example is also run in `tf.function`, which must give the same answer, or fail as well.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import pellucid as tf

ERRORS = (
    tf.errors.InvalidArgumentError,
    tf.errors.UnimplementedError,
    tf.errors.NotFoundError,
    ValueError,
    TypeError,
)
# The same examples everywhere: few, and no surprise for the change at hand.
few = settings(max_examples=25, derandomize=True, database=None, deadline=None)

DTYPES = [
    tf.float16, tf.bfloat16, tf.float32, tf.float64, tf.int8, tf.int16, tf.int32, tf.int64,
    tf.uint8, tf.uint16, tf.uint32, tf.uint64, tf.bool, tf.complex64, tf.complex128, tf.string,
]  # fmt: skip
SHAPES = [
    (), (0,), (1,), (3,), (4, 0), (2, 3), (3, 3), (0, 3, 1), (2, 1, 3), (1,) * 9,
    (2, *(1,) * 8, 3), (1, 0, *(1,) * 8),
]  # fmt: skip
AXES = st.one_of(st.integers(-4, 4), st.sampled_from([11, -11, 2**31 - 1, -(2**31)]))
VECTORS = st.lists(st.integers(-2, 4), max_size=4)


def tensor(dtype: tf.DType, shape: tuple[int, ...]) -> tf.Tensor:
    """Small positive numbers (or letters), unequal."""
    numbers = (np.arange(int(np.prod(shape))) % 5 + 1).reshape(shape)
    return tf.as_string(numbers) if dtype == tf.string else tf.cast(numbers, dtype)


tensors = st.builds(tensor, st.sampled_from(DTYPES), st.sampled_from(SHAPES))


def attempt(fn: Callable[..., Any], *inputs: Any) -> list[tf.Tensor] | None:
    """The outputs; None where there is an error, which must be a good one."""
    try:
        found = fn(*inputs)
    except ERRORS as error:
        if len(str(error)) < 10:
            raise AssertionError(f"says nothing: {error!r}") from error
        return None
    return tf.nest.flatten(found)


def fuzz(fn: Callable[..., Any], *inputs: tf.Tensor, draws: bool = False) -> list[tf.Tensor] | None:
    """Run `fn` eagerly and in a graph; return the eager outputs, None for an error."""
    eager = attempt(fn, *inputs)
    graph = attempt(tf.function(fn), *inputs)
    assert (eager is None) == (graph is None), f"eager {eager}, graph {graph}"
    if eager is None or graph is None:
        return None
    for a, b in zip(eager, graph, strict=True):
        assert (a.dtype, a.shape) == (b.dtype, b.shape)
        if not draws:
            same(b, a)
    return eager


def same(found: Any, wanted: Any) -> None:
    """Equal within half precision."""
    a, b = np.asarray(found), np.asarray(wanted)
    if a.dtype.kind in "OSUb":
        assert a.tolist() == b.tolist()
        return
    wide = np.complex128 if a.dtype.kind == "c" else np.float64
    np.testing.assert_allclose(a.astype(wide), b.astype(wide), rtol=0.02, atol=0.02)


UNARY = [
    "abs", "negative", "square", "sqrt", "exp", "sin", "tanh", "sign", "floor", "round",
    "math.log", "math.rsqrt", "math.reciprocal", "math.erf", "math.lgamma", "math.is_nan",
    "math.conj", "math.real", "math.angle", "nn.relu", "nn.softmax", "nn.l2_loss", "nn.gelu",
    "bitwise.invert", "logical_not", "zeros_like", "shape", "size", "where", "sort", "argsort",
    "transpose", "linalg.diag", "linalg.diag_part", "linalg.trace", "linalg.inv", "linalg.det",
    "signal.fft", "signal.rfft", "sequence_mask", "math.bincount", "unique", "zeros", "range",
]  # fmt: skip
BINARY = [
    "add", "subtract", "multiply", "divide", "math.floordiv", "math.floormod", "pow", "maximum",
    "minimum", "equal", "less", "math.atan2", "math.xlogy", "math.divide_no_nan",
    "math.squared_difference", "bitwise.bitwise_and", "bitwise.left_shift", "logical_and",
    "truncatediv", "complex", "matmul", "linalg.matvec", "searchsorted", "meshgrid",
]  # fmt: skip
REDUCTIONS = [
    "reduce_sum", "reduce_prod", "reduce_mean", "reduce_max", "reduce_min", "reduce_any",
    "reduce_all", "reduce_logsumexp", "math.reduce_std", "argmax", "argmin", "cumsum",
    "math.cumprod", "sort", "expand_dims", "squeeze", "math.count_nonzero",
]  # fmt: skip
SHAPED = ["reshape", "broadcast_to", "tile", "transpose", "reverse", "gather", "split"]
# What keeps the dtype of its (first) input.
SAME_DTYPE = {
    *UNARY[:8], *UNARY[10:13], "nn.relu", "nn.softmax", "zeros_like", "sort", "transpose",
    "linalg.diag", "linalg.diag_part", "linalg.trace", *BINARY[:3], *BINARY[4:9], "matmul",
    *REDUCTIONS[:8], "cumsum", "math.cumprod", "expand_dims", "squeeze", *SHAPED,
} - {"abs"}  # fmt: skip


def function(name: str) -> Callable[..., Any]:
    found: Any = tf
    for part in name.split("."):
        found = getattr(found, part)
    return found


def check_dtype(name: str, x: tf.Tensor, found: list[tf.Tensor] | None) -> None:
    if found is not None and name in SAME_DTYPE:
        assert {t.dtype for t in found} <= {x.dtype}


@pytest.mark.parametrize("name", UNARY)
@few
@given(x=tensors)
def test_unary(name, x):
    check_dtype(name, x, fuzz(function(name), x))


@pytest.mark.parametrize("name", BINARY)
@few
@given(x=tensors, shape=st.sampled_from(SHAPES))
def test_binary(name, x, shape):
    y = tensor(x.dtype, shape)
    check_dtype(name, x, fuzz(function(name), x, y))


PLAIN = [
    ("add", np.add), ("multiply", np.multiply), ("maximum", np.maximum), ("equal", np.equal),
]  # fmt: skip


@pytest.mark.parametrize(("name", "expected"), PLAIN)
@few
@given(dtype=st.sampled_from([tf.float32, tf.int32, tf.uint8]), a=st.sampled_from(SHAPES),
       b=st.sampled_from(SHAPES))  # fmt: skip
def test_broadcasting_is_that_of_numpy(name, expected, dtype, a, b):
    x, y = tensor(dtype, a), tensor(dtype, b)
    found = attempt(function(name), x, y)
    try:
        wanted = expected(x.numpy(), y.numpy())
    except ValueError:
        wanted = np.zeros(()) if name == "equal" else None
        assert (found is None) == (wanted is None) or name == "equal"
        return
    assert found is not None
    assert found[0].shape == wanted.shape
    np.testing.assert_array_equal(found[0].numpy(), wanted)


@pytest.mark.parametrize("name", REDUCTIONS)
@few
@given(x=tensors, axis=st.one_of(AXES, VECTORS))
def test_along_an_axis(name, x, axis):
    check_dtype(name, x, fuzz(lambda t: function(name)(t, axis=axis), x))


@pytest.mark.parametrize("name", SHAPED)
@few
@given(x=tensors, argument=VECTORS)
def test_by_a_vector(name, x, argument):
    check_dtype(name, x, fuzz(lambda t: function(name)(t, argument), x))


FORMS: dict[str, Callable[..., Any]] = {
    "concat": lambda x, axis, v: tf.concat([x, x], axis),
    "stack": lambda x, axis, v: tf.stack([x, x], axis),
    "roll": lambda x, axis, v: tf.roll(x, 1, axis),
    "gather": lambda x, axis, v: tf.gather(x, v, axis=axis),
    "repeat": lambda x, axis, v: tf.repeat(x, 2, axis),
    "split": lambda x, axis, v: tf.split(x, v, axis),
    "one_hot": lambda x, axis, v: tf.one_hot(x, len(v), axis=axis),
    "pad": lambda x, axis, v: tf.pad(x, [[n, n] for n in v], "CONSTANT"),
    "mirror_pad": lambda x, axis, v: tf.pad(x, [[n, 1] for n in v], "REFLECT"),
    "slice": lambda x, axis, v: tf.slice(x, v, [axis] * len(v)),
    "strided_slice": lambda x, axis, v: tf.strided_slice(x, v, [2] * len(v), [axis] * len(v)),
    "top_k": lambda x, axis, v: tf.math.top_k(x, axis),
    "segment_sum": lambda x, axis, v: tf.math.segment_sum(x, tf.constant(v, tf.int32)),
    "unsorted_segment_max": lambda x, axis, v: tf.math.unsorted_segment_max(
        x, tf.constant(v, tf.int32), min(axis, 9)
    ),
}


@pytest.mark.parametrize("name", FORMS)
@few
@given(x=tensors, axis=st.integers(-4, 9), vector=VECTORS)
def test_with_arguments(name, x, axis, vector):
    found = fuzz(lambda t: FORMS[name](t, axis, vector), x)
    if found is not None and name not in ("one_hot", "top_k"):
        assert {t.dtype for t in found} <= {x.dtype}


@pytest.mark.parametrize("kind", ["conv2d", "depthwise", "max_pool", "avg_pool"])
@settings(few, max_examples=15)
@given(
    height=st.sampled_from([0, 1, 4, 5]), size=st.integers(-1, 6), stride=st.integers(-1, 3),
    padding=st.sampled_from(["SAME", "VALID", "NONE"]), dtype=st.sampled_from(DTYPES),
)  # fmt: skip
def test_windows(kind, height, size, stride, padding, dtype):
    x = tensor(dtype, (2, height, 4, 3))
    kernel = tensor(dtype, (max(size, 0), 2, 3, 2))
    found = fuzz(
        {
            "conv2d": lambda x: tf.nn.conv2d(x, kernel, stride, padding),
            "depthwise": lambda x: tf.nn.depthwise_conv2d(
                x, kernel, [1, stride, stride, 1], padding
            ),
            "max_pool": lambda x: tf.nn.max_pool2d(x, size, stride, padding),
            "avg_pool": lambda x: tf.nn.avg_pool2d(x, size, stride, padding),
        }[kind],
        x,
    )
    if found is not None:
        assert found[0].dtype == x.dtype


@pytest.mark.parametrize("name", ["poisson", "gamma", "categorical", "uniform", "shuffle"])
@few
@given(x=tensors, shape=VECTORS)
def test_random(name, x, shape):
    forms = {
        "poisson": lambda x: tf.random.poisson(shape, x),
        "gamma": lambda x: tf.random.gamma(shape, x),
        "categorical": lambda x: tf.random.categorical(x, len(shape)),
        "uniform": lambda x: tf.random.uniform(shape, 0, x, x.dtype),
        "shuffle": tf.random.shuffle,
    }
    fuzz(forms[name], x, draws=True)


def test_one_draw_of_each_distribution():
    assert tf.random.poisson([], 3.0).shape == []
    assert tf.random.poisson([], [3.0, 2.0]).shape == [2]
    assert tf.random.poisson([2], tf.zeros([0])).shape == [2, 0]
