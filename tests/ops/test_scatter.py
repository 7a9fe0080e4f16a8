"""Tests of ops/scatter.py."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf

X = np.linspace(-1, 1, 12, dtype=np.float32).reshape(4, 3)
ROWS = np.array([[2], [0], [2]], np.int32)
U = np.array([[0.5, -2, 0.1], [0.2, 0.3, 5], [-0.7, 1, 2]], np.float32)


def test_scatter_nd_adds_duplicates():
    expected = np.zeros_like(X)
    np.add.at(expected, ROWS[:, 0], U)
    check_op(lambda u: tf.scatter_nd(ROWS, u, [4, 3]), U, expected=expected)
    assert tf.scatter_nd([[0, 1], [1, 0]], [5, 6], [2, 2]).numpy().tolist() == [[0, 5], [6, 0]]
    assert tf.scatter_nd([[0]], ["a"], [2]).numpy().tolist() == [b"a", b""]
    assert tf.scatter_nd([[0]], [True], [2]).numpy().tolist() == [True, False]


def test_scatter_nd_into_the_shape_of_the_input():
    f = tf.function(lambda x, i: tf.scatter_nd(i[:, None], x, tf.shape(x)), jit_compile=True)
    assert f(X[:2], tf.constant([1, 0])).numpy().tolist() == X[[1, 0]].tolist()


@pytest.mark.parametrize(
    ("how", "combine"),
    [
        ("add", np.add), ("sub", np.subtract), ("min", np.minimum), ("max", np.maximum),
        ("update", None),
    ],
)  # fmt: skip
def test_tensor_scatter(how, combine):
    function = getattr(tf, f"tensor_scatter_nd_{how}")
    index = ROWS if combine is not None else np.array([[2], [0], [1]], np.int32)
    expected = X.copy()
    if combine is None:
        expected[index[:, 0]] = U
    else:
        combine.at(expected, index[:, 0], U)
    check_op(lambda x, u: function(x, index, u), X, U, expected=expected)


def test_of_duplicates_the_last_update_stays():
    assert tf.tensor_scatter_nd_update([1, 2], [[0], [0]], [8, 9]).numpy().tolist() == [9, 2]
    assert tf.tensor_scatter_nd_update(["a"], [[0]], ["z"]).numpy().tolist() == [b"z"]


def test_ties_share_the_gradient_of_max():
    x, u = tf.constant([1.0, 5.0]), tf.constant([1.0])
    with tf.GradientTape() as tape:
        tape.watch([x, u])
        y = tf.tensor_scatter_nd_max(x, [[0]], u)
    assert [g.numpy().tolist() for g in tape.gradient(y, [x, u])] == [[0.5, 1.0], [0.5]]


@pytest.mark.parametrize(
    ("indices", "updates"),
    [([[4]], [U[0]]), ([[-1]], [U[0]]), ([[0]], U), ([[0]], 1.0), ([[0, 0, 0, 0]], [1.0])],
)
def test_refusals(indices, updates):
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.tensor_scatter_nd_update(X, indices, updates)


def test_bad_indices_policy():
    assert tf.scatter_nd([[5], [0]], [1, 2], [2], bad_indices_policy="IGNORE").numpy().tolist() == [
        2,
        0,
    ]
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.scatter_nd([[5]], [1], [3])
    with pytest.raises(tf.errors.InvalidArgumentError, match="policy"):
        tf.scatter_nd([[0]], [1], [3], bad_indices_policy="WRAP")


def test_other_dtypes_are_refused():
    with pytest.raises(TypeError):
        tf.tensor_scatter_nd_update([1, 2], [[0]], [5.0])
