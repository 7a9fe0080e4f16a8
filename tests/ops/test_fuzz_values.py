"""Any dtype, shape and value: the answer of NumPy or SciPy, element by element.

A table of references per family; zero sizes, nine dimensions, NaN, infinities and the ends of
each integer dtype included. Every example also runs in `tf.function`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from scipy import special

import pellucid as tf

# The same examples everywhere: no surprise for the change at hand.
few = settings(max_examples=20, derandomize=True, database=None, deadline=None)

FLOATS = ["float32", "float64"]
INTEGERS = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]
SHAPES = [
    (), (0,), (1,), (5,), (4, 0), (2, 3), (3, 4), (0, 3, 1), (2, 3, 4), (1,) * 9,
    (2, *(1,) * 7, 3), (1, 0, *(1,) * 8),
]  # fmt: skip
EXTREMES = [np.nan, np.inf, -np.inf, 0.0, -0.0, 1e-30, 1e30, -1.0, 0.5, -2.5, 1.5]


def numbers(dtype: str, shape: tuple[int, ...], seed: int, wild: bool = True) -> np.ndarray:
    """Random values; `wild` adds what is not finite, or the ends of an integer dtype."""
    draw = np.random.default_rng(seed)
    kind = np.dtype(dtype).kind
    if kind == "b":
        return draw.random(shape) < 0.5
    if kind in "iu":
        ends = np.iinfo(dtype)
        small = draw.integers(0 if kind == "u" else -9, 10, shape).astype(dtype)
        edge = draw.choice(np.array([ends.min, ends.max], dtype), shape)
        return np.where(draw.random(shape) < 0.3 * wild, edge, small)
    real = draw.normal(0, 3, shape)
    if kind == "c":
        return (real + 1j * draw.normal(0, 3, shape)).astype(dtype)
    edge = draw.choice(EXTREMES, shape)
    return np.where(draw.random(shape) < 0.4 * wild, edge, real).astype(dtype)


def arrays(dtypes: list[str], shapes: Any = SHAPES, wild: bool = True) -> st.SearchStrategy[Any]:
    seeds = st.integers(0, 2**32 - 1)
    return st.builds(
        numbers, st.sampled_from(dtypes), st.sampled_from(shapes), seeds, st.just(wild)
    )


def function(name: str) -> Callable[..., Any]:
    found: Any = tf
    for part in name.split("."):
        found = getattr(found, part)
    return found


def check(fn: Callable[..., Any], wanted: Any, *inputs: np.ndarray, rtol: float = 0.0) -> None:
    """`fn(*inputs)`, eagerly and in a graph, has the dtype, shape and values of `wanted`."""
    tensors = [tf.constant(x) for x in inputs]
    for found in (fn(*tensors), tf.function(fn)(*tensors)):
        parts = tf.nest.flatten(found)
        references = list(wanted) if isinstance(wanted, (list, tuple)) else [wanted]
        assert len(parts) == len(references)
        for part, reference in zip(parts, references, strict=True):
            same(part.numpy(), np.asarray(reference), rtol)


def same(found: np.ndarray, wanted: np.ndarray, rtol: float) -> None:
    assert (found.dtype, found.shape) == (wanted.dtype, wanted.shape)
    if wanted.dtype.kind not in "fc" or rtol == 0.0:
        np.testing.assert_array_equal(found, wanted)
        return
    rtol = rtol if wanted.dtype in ("float32", "complex64") else rtol * 1e-6
    np.testing.assert_allclose(found, wanted, rtol=rtol, atol=rtol)


def quiet(fn: Callable[..., Any], *inputs: Any) -> Any:
    with np.errstate(all="ignore"):
        return fn(*inputs)


# Name: reference, dtypes, relative tolerance (0: to the bit).
UNARY: dict[str, tuple[Callable[..., Any], list[str], float]] = {
    "abs": (np.abs, [*FLOATS, "int8", "int16", "int32", "int64"], 0),
    "negative": (np.negative, [*FLOATS, "int8", "int16", "int32", "int64"], 0),
    "square": (np.square, [*FLOATS, "int32", "int64"], 0),
    "sign": (np.sign, [*FLOATS, "int32", "int64"], 0),
    "floor": (np.floor, FLOATS, 0),
    "math.ceil": (np.ceil, FLOATS, 0),
    "round": (np.rint, FLOATS, 0),
    "math.is_nan": (np.isnan, FLOATS, 0),
    "math.is_inf": (np.isinf, FLOATS, 0),
    "math.is_finite": (np.isfinite, FLOATS, 0),
    "sqrt": (np.sqrt, FLOATS, 1e-6),
    "exp": (np.exp, FLOATS, 1e-5),
    "math.expm1": (np.expm1, FLOATS, 1e-5),
    "math.log": (np.log, FLOATS, 1e-5),
    "math.log1p": (np.log1p, FLOATS, 1e-5),
    "tanh": (np.tanh, FLOATS, 1e-5),
    "math.sigmoid": (special.expit, FLOATS, 1e-5),
    "math.erf": (special.erf, FLOATS, 1e-5),
    "math.reciprocal": (np.reciprocal, FLOATS, 1e-6),
    "bitwise.invert": (np.invert, INTEGERS, 0),
    "logical_not": (np.logical_not, ["bool"], 0),
    "zeros_like": (np.zeros_like, [*FLOATS, *INTEGERS, "bool", "complex64"], 0),
    "transpose": (np.transpose, [*FLOATS, *INTEGERS, "bool", "complex64"], 0),
    "math.conj": (np.conj, ["complex64", "complex128"], 0),
    "math.real": (np.real, ["complex64", "complex128"], 0),
    "nn.relu": (lambda x: np.maximum(x, x.dtype.type(0)), [*FLOATS, *INTEGERS], 0),
}


@pytest.mark.parametrize("name", UNARY)
@few
@given(data=st.data())
def test_unary(name, data):
    reference, dtypes, rtol = UNARY[name]
    x = data.draw(arrays(dtypes))
    wanted = np.asarray(quiet(reference, x), x.dtype if name == "sign" else None)
    check(function(name), wanted, x, rtol=rtol)


BINARY: dict[str, tuple[Callable[..., Any], list[str], float]] = {
    "add": (np.add, [*FLOATS, *INTEGERS], 0),
    "subtract": (np.subtract, [*FLOATS, *INTEGERS], 0),
    "multiply": (np.multiply, [*FLOATS, *INTEGERS], 0),
    "math.divide": (np.divide, FLOATS, 0),
    "maximum": (np.maximum, [*FLOATS, *INTEGERS], 0),
    "minimum": (np.minimum, [*FLOATS, *INTEGERS], 0),
    "equal": (np.equal, [*FLOATS, *INTEGERS, "bool", "complex64"], 0),
    "not_equal": (np.not_equal, [*FLOATS, *INTEGERS, "bool", "complex64"], 0),
    "less": (np.less, [*FLOATS, *INTEGERS], 0),
    "greater_equal": (np.greater_equal, [*FLOATS, *INTEGERS], 0),
    "math.squared_difference": (lambda a, b: (a - b) * (a - b), [*FLOATS, "int32", "int64"], 0),
    "math.divide_no_nan": (lambda a, b: np.where(b == 0, a.dtype.type(0), a / b), FLOATS, 0),
    "math.multiply_no_nan": (lambda a, b: np.where(b == 0, a.dtype.type(0), a * b), FLOATS, 0),
    "math.atan2": (np.arctan2, FLOATS, 1e-5),
    "math.xlogy": (special.xlogy, FLOATS, 1e-5),
    "bitwise.bitwise_and": (np.bitwise_and, INTEGERS, 0),
    "bitwise.bitwise_or": (np.bitwise_or, INTEGERS, 0),
    "bitwise.bitwise_xor": (np.bitwise_xor, INTEGERS, 0),
    "logical_and": (np.logical_and, ["bool"], 0),
    "math.logical_xor": (np.logical_xor, ["bool"], 0),
}  # fmt: skip
# Shapes that broadcast against each other.
PAIRS = [
    ((), ()), ((5,), ()), ((0,), (1,)), ((2, 3), (3,)), ((2, 1), (1, 4)), ((4, 0), (1, 1)),
    ((2, 1, 3), (5, 1)), ((2, *(1,) * 7, 3), (4, 1)), ((1,) * 9, (2, 3)), ((7,), (7,)),
]  # fmt: skip


@pytest.mark.parametrize("name", BINARY)
@few
@given(data=st.data())
def test_binary(name, data):
    reference, dtypes, rtol = BINARY[name]
    first, second = data.draw(st.sampled_from([*PAIRS, *(p[::-1] for p in PAIRS)]))
    x = data.draw(arrays(dtypes, [first]))
    y = data.draw(arrays([x.dtype.name], [second]))
    check(function(name), quiet(reference, x, y), x, y, rtol=rtol)


@pytest.mark.parametrize("name", ["math.floordiv", "math.floormod"])
@few
@given(x=arrays(INTEGERS, wild=False), divisor=st.integers(1, 7))
def test_integer_division(name, x, divisor):
    reference = np.floor_divide if name == "math.floordiv" else np.mod
    y = np.asarray(divisor, x.dtype)
    check(function(name), reference(x, y), x, y)


def axes_of(x: np.ndarray) -> st.SearchStrategy[Any]:
    """None, one axis of `x` (negative too), or several different ones."""
    if x.ndim == 0:
        return st.none()
    several = st.sets(st.integers(0, x.ndim - 1)).map(tuple)
    return st.one_of(st.none(), st.integers(-x.ndim, x.ndim - 1), several)


REDUCTIONS: dict[str, tuple[Callable[..., Any], list[str], float]] = {
    "reduce_sum": (np.sum, [*FLOATS, *INTEGERS], 1e-4),
    "reduce_prod": (np.prod, ["float64", *INTEGERS], 1e-4),
    "reduce_max": (np.max, [*FLOATS, *INTEGERS], 0),
    "reduce_min": (np.min, [*FLOATS, *INTEGERS], 0),
    "reduce_mean": (np.mean, FLOATS, 1e-4),
    "reduce_any": (np.any, ["bool"], 0),
    "reduce_all": (np.all, ["bool"], 0),
    "math.reduce_variance": (np.var, FLOATS, 1e-3),
    "math.count_nonzero": (np.count_nonzero, [*FLOATS, *INTEGERS, "bool"], 0),
}


def of_nothing(name: str, dtype: np.dtype) -> Any:
    """What a maximum or a minimum starts from."""
    if dtype.kind == "f":
        return -np.inf if name == "reduce_max" else np.inf
    return np.iinfo(dtype).min if name == "reduce_max" else np.iinfo(dtype).max


@pytest.mark.parametrize("name", REDUCTIONS)
@few
@given(data=st.data(), keepdims=st.booleans())
@pytest.mark.filterwarnings("ignore")
def test_reductions(name, data, keepdims):
    reference, dtypes, rtol = REDUCTIONS[name]
    x = data.draw(arrays(dtypes, wild=name in ("reduce_max", "reduce_min", "reduce_sum")))
    if name == "reduce_sum" and x.dtype.kind == "f":
        x = np.where(np.abs(x) > 1e6, 2, x).astype(x.dtype)
    axis = data.draw(axes_of(x))
    options: dict[str, Any] = {"axis": axis, "keepdims": keepdims}
    if name in ("reduce_sum", "reduce_prod"):
        options["dtype"] = x.dtype
    if name in ("reduce_max", "reduce_min"):
        options["initial"] = of_nothing(name, x.dtype)
    wanted = np.asarray(quiet(lambda: reference(x, **options)))
    if name == "math.count_nonzero":
        wanted = wanted.astype(np.int64)
    check(lambda t: function(name)(t, axis=axis, keepdims=keepdims), wanted, x, rtol=rtol)


def along(fn: Callable[..., Any]) -> Callable[..., Any]:
    """A NumPy accumulation with TensorFlow's `exclusive` and `reverse`."""

    def accumulated(x: np.ndarray, axis: int, exclusive: bool, reverse: bool) -> np.ndarray:
        x = np.flip(x, axis) if reverse else x
        if exclusive:
            start = np.full_like(np.take(x, [0], axis), 1 if fn is np.cumprod else 0)
            x = np.concatenate([start, np.take(x, range(x.shape[axis] - 1), axis)], axis)
        total = fn(x, axis, dtype=x.dtype)
        return np.flip(total, axis) if reverse else total

    return accumulated


FULL = [(1,), (5,), (2, 3), (3, 4, 2), (1,) * 9, (2, *(1,) * 7, 3)]


@pytest.mark.parametrize("name", ["cumsum", "math.cumprod"])
@few
@given(data=st.data(), exclusive=st.booleans(), reverse=st.booleans())
def test_accumulations(name, data, exclusive, reverse):
    x = data.draw(arrays([*FLOATS, "int32", "int64", "uint8"], FULL, wild=False))
    axis = data.draw(st.integers(-x.ndim, x.ndim - 1))
    wanted = along(np.cumsum if name == "cumsum" else np.cumprod)(x, axis, exclusive, reverse)
    check(lambda t: function(name)(t, axis, exclusive, reverse), wanted, x, rtol=1e-4)


# What moves elements along an axis: form, and reference, of (x, axis, n).
MOVES: dict[str, tuple[Callable[..., Any], Callable[..., Any]]] = {
    "concat": (lambda x, a, n: tf.concat([x, x], a), lambda x, a, n: np.concatenate([x, x], a)),
    "stack": (lambda x, a, n: tf.stack([x] * n, a), lambda x, a, n: np.stack([x] * n, a)),
    "roll": (lambda x, a, n: tf.roll(x, n, a), lambda x, a, n: np.roll(x, n, a)),
    "reverse": (lambda x, a, n: tf.reverse(x, [a]), lambda x, a, n: np.flip(x, a)),
    "repeat": (lambda x, a, n: tf.repeat(x, n, a), lambda x, a, n: np.repeat(x, n, a)),
    "expand_dims": (lambda x, a, n: tf.expand_dims(x, a), lambda x, a, n: np.expand_dims(x, a)),
    "unstack": (
        lambda x, a, n: tf.unstack(x, axis=a),
        lambda x, a, n: list(np.moveaxis(x, a, 0)),
    ),
    "gather": (
        lambda x, a, n: tf.gather(x, [[0, x.shape[a] - 1]] * n, axis=a),
        lambda x, a, n: np.take(x, [[0, x.shape[a] - 1]] * n, a),
    ),
    "tile": (
        lambda x, a, n: tf.tile(x, [n] * x.shape.rank),
        lambda x, a, n: np.tile(x, [n] * x.ndim),
    ),
    "split": (
        lambda x, a, n: tf.split(x, [1, x.shape[a] - 1], a),
        lambda x, a, n: np.split(x, [1], a),
    ),
    "pad": (
        lambda x, a, n: tf.pad(x, [[n, 1]] * x.shape.rank, constant_values=1),
        lambda x, a, n: np.pad(x, [[n, 1]] * x.ndim, constant_values=1),
    ),
    "sort": (lambda x, a, n: tf.sort(x, a), lambda x, a, n: np.sort(x, a)),
    "argsort": (
        lambda x, a, n: tf.argsort(x, a, stable=True),
        lambda x, a, n: np.argsort(x, a, kind="stable").astype("int32"),
    ),
    "argmax": (lambda x, a, n: tf.argmax(x, a), lambda x, a, n: np.argmax(x, a)),
    "argmin": (lambda x, a, n: tf.argmin(x, a), lambda x, a, n: np.argmin(x, a)),
    "reshape": (lambda x, a, n: tf.reshape(x, [1, -1]), lambda x, a, n: np.reshape(x, [1, -1])),
    "broadcast_to": (
        lambda x, a, n: tf.broadcast_to(x, [n, *x.shape]),
        lambda x, a, n: np.broadcast_to(x, [n, *x.shape]),
    ),
}  # fmt: skip
# Nine dimensions of two copies each are 512 of little worth.
FEW_AXES = {"tile", "pad", "broadcast_to"}


@pytest.mark.parametrize("name", MOVES)
@few
@given(data=st.data(), n=st.integers(1, 3))
def test_moves(name, data, n):
    shapes = [s for s in FULL if len(s) < 5 or name not in FEW_AXES]
    x = data.draw(arrays([*FLOATS, "int32", "int64", "uint8"], shapes, wild=False))
    axis = data.draw(st.integers(-x.ndim, x.ndim - 1))
    form, reference = MOVES[name]
    check(lambda t: form(t, axis, n), reference(x, axis, n), x)


@few
@given(x=arrays([*FLOATS, "int32", "int64", "uint8"], [(5,), (2, 6), (3, 2, 4)], wild=False),
       k=st.integers(0, 4))  # fmt: skip
def test_top_k(x, k):
    order = np.argsort(-x.astype(np.float64), axis=-1, kind="stable")[..., :k]
    check(
        lambda t: tuple(tf.math.top_k(t, k)),
        [np.take_along_axis(x, order, -1), order.astype("int32")],
        x,
    )


def limits(dtype: np.dtype) -> Any:
    return np.finfo(dtype) if dtype.kind == "f" else np.iinfo(dtype)


SEGMENTS: dict[str, tuple[Any, Callable[..., Any]]] = {
    "sum": (np.add, lambda dtype: 0),
    "prod": (np.multiply, lambda dtype: 1),
    "max": (np.maximum, lambda dtype: limits(dtype).min),
    "min": (np.minimum, lambda dtype: limits(dtype).max),
}


@pytest.mark.parametrize("kind", SEGMENTS)
@few
@given(x=arrays([*FLOATS, "int32", "int64"], [(6,), (0,), (4, 2), (3, 0), (2, 1, 3)], wild=False),
       seed=st.integers(0, 999))  # fmt: skip
def test_unsorted_segments(kind, x, seed):
    # A negative index is dropped.
    indices = np.random.default_rng(seed).integers(-1, 4, x.shape[:1]).astype("int32")
    ufunc, start = SEGMENTS[kind]
    wanted = np.full([5, *x.shape[1:]], start(x.dtype), x.dtype)
    ufunc.at(wanted, indices[indices >= 0], x[indices >= 0])
    op = function(f"math.unsorted_segment_{kind}")
    check(lambda t, i: op(t, i, 5), wanted, x, indices, rtol=1e-5)


@few
@given(x=arrays([*FLOATS, "int32", "int64"], [(6,), (4, 2), (3, 0)], wild=False),
       seed=st.integers(0, 999))  # fmt: skip
def test_scatter(x, seed):
    indices = np.random.default_rng(seed).integers(0, 4, [x.shape[0], 1]).astype("int32")
    wanted = np.zeros([4, *x.shape[1:]], x.dtype)
    np.add.at(wanted, indices[:, 0], x)
    check(lambda t, i: tf.scatter_nd(i, t, [4, *t.shape[1:]]), wanted, x, indices, rtol=1e-5)
    check(
        lambda t, i: tf.tensor_scatter_nd_add(tf.ones([4, *t.shape[1:]], t.dtype), i, t),
        wanted + x.dtype.type(1), x, indices, rtol=1e-5,
    )  # fmt: skip
    check(lambda t, i: tf.gather_nd(t, i % t.shape[0]), x[indices[:, 0] % x.shape[0]], x, indices)


PRODUCTS = [
    ((2, 3), (3, 4)), ((0, 3), (3, 2)), ((2, 0), (0, 3)), ((5, 2, 3), (3, 1)),
    ((2, 1, 2, 3), (4, 3, 2)), ((1,) * 9, (1, 2)),
]  # fmt: skip


@few
@given(dtype=st.sampled_from([*FLOATS, "int32", "complex64"]), shapes=st.sampled_from(PRODUCTS),
       transposed=st.booleans(), seed=st.integers(0, 999))  # fmt: skip
def test_matmul(dtype, shapes, transposed, seed):
    x, y = (numbers(dtype, s, seed + i, wild=False) for i, s in enumerate(shapes))
    second = np.ascontiguousarray(np.swapaxes(y, -1, -2)) if transposed else y
    wanted = x @ y
    check(lambda a, b: tf.matmul(a, b, transpose_b=transposed), wanted, x, second, rtol=1e-4)
    check(lambda a, b: tf.einsum("...ij,...jk->...ik", a, b), wanted, x, y, rtol=1e-4)


@few
@given(x=arrays(["int32", "int64", "uint8"], [(), (4,), (2, 3), (0,)], wild=False),
       depth=st.integers(0, 6), last=st.booleans())  # fmt: skip
def test_one_hot(x, depth, last):
    hot = (x[..., None].astype(np.int64) == np.arange(depth)).astype("float32")
    wanted = hot if last else np.moveaxis(hot, -1, 0)
    check(lambda t: tf.one_hot(t, depth, axis=-1 if last else 0), wanted, x)


@few
@given(x=arrays(["int32", "int64"], [(0,), (7,), (3, 4)], wild=False), least=st.integers(0, 12))
def test_bincount(x, least):
    x = np.abs(x)
    wanted = np.bincount(x.reshape(-1), minlength=least).astype("int32")
    check(lambda t: tf.math.bincount(t, minlength=least), wanted, x)


@few
@given(x=arrays([*FLOATS, "int32", "int64", "uint8", "int8"]))
def test_clip_where_and_searchsorted(x):
    low, high = x.dtype.type(1), x.dtype.type(5)
    check(lambda t: tf.clip_by_value(t, low, high), np.clip(x, low, high), x)
    positive = x > 0
    check(lambda t: tf.where(t > 0, t, tf.zeros_like(t)), np.where(positive, x, x.dtype.type(0)), x)
    if x.ndim:
        check(lambda t: tf.where(t > 0), np.argwhere(positive), x)
        check(lambda t: tf.boolean_mask(t, t > 0), x[positive], x)
    if x.dtype.kind == "f":
        edges = np.array([-1, 0, 0, 2], x.dtype)
        finite = np.nan_to_num(x.reshape(-1))
        wanted = np.searchsorted(edges, finite).astype("int32")
        check(lambda t: tf.searchsorted(edges, t), wanted, finite)


@few
@given(x=arrays(["int32", "int64"], [(0,), (8,)], wild=False))
def test_unique(x):
    # In order of appearance, not sorted as in NumPy.
    first = np.sort(np.unique(x, return_index=True)[1])
    values = x[first]
    index = (x[:, None] == values[None, :]).nonzero()[1].astype("int32")
    counts = (x[:, None] == values[None, :]).sum(0).astype("int32")
    check(lambda t: tuple(tf.unique_with_counts(t)), [values, index, counts], x)


CASTS = ["float16", *FLOATS, *INTEGERS, "bool", "complex64"]


@few
@given(x=arrays(INTEGERS), target=st.sampled_from(CASTS))
def test_casts_of_integers(x, target):
    check(lambda t: tf.cast(t, target), quiet(x.astype, target), x)
