"""tf.map_fn and tf.vectorized_map, eagerly and in graphs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import pellucid as tf

I32 = tf.int32
MACHINES = pytest.mark.parametrize("run", [lambda f: f, tf.function], ids=["eager", "function"])


@MACHINES
def test_rows(run: Any) -> None:
    x = tf.constant([[1, 2], [3, 4]])
    np.testing.assert_array_equal(run(lambda v: tf.map_fn(tf.reduce_sum, v))(x), [3, 7])
    pair = run(
        lambda v: tf.map_fn(
            lambda r: (r[0], {"half": r / 2}),
            v,
            fn_output_signature=(I32, {"half": tf.TensorSpec([2], tf.float64)}),
        )
    )(x)
    np.testing.assert_array_equal(pair[0], [1, 3])
    np.testing.assert_array_equal(pair[1]["half"], [[0.5, 1], [1.5, 2]])


def test_the_function_is_traced_once() -> None:
    calls = []

    def row(x):
        calls.append(1)
        return x * 2

    result = tf.function(lambda v: tf.map_fn(row, v))(tf.range(50))
    np.testing.assert_array_equal(result, np.arange(50) * 2)
    assert len(calls) < 5


@MACHINES
def test_ragged_rows_in_and_out(run: Any) -> None:
    ragged = tf.ragged.constant([[1, 2], [3], []])
    doubled = run(lambda r: tf.map_fn(lambda x: x * 2, r))(ragged)
    assert doubled.to_list() == [[2, 4], [6], []]
    sums = run(lambda r: tf.map_fn(tf.reduce_sum, r, fn_output_signature=I32))(ragged)
    np.testing.assert_array_equal(sums, [3, 3, 0])
    ranges = run(
        lambda v: tf.map_fn(tf.range, v, fn_output_signature=tf.RaggedTensorSpec([None], I32))
    )(tf.constant([1, 3, 0]))
    assert ranges.to_list() == [[0], [0, 1, 2], []]


@MACHINES
def test_ragged_results_of_two_levels(run: Any) -> None:
    spec = tf.RaggedTensorSpec([None, None], I32)
    result = run(
        lambda v: tf.map_fn(
            lambda n: tf.RaggedTensor.from_row_lengths(tf.range(n), [n, 0]),
            v,
            fn_output_signature=spec,
        )
    )(tf.constant([1, 3, 0]))
    assert result.to_list() == [[[0], []], [[0, 1, 2], []], [[], []]]


def test_a_number_of_rows_that_only_the_call_knows() -> None:
    spec = tf.RaggedTensorSpec([None], I32)
    f = tf.function(
        lambda v: (tf.map_fn(tf.range, v, fn_output_signature=spec), tf.map_fn(lambda x: x * x, v)),
        input_signature=[tf.TensorSpec([None], I32)],
    )
    for counts in ([1, 3, 0], [2], []):
        ragged, squares = f(tf.constant(counts, I32))
        assert ragged.to_list() == [list(range(n)) for n in counts]
        np.testing.assert_array_equal(squares, np.square(counts))


@pytest.mark.parametrize(
    ("signature", "shape"),
    [(None, (0,)), (tf.float32, (0,)), (tf.TensorSpec([2]), (0, 2))],
)
def test_no_rows(signature: Any, shape: tuple[int, ...]) -> None:
    empty = tf.zeros([0, 2])
    assert tf.map_fn(lambda x: x, empty, fn_output_signature=signature).shape == shape
    traced = tf.function(lambda e: tf.map_fn(lambda x: x, e, fn_output_signature=signature))
    assert traced(empty).shape == (0, 2)  # in a graph the function itself tells the shape


@MACHINES
def test_rows_of_a_sparse_tensor(run: Any) -> None:
    sparse = tf.sparse.from_dense([[1, 0], [2, 3]])
    f = run(lambda s: tf.map_fn(tf.sparse.reduce_sum, s, fn_output_signature=I32))
    np.testing.assert_array_equal(f(sparse), [1, 5])


@MACHINES
def test_gradients(run: Any) -> None:
    x = tf.constant([[1.0, 2.0], [3.0, 4.0]])
    for mapped in (tf.map_fn, tf.vectorized_map):
        f = run(lambda v, mapped=mapped: mapped(lambda r: tf.reduce_sum(r * r) * r, v))
        with tf.GradientTape() as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x)
            slope = inner.gradient(y, x)
        norm, total = np.sum(x**2, 1, keepdims=True), np.sum(x, 1, keepdims=True)
        np.testing.assert_allclose(slope, norm + 2 * x * total)
        # d/dx of sum(norm + 2 x total)
        np.testing.assert_allclose(outer.gradient(slope, x), 2 * 2 * x + 2 * (total + total))


@pytest.mark.parametrize(
    ("fn", "elems", "error"),
    [
        (lambda x: tf.cast(x, tf.float32), [1, 2], tf.errors.InvalidArgumentError),
        (lambda x: tf.range(x), [1, 2], ValueError),
        (lambda x: (x, x), [1, 2], (TypeError, ValueError)),
        (lambda x: x, 1, ValueError),
        (3, [1], TypeError),
    ],
)
def test_errors(fn: Any, elems: Any, error: Any) -> None:
    with pytest.raises(error):
        tf.map_fn(fn, tf.constant(elems))


# ---------------------------------------------------------------------- vectorized_map


@MACHINES
def test_vectorized_map(run: Any) -> None:
    f = run(lambda a, b: tf.vectorized_map(lambda p: (tf.tensordot(p[0], p[1], 1), p[0]), (a, b)))
    a, b = np.ones((3, 2), np.float32), np.arange(6, dtype=np.float32).reshape(3, 2)
    dots, same = f(a, b)
    np.testing.assert_array_equal(dots, b.sum(1))
    np.testing.assert_array_equal(same, a)
    np.testing.assert_array_equal(f(a[:1], b)[0], b.sum(1))  # one row serves all


def test_vectorized_map_runs_for_all_rows_at_once() -> None:
    f = tf.function(lambda v: tf.vectorized_map(lambda r: tf.reduce_sum(r) + v[0, 0], v))
    types = [n.type for n in f.get_concrete_function(tf.TensorSpec([None, 2])).graph.nodes]
    assert "While" not in types
    for rows in (3, 1, 0):
        np.testing.assert_array_equal(f(tf.ones([rows + 1, 2])), np.full(rows + 1, 3))


def test_vectorized_map_draws_for_every_row() -> None:
    f = tf.function(lambda v: tf.vectorized_map(lambda r: r + tf.random.uniform([]), v))
    assert len(set(f(tf.zeros([8])).numpy().tolist())) == 8


@MACHINES
def test_vectorized_map_of_nothing(run: Any) -> None:
    assert run(lambda v: tf.vectorized_map(lambda r: r * 2, v))(tf.zeros([0, 2])).shape == (0, 2)
    assert tf.vectorized_map(lambda r: None, tf.constant([3])) is None


def test_vectorized_map_of_what_is_known_in_a_function() -> None:
    @tf.function
    def rows() -> tf.Tensor:
        return tf.vectorized_map(lambda r: r * 2, tf.constant([[1, 2], [3, 4]]))

    assert rows().numpy().tolist() == [[2, 4], [6, 8]]


SPARSE = tf.sparse.from_dense([[1, 0, 3], [0, 2, 0], [0, 0, 0]])


@pytest.mark.parametrize("wrap", [lambda f: f, tf.function], ids=["eager", "function"])
def test_sparse_results(wrap):
    double = wrap(
        lambda rows: tf.map_fn(
            lambda row: tf.sparse.map_values(lambda v: tf.cast(v, tf.float32) * 2, row), rows,
            fn_output_signature=tf.SparseTensorSpec([3], tf.float32),
        )
    )  # fmt: skip
    found = double(SPARSE)
    assert found.indices.numpy().tolist() == [[0, 0], [0, 2], [1, 1]]
    assert found.values.numpy().tolist() == [2, 6, 4]
    assert found.dense_shape.numpy().tolist() == [3, 3]


def test_sparse_results_of_no_rows():
    found = tf.map_fn(lambda row: row, tf.sparse.slice(SPARSE, [0, 0], [0, 3]))
    assert found.dense_shape.numpy().tolist() == [0, 3]


def test_sparse_results_keep_the_dtype_without_a_signature():
    found = tf.map_fn(lambda row: row, SPARSE)
    np.testing.assert_array_equal(tf.sparse.to_dense(found), tf.sparse.to_dense(SPARSE))


@pytest.mark.parametrize(
    ("function", "error"),
    [(tf.map_fn, ValueError), (tf.vectorized_map, ValueError), (tf.foldl, IndexError),
     (tf.foldr, IndexError), (tf.scan, IndexError)],
)  # fmt: skip
def test_nothing_to_go_over(function, error):
    with pytest.raises(error, match=r"\[elems\]: is empty. Expected at least one tensor"):
        function(lambda *values: values[-1], [])
