"""Tests of ops/creation.py."""

from __future__ import annotations

import numpy as np
import pytest
from check_op import check_op

import pellucid as tf
from pellucid.ops.creation import LinSpace


def test_zeros_and_ones_in_all_kinds_of_dtypes():
    assert tf.zeros([2, 3]).numpy().tolist() == [[0.0] * 3] * 2
    assert tf.zeros([2], tf.string).numpy().tolist() == [b"", b""]
    assert tf.zeros([1], tf.bool).numpy().tolist() == [False]
    assert tf.ones(tf.TensorShape([2, 1]), tf.int64).dtype == tf.int64
    assert tf.ones([2], tf.bool).numpy().tolist() == [True, True]
    assert tf.zeros(3).shape == [3]
    assert tf.zeros(tf.constant([2, 2])).shape == [2, 2]
    assert tf.zeros((tf.constant(2), 3)).shape == [2, 3]


def test_refusals():
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.zeros([-1])
    with pytest.raises(TypeError):
        tf.ones([1], tf.string)
    with pytest.raises(ValueError):
        tf.zeros([None])
    with pytest.raises(ValueError, match="layout"):
        tf.zeros([1], layout=object())
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.fill([[1]], 0)


def test_large_zeros_are_made_when_the_graph_runs():
    graph = tf.function(lambda: tf.zeros([100, 100])).get_concrete_function().graph
    assert "Fill" in [node.type for node in graph.get_operations()]
    small = tf.function(lambda: tf.zeros([2, 2])).get_concrete_function().graph
    assert "Fill" not in [node.type for node in small.get_operations()]


def test_shapes_that_depend_on_the_input():
    @tf.function(input_signature=[tf.TensorSpec([None, 3])])
    def f(x):
        made = tf.zeros([tf.shape(x)[0], 2])
        assert made.shape.as_list() == [None, 2]
        return made

    assert f(tf.ones([4, 3])).shape == [4, 2]


def test_fill():
    check_op(lambda v: tf.fill([2, 3], v), np.float32(2.5), expected=np.full((2, 3), 2.5))
    assert tf.fill([2], "x").numpy().tolist() == [b"x", b"x"]


def test_likes():
    x = np.array([[1, 2]], np.int32)
    check_op(tf.zeros_like, x, expected=np.zeros_like, grad=False)
    check_op(tf.ones_like, x, expected=np.ones_like, grad=False)
    assert tf.zeros_like(tf.constant(["a"])).numpy().tolist() == [b""]
    assert tf.ones_like(x, tf.float64).dtype == tf.float64


@pytest.mark.parametrize(
    ("arguments", "expected", "dtype"),
    [
        ((5,), [0, 1, 2, 3, 4], tf.int32),
        ((2, 8, 3), [2, 5], tf.int32),
        ((5, 0, -2), [5, 3, 1], tf.int32),
        ((0.0, 1.0, 0.25), [0.0, 0.25, 0.5, 0.75], tf.float32),
        ((1, 2.5), [1.0, 2.0], tf.float32),
        ((2**33, 2**33 + 2), [2**33, 2**33 + 1], tf.int64),
    ],
)
def test_range(arguments, expected, dtype):
    made = tf.range(*arguments)
    assert made.dtype == dtype
    assert made.numpy().tolist() == expected


def test_range_refuses_endless_sequences():
    for arguments in [(10, 0), (0, 5, 0)]:
        with pytest.raises(tf.errors.InvalidArgumentError):
            tf.range(*arguments)


def test_range_of_a_size_known_at_run_time():
    f = tf.function(lambda n: tf.range(n) * 2)
    assert f(tf.constant(3)).numpy().tolist() == [0, 2, 4]
    assert tf.range(3, dtype=tf.float32).dtype == tf.float32


def test_linspace():
    check_op(
        lambda a, b: tf.linspace(a, b, 5),
        np.float32(0),
        np.float32(2),
        expected=np.linspace(0, 2, 5),
    )
    both = tf.linspace([0.0, 1.0], [10.0, 20.0], 3, axis=1)
    assert both.numpy().tolist() == [[0.0, 5.0, 10.0], [1.0, 10.5, 20.0]]
    assert tf.linspace(0, 10, 3).dtype == tf.float64
    assert tf.linspace(0.0, 1.0, 0).shape == [0]
    assert tf.linspace(2.0, 3.0, 1).numpy().tolist() == [2.0]
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.linspace(0.0, 1.0, -1)


def test_linspace_ends_exactly():
    assert tf.linspace(0.0, 0.1, 7).numpy()[-1] == np.float32(0.1)


def test_linspace_op():
    made = check_op(lambda a, b: LinSpace(a, b, 3), np.float32(0), np.float32(1))
    assert made.numpy().tolist() == [0.0, 0.5, 1.0]
