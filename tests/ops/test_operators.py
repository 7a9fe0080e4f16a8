"""Tests of ops/operators.py."""

from __future__ import annotations

import operator

import numpy as np
import pytest

import pellucid as tf

A = np.array([[1.5, -7.0], [5.0, 0.25]], np.float32)
B = np.array([3.0, 2.0], np.float32)
ARITHMETIC = [
    operator.add,
    operator.sub,
    operator.mul,
    operator.truediv,
    operator.floordiv,
    operator.mod,
]
ORDER = [operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne]


@pytest.mark.parametrize("apply", ARITHMETIC + ORDER, ids=lambda f: f.__name__)
@pytest.mark.parametrize("recorded", [False, True])
def test_two_tensors(apply, recorded):
    a, b = tf.constant(A), tf.constant(B)
    with tf.GradientTape() if recorded else tf.name_scope("x"):
        found = apply(a, b)
    expected = apply(A, B)
    assert found.numpy().dtype == expected.dtype
    np.testing.assert_allclose(found.numpy(), expected, rtol=1e-6)


@pytest.mark.parametrize("apply", ARITHMETIC + ORDER, ids=lambda f: f.__name__)
@pytest.mark.parametrize("recorded", [False, True])
@pytest.mark.parametrize(
    "value", [2.5, 3, np.float64(2.5), [2.0, 4.0], np.array([2.0, 4.0])], ids=repr
)
def test_values_beside_a_tensor(apply, recorded, value):
    a = tf.constant(A)
    other = np.asarray(value, np.float32)
    with tf.GradientTape() if recorded else tf.name_scope("x"):
        right, left = apply(a, value), apply(value, a)
    assert right.dtype == apply(a, a).dtype
    np.testing.assert_allclose(right.numpy(), apply(A, other), rtol=1e-6)
    np.testing.assert_allclose(left.numpy(), apply(other, A), rtol=1e-6)


@pytest.mark.parametrize(
    "apply", [*ARITHMETIC, *ORDER, operator.pow, operator.matmul], ids=lambda f: f.__name__
)
def test_variables(apply):
    x = np.abs(A)
    found = apply(tf.Variable(x), tf.constant(x)), apply(tf.constant(x), tf.Variable(x))
    for result in found:
        np.testing.assert_allclose(result.numpy(), apply(x, x), rtol=1e-5)


def test_power_and_matmul():
    assert (tf.constant([2, -3]) ** 3).numpy().tolist() == [8, -27]
    assert (2 ** tf.constant([3, 0])).numpy().tolist() == [8, 1]
    assert (tf.constant(A) @ A.T).numpy().tolist() == (A @ A.T).tolist()
    assert ([[1.0, 2.0]] @ tf.constant(A)).shape == [1, 2]


def test_bits_and_truth():
    a, b = tf.constant([12, 7]), tf.constant([10, 1])
    assert [(a & b).numpy().tolist(), (a | b).numpy().tolist(), (a ^ b).numpy().tolist()] == [
        [8, 1],
        [14, 7],
        [6, 6],
    ]
    t = tf.constant([True, False])
    assert (t & True).numpy().tolist() == [True, False]
    assert (False | t).numpy().tolist() == [True, False]
    assert (t ^ True).numpy().tolist() == [False, True]
    assert (~t).numpy().tolist() == [False, True]
    assert (~tf.constant([0, -5])).numpy().tolist() == [-1, 4]
    assert (tf.constant(True) * 2).numpy()


def test_unary():
    assert (-tf.constant([1, -2])).numpy().tolist() == [-1, 2]
    assert abs(tf.constant([3 + 4j])).numpy().tolist() == [5.0]


def test_integer_division():
    a, b = tf.constant([7, -7]), tf.constant([2, 2])
    assert (a / b).dtype == tf.float64
    assert (a // b).numpy().tolist() == [3, -4]
    assert (a % b).numpy().tolist() == [1, 1]
    with pytest.raises(tf.errors.InvalidArgumentError, match="division by zero"):
        a // tf.constant([0, 1])


def test_overflow_and_division_by_zero_are_silent():
    assert (tf.constant(2**31 - 1) + 1).numpy() == -(2**31)
    assert np.isinf((tf.constant(1.0) / 0.0).numpy())
    assert (tf.constant([1], tf.uint8) - tf.constant([2], tf.uint8)).numpy().tolist() == [255]


def test_dtypes_do_not_mix():
    for a, b in ((1, 1.0), (tf.constant(1), tf.constant(1, tf.int64))):
        with pytest.raises(tf.errors.InvalidArgumentError, match="expected to be"):
            tf.constant(a) + tf.constant(b) if not tf.is_tensor(a) else a + b
    for apply in (operator.sub, operator.truediv, operator.lt):
        with pytest.raises(TypeError):
            apply(tf.constant(1), 1.5)
    for value in (1.5, "a"):
        with pytest.raises(tf.errors.InvalidArgumentError):
            tf.constant(1) + value
    with pytest.raises(ValueError):
        tf.constant(1) + None
    with pytest.raises(TypeError):
        _ = tf.constant(1) == "a"


def test_equality():
    x = tf.constant([1, 2])
    assert (x == [1, 3]).numpy().tolist() == [True, False]
    assert not (x == tf.constant([1, 2, 3]))
    assert x != tf.constant([1, 2, 3])
    assert (x == None) is False  # noqa: E711
    assert (x != None) is True  # noqa: E711
    with pytest.raises(TypeError, match="unhashable"):
        hash(x)
    with pytest.raises(tf.errors.InvalidArgumentError):
        _ = x < tf.constant([1, 2, 3])


def test_strangers_may_take_over():
    class Stranger:
        def __radd__(self, other):
            return "taken"

    assert tf.constant(1) + Stranger() == "taken"
    with pytest.raises(ValueError):
        tf.constant(1) - Stranger()


def test_iteration():
    assert [int(t) for t in tf.constant([4, 5])] == [4, 5]
    assert [t.numpy() for t in tf.constant(["a", "b"])] == [b"a", b"b"]
    _, second = tf.constant(A)
    assert second.numpy().tolist() == A[1].tolist()
    assert sum(tf.Variable([1.0, 2.0])).numpy() == 3.0
    with pytest.raises(TypeError, match="scalar"):
        list(tf.constant(1))
    x = tf.constant([1.0, 2.0])
    with tf.GradientTape() as tape:
        tape.watch(x)
        total = sum(t * t for t in x)
    assert tape.gradient(total, x).numpy().tolist() == [2.0, 4.0]


def test_iteration_over_a_symbolic_tensor():
    with tf.Graph().as_default(), pytest.raises(TypeError, match="symbolic"):
        list(tf.zeros([2]))


def test_node_names_are_those_of_tensorflow():
    with tf.Graph().as_default() as graph:
        x = tf.zeros([2, 2])
        for apply in [*ARITHMETIC, operator.pow, operator.matmul]:
            apply(x, x)
        x < x, -x
    names = [node.name for node in graph.get_operations()]
    expected = ["add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "Less", "Neg"]
    assert [n for n in names if n in expected] == expected


def test_x_stays_when_y_is_x_plus_something():
    x = tf.constant([1.0])
    y = x
    y += 1
    assert x.numpy().tolist() == [1.0]
    assert y.numpy().tolist() == [2.0]


def test_strings_are_not_multiplied():
    with pytest.raises(TypeError):
        tf.constant("a") * 2
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.constant("a") + 2
    assert (tf.constant("a") + "b").numpy() == b"ab"


def test_a_mismatch_of_two_ragged_tensors_is_told_in_functions():
    a, b = tf.ragged.constant([[1, 2], [3]]), tf.ragged.constant([[1], [2, 3]])
    with pytest.raises(tf.errors.InvalidArgumentError, match="ragged dimensions differ"):
        tf.function(lambda: a + b)()
