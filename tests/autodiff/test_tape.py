"""tf.GradientTape: what is watched, what flows, and through what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import pellucid as tf

X = tf.constant(3.0)


def _tensors(function: Callable[[Any], Any], x: Any, order: int) -> list[Any]:
    with tf.GradientTape() as tape:
        tape.watch(x)
        values = [function(x)] if order == 1 else _tensors(function, x, order - 1)
    return [*values, tape.gradient(values[-1], x)]


# ------------------------------------------------------------------ use of a tape


def test_a_tape_is_used_once() -> None:
    with tf.GradientTape() as tape:
        tape.watch(X)
        y = X * X
    assert tape.gradient(y, X).numpy() == 6
    with pytest.raises(RuntimeError, match="non-persistent"):
        tape.gradient(y, X)
    with pytest.raises(RuntimeError, match="non-persistent"):
        tf.GradientTape().gradient(X, X)


def test_persistent() -> None:
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(X)
        y = X * X
        z = y * y
        inside = tape.gradient(y, X)
    assert [float(tape.gradient(z, s)) for s in (X, y)] == [108, 18]
    assert tape.gradient(inside, X).numpy() == 2


def test_entering_again_goes_on() -> None:
    tape = tf.GradientTape()
    with tape:
        tape.watch(X)
        y = X * X
    with tape:
        z = y * X
    assert tape.gradient(z, X).numpy() == 27
    with tape, pytest.raises(ValueError, match="still recording"), tape:
        pass


def test_stop_recording_and_reset() -> None:
    with tf.GradientTape() as tape:
        tape.watch(X)
        y = X * X
        with tape.stop_recording():
            constant = X * y
        z = y * constant
    assert tape.gradient(z, X).numpy() == 6 * 27
    with tf.GradientTape() as tape:
        tape.watch(X)
        y = X * X
        tape.reset()
        tape.watch(X)
        z = X * y
    assert tape.gradient(z, X).numpy() == 9
    with pytest.raises(RuntimeError, match="not recording"), tape.stop_recording():
        pass


def test_what_can_be_watched() -> None:
    tape = tf.GradientTape()
    for wrong in (3, "a"):
        with pytest.raises(ValueError, match="Passed in object"):
            tape.watch(wrong)
    with tf.GradientTape() as tape:
        integer = tf.constant(3)
        tape.watch(integer)
        y = integer * 2
    assert tape.gradient(y, integer) is None


def test_sources_must_be_tensors() -> None:
    for method in ("gradient", "jacobian"):
        with tf.GradientTape() as tape:
            tape.watch(X)
            y = X * X
        with pytest.raises(TypeError, match="expected tensors or variables"):
            getattr(tape, method)(y, [X, "z"])


# ------------------------------------------------------------------ what comes out


def test_structures_are_kept() -> None:
    point = {"a": tf.constant(1.0), "b": [tf.constant(2.0), tf.Variable(3.0)]}
    with tf.GradientTape() as tape:
        tape.watch(point)
        y = point["a"] * point["b"][0] * point["b"][1]
    found = tape.gradient(y, point)
    assert tf.nest.map_structure(float, found) == {"a": 6.0, "b": [3.0, 2.0]}


def test_targets_are_summed() -> None:
    with tf.GradientTape() as tape:
        tape.watch(X)
        targets = [X * X, {"y": 2 * X}]
    assert tape.gradient(targets, X).numpy() == 8


@pytest.mark.parametrize("kind", ["zero", tf.UnconnectedGradients.ZERO])
def test_unconnected(kind: object) -> None:
    other = tf.Variable([1.0, 2.0])
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(X)
        y = tf.constant(1.0) * 2
    assert tape.gradient(y, [X, other]) == [None, None]
    zeros = tape.gradient(y, [X, other], unconnected_gradients=kind)
    assert [z.numpy().tolist() for z in zeros] == [0.0, [0.0, 0.0]]
    with pytest.raises(ValueError, match="Unknown value for unconnected_gradients: 'foo'"):
        tape.gradient(y, X, unconnected_gradients="foo")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (None, [2, 4, 6]),
        ([1.0, 10.0, 100.0], [2, 4, 6]),
        (2.0, [4, 8, 12]),
        (np.array([1, 10, 100], np.float32), [2, 40, 600]),
        ([tf.constant([1.0, 2.0, 3.0])], [2, 8, 18]),
    ],
    ids=str,
)
def test_output_gradients(given: object, expected: list[float]) -> None:
    """A list is one cotangent for each target, so `[1., 10., 100.]` gives the only target 1."""
    x = tf.constant([1.0, 2.0, 3.0])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x
    assert tape.gradient(y, x, output_gradients=given).numpy().tolist() == expected


def test_missing_output_gradients_are_ones() -> None:
    x = tf.constant([1.0, 2.0])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = [x * x, x]
    assert tape.gradient(y, x, output_gradients=[tf.constant([1.0, 1.0])]).numpy().tolist() == [
        3,
        5,
    ]


def test_a_target_may_be_a_source() -> None:
    v = tf.Variable(1.0)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(X)
        v + 0.0
    assert tape.gradient(X, X).numpy() == 1
    assert tape.gradient(v, v).numpy() == 1


def test_integers_stop_derivatives() -> None:
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(X)
        whole = tf.cast(X, tf.int32)
        back = tf.cast(whole, tf.float32)
    assert tape.gradient(whole, X) is None
    assert tape.gradient(back, X) is None


def test_complex_derivatives_are_conjugate() -> None:
    z = tf.constant(3 + 4j)
    with tf.GradientTape() as tape:
        tape.watch(z)
        y = z * z
    assert tape.gradient(y, z).numpy() == 6 - 8j


# ------------------------------------------------------------------ variables


def test_trainable_variables_are_watched_when_read() -> None:
    w, v, frozen = (
        tf.Variable(3.0, name="w"),
        tf.Variable(2.0, name="v"),
        tf.Variable(5.0, trainable=False),
    )
    with tf.GradientTape() as tape:
        y = v * w * frozen
    assert [u.name for u in tape.watched_variables()] == ["w:0", "v:0"]  # in order of creation
    found = tape.gradient(y, [v, w, frozen])
    assert [None if g is None else float(g) for g in found] == [15, 10, None]
    assert len(tape.watched_variables()) == 2
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(frozen)
        y = v * frozen
    assert tape.gradient(y, [v, frozen])[0] is None
    assert tape.watched_variables() == (frozen,)


def test_assignment_does_not_change_what_was_computed() -> None:
    v = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        y = v * v
        v.assign(10.0)
        y += v * v
    v.assign(100.0)
    assert tape.gradient(y, v).numpy() == 24


def test_rows_of_a_variable_give_indexed_slices() -> None:
    table = tf.Variable([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    expected = [[2.0, 2.0], [0.0, 0.0], [1.0, 1.0]]
    for lookup in (
        lambda i: tf.gather(table, i),
        table.sparse_read,
        tf.function(lambda i: tf.gather(table, i)),
    ):
        with tf.GradientTape() as tape:
            y = lookup(tf.constant([0, 0, 2]))
        found = tape.gradient(y, table)
        assert isinstance(found, tf.IndexedSlices)
        assert found.indices.numpy().tolist() == [0, 0, 2]
        assert tf.convert_to_tensor(found).numpy().tolist() == expected
    with tf.GradientTape() as tape:
        y = tf.reduce_sum(tf.gather(table, [0])) + tf.reduce_sum(table)
    assert tf.convert_to_tensor(tape.gradient(y, table)).numpy().tolist() == [
        [2.0, 2.0],
        [1.0, 1.0],
        [1.0, 1.0],
    ]


# ------------------------------------------------------------------ higher orders


def cube(x: Any) -> Any:
    return x * x * x


THROUGH = {
    "eager": cube,
    "function": tf.function(cube),
    "function in function": tf.function(lambda x: THROUGH["function"](x) + 0.0),
    "cond": tf.function(lambda x: tf.cond(x > 0, lambda: cube(x), lambda: x)),
    "switch": tf.function(
        lambda x: tf.switch_case(tf.cast(x, tf.int32) - 2, [lambda: x, lambda: cube(x)])
    ),
    "bounded loop": tf.function(
        lambda x: tf.while_loop(
            lambda i, a: i < 9, lambda i, a: (i + 1, a * x), (0, 1.0), maximum_iterations=3
        )[1]
    ),
    "loop": tf.function(
        lambda x: tf.while_loop(lambda i, a: i < 3, lambda i, a: (i + 1, a * x), (0, 1.0))[1]
    ),
}


@pytest.mark.parametrize("name", THROUGH)
def test_second_order(name: str) -> None:
    first, second = (float(t) for t in _tensors(THROUGH[name], X, 2)[1:])
    assert (first, second) == (27, 18)


@pytest.mark.parametrize("name", ["eager", "function"])
def test_third_order(name: str) -> None:
    assert float(_tensors(THROUGH[name], X, 3)[-1]) == 6


def test_a_tape_inside_a_function() -> None:
    @tf.function
    def slope(x: Any) -> Any:
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = cube(x)
        return tape.gradient(y, x)

    @tf.function
    def curvature(x: Any) -> Any:
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = slope(x)
        return tape.gradient(y, x)

    assert slope(X).numpy() == 27
    assert curvature(X).numpy() == 18
    assert float(_tensors(slope, X, 1)[1]) == 18
    assert float(_tensors(curvature, X, 1)[1]) == 6


# ------------------------------------------------------------------ through functions


def test_through_a_function_with_variable_updates() -> None:
    v, total = tf.Variable(2.0), tf.Variable(0.0)

    @tf.function
    def update(x: Any) -> Any:
        total.assign_add(x)
        return x * v * total

    with tf.GradientTape() as tape:
        tape.watch(X)
        y = [update(X), update(X)]  # total is 3, then 6
    assert [float(g) for g in tape.gradient(y, [X, v])] == [2 * 3 + 2 * 6, 3 * 3 + 3 * 6]
    assert total.numpy() == 6
    total.assign(0.0)
    assert [float(t) for t in _tensors(update, X, 2)[:2]] == [18, 6]
    assert total.numpy() == 3  # the second derivative wrote nothing


def test_captured_tensors_are_connected_whenever_the_function_was_traced() -> None:
    small, big = tf.constant(5.0), tf.constant(np.arange(300.0, dtype=np.float32))
    scale = tf.function(lambda x: tf.reduce_sum(x * small * big))
    scale(X)
    with tf.GradientTape() as tape:
        tape.watch([small, big])
        y = scale(X)
    found = tape.gradient(y, [small, big])
    assert found[0].numpy() == 3 * np.arange(300).sum()
    assert np.allclose(found[1], 15)


def test_a_tape_inside_watches_what_is_captured() -> None:
    outside = tf.constant(5.0)

    @tf.function
    def f(x: Any) -> Any:
        within = x * 2
        inner = tf.function(lambda a: a * within * outside)
        with tf.GradientTape(persistent=True) as tape:
            tape.watch([outside, within])
            y = inner(x)
        return tape.gradient(y, outside), tape.gradient(y, within)

    assert [float(g) for g in f(X)] == [18, 15]


def test_several_outputs_and_kinds() -> None:
    @tf.function
    def many(x: Any, y: Any) -> Any:
        return {"product": x * y, "rest": [x + y, None], "whole": tf.cast(x, tf.int32)}

    y = tf.constant(5.0)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch([X, y])
        found = many(X, y)
    assert [float(g) for g in tape.gradient([found["product"], found["rest"][0]], [X, y])] == [6, 4]
    assert float(tape.gradient(found["rest"][0], X)) == 1


def test_training_steps_inside_a_function() -> None:
    v = tf.Variable(2.0)

    @tf.function
    def step() -> Any:
        with tf.GradientTape() as tape:
            y = v * v
        gradient = tape.gradient(y, v)
        v.assign_sub(0.25 * gradient)
        return gradient

    assert [float(step()) for _ in range(3)] == [4, 2, 1]
    assert v.numpy() == 0.25


# ------------------------------------------------------------------ jacobians


def test_jacobian() -> None:
    x = tf.constant([1.0, 2.0, 3.0])
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = tf.stack([x[0] * x[1], x[2] ** 2])
    expected = [[2, 1, 0], [0, 0, 6]]
    assert tape.jacobian(y, x).numpy().tolist() == expected
    assert tape.jacobian(y, x, experimental_use_pfor=False).numpy().tolist() == expected
    found = tape.jacobian(y, {"x": x, "other": X})
    assert found["other"] is None
    assert found["x"].numpy().tolist() == expected
    assert tape.jacobian(y, [X], unconnected_gradients="zero")[0].numpy().tolist() == [0, 0]


def test_batch_jacobian() -> None:
    x = tf.constant([[1.0, 2.0], [3.0, 4.0]])
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = tf.matmul(x * x, tf.constant([[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]]))
        vector, twice = tf.reduce_sum(x, 1), tf.concat([x, x], 0)
    found = tape.batch_jacobian(y, x).numpy().tolist()
    assert found == [[[2, 0], [0, 4], [2, 4]], [[6, 0], [0, 8], [6, 8]]]
    assert tape.batch_jacobian(y, tf.ones([2, 2])).numpy().tolist() == np.zeros([2, 3, 2]).tolist()
    with pytest.raises(ValueError, match="rank at least 2"):
        tape.batch_jacobian(vector, x)
    with pytest.raises(ValueError, match="first dimensions differ"):
        tape.batch_jacobian(twice, x)


def test_jacobians_inside_and_through_functions() -> None:
    x = tf.constant([1.0, 2.0])
    square = tf.function(lambda x: x * x)

    @tf.function
    def inside(x: Any) -> Any:
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = square(x)
        return tape.jacobian(y, x)

    with tf.GradientTape() as tape:
        tape.watch(x)
        y = square(x)
    expected = [[2, 0], [0, 4]]
    assert tape.jacobian(y, x).numpy().tolist() == expected
    assert inside(x).numpy().tolist() == expected


@pytest.mark.parametrize("size", [2, 20])
def test_jacobians_of_a_size_that_only_the_call_knows(size):
    @tf.function(input_signature=[tf.TensorSpec([None]), tf.TensorSpec([None, 2])])
    def both(x, batch):
        with tf.GradientTape(persistent=True) as tape:
            tape.watch([x, batch])
            y = x**2 * tf.reduce_sum(x)
            z = batch**3
        return tape.jacobian(y, x), tape.batch_jacobian(z, batch)

    x = np.linspace(1, 2, size, dtype=np.float32)
    batch = np.stack([x, -x], 1)
    jacobian, by_example = both(x, batch)
    expected = np.diag(2 * x * x.sum()) + np.outer(x**2, np.ones(size))
    np.testing.assert_allclose(jacobian, expected, rtol=1e-5)
    np.testing.assert_allclose(by_example, [np.diag(3 * row**2) for row in batch], rtol=1e-5)


def test_a_large_jacobian_is_one_pass_in_a_graph():
    @tf.function
    def jacobian(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = tf.sin(x)
        return tape.jacobian(y, x)

    x = np.linspace(0, 1, 40, dtype=np.float32)
    np.testing.assert_allclose(jacobian(x), np.diag(np.cos(x)), rtol=1e-5)
    assert len(jacobian.get_concrete_function(x).graph.nodes) < 100


def test_reset_needs_an_open_tape() -> None:
    x = tf.constant(2.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x
        tape.reset()
        tape.watch(x)
        z = x * 3
    assert tape.gradient([z], x).numpy() == 3
    assert y.numpy() == 4
    with pytest.raises(ValueError, match="not recording"):
        tape.reset()
