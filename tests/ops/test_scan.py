"""tf.scan as an op in graphs: values, derivatives, shapes."""

from __future__ import annotations

import numpy as np
import pytest

import pellucid as tf


def _recurrence(matrix):
    return lambda s, row: (tf.tanh(tf.matmul(s[0], matrix) + row), s[1] + 1)


@pytest.mark.parametrize("reverse", [False, True])
def test_derivatives_of_first_and_second_order(reverse):
    rng = np.random.default_rng(0)
    rows = tf.constant(rng.normal(size=(5, 2, 3)), tf.float32)
    matrix = tf.Variable(rng.normal(size=(3, 3)), dtype=tf.float32)

    def run(rows):
        with tf.GradientTape() as outer:
            outer.watch(rows)
            with tf.GradientTape() as tape:
                tape.watch(rows)
                first = (tf.zeros((2, 3)), tf.constant(0))
                states, count = tf.scan(_recurrence(matrix), rows, first, reverse=reverse)
                loss = tf.reduce_sum(states**2)
            found = tape.gradient(loss, [rows, matrix])
            sums = tf.reduce_sum(found[0] ** 3)
        return states, count, found, outer.gradient(sums, [rows, matrix])

    eager = run(rows)
    for graph in (
        tf.function(run)(rows),
        tf.function(run, input_signature=[tf.TensorSpec([None, 2, 3])])(rows),
    ):
        for a, b in zip(tf.nest.flatten(eager), tf.nest.flatten(graph), strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-4)


def test_derivative_from_outside_of_the_function():
    matrix = tf.Variable([[0.5, 0.1], [0.2, 0.3]])
    f = tf.function(lambda x: tf.scan(_recurrence(matrix), x, (tf.ones((1, 2)), 0))[0])
    x = tf.ones((4, 1, 2))
    found = []
    for run in (f, f.python_function):
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(run(x))
        found.append(tape.gradient(loss, matrix))
    np.testing.assert_allclose(*found, rtol=1e-5)


def test_without_initializer():
    add = tf.function(lambda x: tf.scan(lambda a, b: a + b, x))
    back = tf.function(lambda x: tf.scan(lambda a, b: a + b, x, reverse=True))
    np.testing.assert_array_equal(add(tf.range(4)), [0, 1, 3, 6])
    np.testing.assert_array_equal(back(tf.range(4)), [6, 6, 5, 3])


def test_the_graph_has_one_loop():
    f = tf.function(lambda x: tf.scan(lambda a, b: a + b, x, 0.0))
    nodes = f.get_concrete_function(tf.TensorSpec([None])).graph.nodes
    assert [n.type for n in nodes].count("PellucidScan") == 1
    assert len(nodes) < 10


def test_a_changing_dtype_is_an_error():
    with pytest.raises(TypeError, match=r"tf.scan \[fn\]"):
        tf.function(lambda x: tf.scan(lambda a, b: tf.cast(a, tf.float64), x, 0.0))(tf.ones(3))
