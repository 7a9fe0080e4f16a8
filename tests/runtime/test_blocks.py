"""Large eager work in blocks: the same results as in one piece, and the same errors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import pellucid as tf
from pellucid.core.registry import OPS
from pellucid.ops import joining, operators, repeating
from pellucid.runtime import blocks

SMALL_LIMIT = 1 << 10


@pytest.fixture
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut arrays of a few thousand elements into many blocks."""
    monkeypatch.setattr(blocks, "LARGE", SMALL_LIMIT)
    monkeypatch.setattr(operators, "LARGE", SMALL_LIMIT)
    monkeypatch.setattr(blocks, "_BLOCK", 256)
    monkeypatch.setattr(blocks, "_LONG_BLOCK", 256)
    monkeypatch.setenv("PELLUCID_NATIVE", "0")  # whose kernels would see the whole


RNG = np.random.default_rng(3)
X = tf.constant(RNG.standard_normal((64, 96)).astype(np.float32))
Y = tf.constant(RNG.standard_normal((64, 96)).astype(np.float32))
P = tf.abs(X) + 0.1
ROW, COLUMN = Y[0], Y[:, :1]
INT = tf.cast(X * 10.0, tf.int32)
FLAG = X > Y
LABELS = tf.constant(RNG.integers(0, 96, 64))

CALLS: dict[str, Callable[[], Any]] = {
    "add": lambda: X + Y,
    "row": lambda: X * ROW,
    "column": lambda: COLUMN - X,
    "scalar": lambda: 2.0 / P,
    "transposed": lambda: tf.transpose(X) + tf.transpose(Y),
    "mixed layouts": lambda: tf.transpose(tf.reshape(X, [96, 64])) + Y,
    "three": lambda: tf.where(FLAG, X, Y),
    "where scalar": lambda: tf.where(FLAG, X, 0.0),
    "clip": lambda: tf.clip_by_value(X, -0.5, 0.5),
    "add_n": lambda: tf.add_n([X, Y, P]),
    "cast": lambda: tf.cast(X * 1e5, tf.int16),
    "cast to floats": lambda: tf.cast(INT, tf.float32),
    "cast to int64": lambda: tf.cast(X * 1e30, tf.int64),
    "integers": lambda: INT // 3,
    "equal": lambda: tf.equal(X, Y),
    "relu": lambda: tf.nn.relu(X),
    "sigmoid": lambda: tf.sigmoid(X),
    "sum": lambda: tf.reduce_sum(INT),
    "sum rows": lambda: tf.reduce_sum(X, 1, keepdims=True),
    "sum columns": lambda: tf.reduce_sum(INT, 0),
    "sum of wraps": lambda: tf.reduce_sum(INT * 2**25),
    "max": lambda: tf.reduce_max(X),
    "min columns": lambda: tf.reduce_min(X, 0),
    "mean rows": lambda: tf.reduce_mean(X, -1),
    "any": lambda: tf.reduce_any(FLAG, 0),
    "argmax": lambda: tf.argmax(X, -1),
    "softmax": lambda: tf.nn.softmax(X),
    "top_k": lambda: tf.math.top_k(X, 5),
    "one_hot": lambda: tf.one_hot(INT, 4),
    "gather": lambda: tf.gather(X, LABELS % 64),
    "concat": lambda: tf.concat([X, Y[:, :3]], -1),
    "crossentropy": lambda: tf.nn.sparse_softmax_cross_entropy_with_logits(LABELS, X),
}


@pytest.mark.usefixtures("_small_blocks")
@pytest.mark.parametrize("name", CALLS)
def test_blocks_give_what_one_piece_gives(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    cut = []
    real = blocks.run
    monkeypatch.setattr(blocks, "run", lambda *args: cut.append(real(*args)) or cut[-1])
    found = tf.nest.flatten(CALLS[name]())
    assert any(outputs is not None for outputs in cut), "nothing was cut"
    monkeypatch.setattr(blocks, "LARGE", 1 << 40)
    for got, want in zip(found, tf.nest.flatten(CALLS[name]()), strict=True):
        assert (got.dtype, got.shape) == (want.dtype, want.shape)
        np.testing.assert_array_equal(got, want)


@pytest.mark.usefixtures("_small_blocks")
def test_floats_are_added_up_in_another_order() -> None:
    exact = X.numpy().astype(np.float64)
    np.testing.assert_allclose(tf.reduce_sum(X), exact.sum(), rtol=1e-5)
    np.testing.assert_allclose(tf.reduce_sum(X, 0), exact.sum(0), rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(tf.reduce_prod(P), exact_product(), rtol=1e-3)


def exact_product() -> float:
    return float(np.prod(P.numpy().astype(np.float64)))


@pytest.mark.parametrize("name", blocks.UFUNCS)
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_ufuncs_are_the_kernels(name: str, dtype: Any) -> None:
    """Bit for bit, also where numbers are special."""
    special = np.array([0.0, -0.0, np.inf, -np.inf, np.nan, 1e-42, 0.5, 1.5, -2.5, 3.0])
    x = np.concatenate([special, RNG.standard_normal(100) * 10]).astype(dtype)
    arrays = [x, x[::-1].copy()][: len(OPS[name].schema.inputs)]
    with np.errstate(all="ignore"):
        got = blocks.UFUNCS[name](*arrays)
        want = OPS[name].numpy_kernel.run(np, arrays, OPS[name].schema.defaults)
    assert got.dtype == want.dtype
    assert got.tobytes() == want.tobytes()


@pytest.mark.usefixtures("_small_blocks")
def test_errors_name_the_whole_arrays() -> None:
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"\(64, 96\) int32"):
        _ = INT // 0
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"indices\[1999\] = 64"):
        tf.gather(X, tf.constant([0] * 1999 + [64]))


# ---------------------------------------------------------------------- copies


@pytest.mark.parametrize("shape", [(3, 1 << 19), (1 << 20, 2), (7,)])
def test_copies_are_equal_and_apart(shape: tuple[int, ...]) -> None:
    x = RNG.standard_normal(shape).astype(np.float32)
    copy = blocks.copied(x)
    np.testing.assert_array_equal(copy, x)
    assert copy.flags.writeable
    assert not np.shares_memory(copy, x)


def test_copies_of_strided_and_object_arrays() -> None:
    x = np.zeros((1 << 21, 2), np.float32).T
    assert blocks.copied(x).strides == x.strides
    names = np.full(1 << 20, "a", object)
    assert (blocks.copied(names) == "a").all()


# ---------------------------------------------------------------------- writing at once


@pytest.fixture
def _large_results(monkeypatch: pytest.MonkeyPatch) -> None:
    """Results of a few hundred elements are written by all threads."""
    monkeypatch.setattr(blocks, "_LARGE_COPY", 0)
    monkeypatch.setattr(blocks, "_BLOCK", 16)
    for module in (joining, repeating):
        monkeypatch.setattr(module, "LARGE", 2)


@pytest.mark.usefixtures("_large_results")
@pytest.mark.parametrize("dtype", [tf.float32, tf.int8, tf.bool, tf.bfloat16, tf.string])
def test_one_value_everywhere(dtype: Any) -> None:
    for value, make, like in ((0, tf.zeros, tf.zeros_like), (1, tf.ones, tf.ones_like)):
        if dtype is tf.string and value:
            continue
        found, want = make([7, 31], dtype), np.full((7, 31), value, dtype.as_numpy_dtype)
        assert found.dtype == dtype
        expected = np.full((7, 31), b"", object) if dtype is tf.string else want
        np.testing.assert_array_equal(found.numpy(), expected)
        np.testing.assert_array_equal(like(found).numpy(), expected)
    filled = tf.fill([5, 0, 3], tf.constant(3, tf.int32))
    assert filled.shape == (5, 0, 3)


@pytest.mark.usefixtures("_large_results")
@pytest.mark.parametrize("multiples", [(1, 1), (3, 1), (1, 4), (2, 3), (0, 2)])
def test_tile(multiples: tuple[int, ...]) -> None:
    for x in (X[:9, :7], tf.zeros((0, 5)), tf.constant([["a", "b", "c"]])):
        np.testing.assert_array_equal(tf.tile(x, multiples), np.tile(x.numpy(), multiples))
    np.testing.assert_array_equal(tf.tile(ROW, [3]), np.tile(ROW.numpy(), 3))
    assert tf.tile(tf.constant(3.0), []).numpy() == 3.0


@pytest.mark.usefixtures("_large_results")
def test_pad() -> None:
    for x in (X, tf.zeros((0, 5)), tf.constant([["a", "b"]])):
        fill = "-" if x.dtype == tf.string else 7
        expected = np.pad(x.numpy(), [(1, 2), (0, 3)], constant_values=b"-" if fill == "-" else 7)
        found = tf.pad(x, [[1, 2], [0, 3]], constant_values=fill)
        np.testing.assert_array_equal(found.numpy(), expected)


@pytest.mark.usefixtures("_large_results")
@pytest.mark.parametrize("axis", [0, 1, 2, -1, -3])
def test_stack(axis: int) -> None:
    values = [X.numpy(), Y.numpy(), P.numpy()]
    np.testing.assert_array_equal(tf.stack(values, axis), np.stack(values, axis))
    with pytest.raises(ValueError, match="axis"):
        tf.stack(values, 4)


@pytest.mark.usefixtures("_small_blocks")
def test_an_index_out_of_range_is_found_in_any_block() -> None:
    with pytest.raises(tf.errors.InvalidArgumentError, match="not in"):
        tf.gather(X, [0] * 300 + [64])
    with pytest.raises(tf.errors.InvalidArgumentError, match="not in"):
        tf.gather(X, [0] * 300 + [-1])
