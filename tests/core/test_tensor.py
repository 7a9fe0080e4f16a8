"""Eager tensors: how they look, what they give away, and what they refuse."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest

import pellucid as tf

MATRIX = [[1.0, 2.0], [3.0, 4.0]]

REPRS = [
    (1, "<tf.Tensor: shape=(), dtype=int32, numpy=1>"),
    (1.5, "<tf.Tensor: shape=(), dtype=float32, numpy=1.5>"),
    (True, "<tf.Tensor: shape=(), dtype=bool, numpy=True>"),
    ("é", "<tf.Tensor: shape=(), dtype=string, numpy=b'\\xc3\\xa9'>"),
    ([], "<tf.Tensor: shape=(0,), dtype=float32, numpy=array([], dtype=float32)>"),
    ([1, 2], "<tf.Tensor: shape=(2,), dtype=int32, numpy=array([1, 2], dtype=int32)>"),
    (
        MATRIX,
        "<tf.Tensor: shape=(2, 2), dtype=float32, numpy=\n"
        "array([[1., 2.],\n       [3., 4.]], dtype=float32)>",
    ),
    (["a"], "<tf.Tensor: shape=(1,), dtype=string, numpy=array([b'a'], dtype=object)>"),
]
STRS = [
    (1, "tf.Tensor(1, shape=(), dtype=int32)"),
    (1.5, "tf.Tensor(1.5, shape=(), dtype=float32)"),
    ("a", "tf.Tensor(b'a', shape=(), dtype=string)"),
    ([1, 2], "tf.Tensor([1 2], shape=(2,), dtype=int32)"),
    (MATRIX, "tf.Tensor(\n[[1. 2.]\n [3. 4.]], shape=(2, 2), dtype=float32)"),
]


@pytest.mark.parametrize(("value", "expected"), REPRS, ids=str)
def test_repr(value: object, expected: str) -> None:
    assert repr(tf.constant(value)) == expected


@pytest.mark.parametrize(("value", "expected"), STRS, ids=str)
def test_str(value: object, expected: str) -> None:
    assert str(tf.constant(value)) == expected
    assert f"{tf.constant(3)}" == "3"


def test_numpy_is_a_copy() -> None:
    x = tf.constant(MATRIX)
    x.numpy()[:] = 9
    assert x.numpy().tolist() == MATRIX


def test_array_is_a_read_only_view() -> None:
    x = tf.constant(MATRIX)
    assert not np.asarray(x).flags.writeable
    assert np.array(x).flags.writeable
    assert np.asarray(x, np.float64).dtype == np.float64
    assert np.sum(x) == 10


def test_scalars_become_numpy_scalars() -> None:
    assert type(tf.constant(3).numpy()) is np.int32
    assert tf.constant("a").numpy() == b"a"


def test_index() -> None:
    assert ["a", "b"][tf.constant(1)] == "b"
    assert list(range(tf.constant(3))) == [0, 1, 2]
    for wrong in (tf.constant(1.5), tf.constant([1])):
        with pytest.raises(TypeError, match="index"):
            ["a", "b"][wrong]


def test_bool() -> None:
    assert bool(tf.constant([[1]]))
    assert not bool(tf.constant(0.0))
    assert not bool(tf.constant(""))
    assert not bool(tf.constant([]))
    with pytest.raises(ValueError, match="ambiguous"):
        bool(tf.constant([1, 2]))


def test_len() -> None:
    assert len(tf.constant(MATRIX)) == 2
    assert len(tf.constant([])) == 0
    with pytest.raises(TypeError, match="Scalar tensor has no `len"):
        len(tf.constant(3))


def test_python_numbers() -> None:
    assert int(tf.constant(1.5)) == 1
    assert float(tf.constant(3)) == 3.0
    assert complex(tf.constant(1.5)) == 1.5 + 0j
    with pytest.raises(TypeError):
        float(tf.constant([1.0, 2.0]))


def test_format() -> None:
    assert f"{tf.constant(1.25):.1f}" == "1.2"
    assert f"{tf.constant(7):3d}" == "  7"
    with pytest.raises(TypeError):
        format(tf.constant(MATRIX), ".2f")


def test_tensors_are_unhashable_references_are_not() -> None:
    x = tf.constant(1)
    with pytest.raises(TypeError, match="unhashable"):
        hash(x)
    assert x.ref() == x.ref()
    assert x.ref() != tf.constant(1).ref()
    assert {x.ref(): "x"}[x.ref()] == "x"
    assert x.ref().deref() is x


@pytest.mark.parametrize("value", [MATRIX, 3, ["a", "b"], True], ids=str)
def test_pickle(value: object) -> None:
    x = tf.constant(value)
    y = pickle.loads(pickle.dumps(x))
    assert y.dtype is x.dtype
    assert np.array_equal(y.numpy(), x.numpy())


def test_copies() -> None:
    x = tf.constant(MATRIX)
    assert copy.copy(x) is x
    assert copy.deepcopy(x) is x
    assert copy.deepcopy({"x": x})["x"] is x


def test_users_may_hang_attributes_on_tensors() -> None:
    x = tf.constant(1)
    x.note = "mine"  # type: ignore[attr-defined]
    assert x.note == "mine"  # type: ignore[attr-defined]
    with pytest.raises(AttributeError):
        x.other  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["name", "op", "graph"])
def test_what_only_graph_tensors_have(name: str) -> None:
    with pytest.raises(
        AttributeError, match=f"Tensor.{name} is undefined when eager execution is enabled"
    ):
        getattr(tf.constant(1), name)


def test_shape_and_device() -> None:
    x = tf.constant(MATRIX)
    assert x.shape == x.get_shape() == [2, 2]
    assert x.ndim == 2
    assert x.device == "/job:localhost/replica:0/task:0/device:CPU:0"
    x.set_shape([None, 2])
    with pytest.raises(ValueError, match="not compatible"):
        x.set_shape([2, 3])


def test_results_of_compiled_functions_are_the_same_kind_of_tensor() -> None:
    x = tf.function(lambda x: x * 2)(tf.constant(MATRIX))
    assert type(x) is type(tf.constant(1))
    assert x.dtype is tf.float32
    assert x.shape == [2, 2]
    x.numpy()[:] = 0
    assert x.numpy().tolist() == [[2.0, 4.0], [6.0, 8.0]]
    assert pickle.loads(pickle.dumps(x)).numpy().tolist() == x.numpy().tolist()
