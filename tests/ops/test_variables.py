"""tf.Variable."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import numpy as np
import pytest

import pellucid as tf
from pellucid.ops.variable_creation import variable_creator_scope

V = tf.Variable


def test_repr() -> None:
    assert repr(V(1.0)) == "<tf.Variable 'Variable:0' shape=() dtype=float32, numpy=1.0>"
    assert (
        repr(V([1, 2], name="w"))
        == "<tf.Variable 'w:0' shape=(2,) dtype=int32, numpy=array([1, 2], dtype=int32)>"
    )
    seen: list[str] = []
    v = V(1.0)
    tf.function(lambda: seen.append(repr(v)))()
    assert seen == ["<tf.Variable 'Variable:0' shape=() dtype=float32>"]


def test_making() -> None:
    assert V(3).dtype is tf.int32
    assert V(3, dtype=tf.float32).numpy() == 3.0
    assert V(lambda: tf.ones([2])).shape == [2]
    assert V(V([1.0])).numpy().tolist() == [1.0]
    assert V([1, 2], shape=tf.TensorShape([None])).shape.as_list() == [None]
    with pytest.raises(ValueError, match="initial_value"):
        V()
    with pytest.raises(ValueError, match="not compatible"):
        V([1, 2], shape=[3])
    for option in (
        {"variable_def": 1},
        {"import_scope": "a"},
        {"experimental_enable_variable_lifting": False},
    ):
        with pytest.raises(ValueError, match="not supported"):
            V(1.0, **option)


def test_trainable() -> None:
    assert V(1.0).trainable
    assert not V(1.0, trainable=False).trainable
    assert not V(1.0, synchronization=tf.VariableSynchronization.ON_READ).trainable


def test_assigning() -> None:
    v = V([1.0, 2.0])
    assert v.assign([3.0, 4.0]) is v
    assert v.assign_add([1.0, 1.0]).numpy().tolist() == [4, 5]
    assert v.assign_sub([1.0, 2.0]).numpy().tolist() == [3, 3]
    assert v.assign([0.0, 0.0], read_value=False) is None


def test_what_does_not_fit_is_refused_and_changes_nothing() -> None:
    v = V([1.0, 2.0])
    with pytest.raises(ValueError, match="Shape mismatch"):
        v.assign([1.0])
    with pytest.raises(ValueError, match="float64"):
        v.assign(tf.constant([1.0, 2.0], tf.float64))
    with pytest.raises(
        (ValueError, tf.errors.InvalidArgumentError),
        match=r"\[delta\]: the shapes.*differ\. Expected \(2,\), received \(3,\) float32",
    ):
        v.assign_add([1.0, 2.0, 3.0])
    assert v.numpy().tolist() == [1, 2]


def test_open_shapes() -> None:
    v = V([1, 2], shape=tf.TensorShape([None]))
    v.assign([1, 2, 3])
    assert v.numpy().tolist() == [1, 2, 3]
    anything = V(1.0, validate_shape=False)
    anything.assign([[1.0]])
    assert anything.shape.rank is None


def test_what_was_read_does_not_change() -> None:
    v = V([1.0, 2.0])
    before, array, copied = v.read_value(), np.asarray(v), v.numpy()
    v.assign_add([1.0, 1.0])
    v.scatter_nd_update([[0]], [7.0])
    copied[0] = 100
    assert before.numpy().tolist() == array.tolist() == [1, 2]
    assert v.numpy().tolist() == [7, 3]


def test_operators_and_python() -> None:
    v = V(3)
    assert (v + 1).numpy() == (1 + v).numpy() == 4
    assert isinstance(v * 2, tf.Tensor)
    assert list(range(5))[v] == 3
    assert (int(v), float(V(1.5)), bool(V(0))) == (3, 1.5, False)
    assert (V([1, 2]) == 1).numpy().tolist() == [True, False]
    assert [int(x) for x in V([1, 2])] == [1, 2]
    with pytest.raises(TypeError, match="unhashable"):
        hash(v)
    assert {v.ref(): 1}[v.ref()] == 1


def test_slices_are_read_and_assigned() -> None:
    v = V([[1, 2], [3, 4]])
    assert v[1].numpy().tolist() == [3, 4]
    v[0, 1].assign(9)
    v[:, 0].assign([5, 6])
    assert v.numpy().tolist() == [[5, 9], [6, 4]]


SCATTER = [
    ("scatter_update", [1, 10, 20]),
    ("scatter_add", [1, 12, 23]),
    ("scatter_sub", [1, -8, -17]),
    ("scatter_mul", [1, 20, 60]),
    ("scatter_max", [1, 10, 20]),
    ("scatter_min", [1, 2, 3]),
    ("scatter_div", [1, 0.2, 0.15]),
]


@pytest.mark.parametrize(("method", "expected"), SCATTER)
def test_scatter(method: str, expected: list[float]) -> None:
    slices = tf.IndexedSlices(tf.constant([10.0, 20.0]), tf.constant([1, 2]))
    eager, compiled = V([1.0, 2.0, 3.0]), V([1.0, 2.0, 3.0])
    getattr(eager, method)(slices)
    tf.function(lambda: getattr(compiled, method)(slices))()
    for v in (eager, compiled):
        assert np.allclose(v.numpy(), expected)


def test_duplicates_add_up_and_bad_indices_are_refused() -> None:
    v = V([1.0, 2.0, 3.0])
    v.scatter_add(tf.IndexedSlices(tf.constant([10.0, 20.0]), tf.constant([1, 1])))
    assert v.numpy().tolist() == [1, 32, 3]
    for index in (3, -1):
        with pytest.raises(tf.errors.InvalidArgumentError, match="not in"):
            v.scatter_add(tf.IndexedSlices(tf.constant([1.0]), tf.constant([index])))
    with pytest.raises(TypeError, match="IndexedSlices"):
        v.scatter_add([1.0])


def test_scatter_nd() -> None:
    v = V([[1, 2], [3, 4]])
    v.scatter_nd_add([[0, 1], [0, 1]], [10, 10])
    v.scatter_nd_sub([[1]], [[1, 1]])
    v.scatter_nd_max([[0, 0]], [5])
    v.scatter_nd_min([[1, 1]], [-5])
    assert v.numpy().tolist() == [[5, 22], [2, -5]]
    assert v.gather_nd([[0, 1]]).numpy().tolist() == [22]
    assert v.sparse_read([1]).numpy().tolist() == [[2, -5]]


def test_batch_scatter_update() -> None:
    v = V([[1, 2], [3, 4]])
    v.batch_scatter_update(tf.IndexedSlices(tf.constant([[9], [8]]), tf.constant([[1], [0]])))
    assert v.numpy().tolist() == [[1, 9], [8, 4]]


def test_count_up_to() -> None:
    v = V(0)
    assert v.count_up_to(1).numpy() == 0
    with pytest.raises(tf.errors.OutOfRangeError):
        v.count_up_to(1)


def test_copies_are_variables_of_their_own() -> None:
    v = V([1.0, 2.0], name="w", trainable=False)
    for other in (copy.deepcopy(v), pickle.loads(pickle.dumps(v))):
        other.assign([5.0, 5.0])
        assert (other.name, other.trainable) == ("w:0", False)
        assert v.numpy().tolist() == [1, 2]


def test_creators_wrap_each_other() -> None:
    order: list[str] = []

    def creator(label: str) -> Any:
        def make(following: Any, **options: Any) -> Any:
            order.append(label)
            return following(**{**options, "trainable": False})

        return make

    with variable_creator_scope(creator("outer")), variable_creator_scope(creator("inner")):
        v = V(1.0, name="made")
    assert order == ["inner", "outer"]
    assert (v.trainable, v.name, v.numpy()) == (False, "made:0", 1.0)
    assert V(1.0).trainable


def test_in_functions() -> None:
    v = V(1.0)

    @tf.function
    def f(x: Any) -> Any:
        with pytest.raises(NotImplementedError):
            v.numpy()
        return v.assign_add(x) + 0.0, v.assign_sub(0.5).read_value()

    assert [float(t) for t in f(2.0)] == [3, 2.5]
    assert v.numpy() == 2.5
