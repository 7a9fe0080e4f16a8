"""From Python and NumPy values to tensors: TensorFlow's answers, recorded."""

from __future__ import annotations

import numpy as np
import pytest

import pellucid as tf
from pellucid.core.convert import to_array

NATURAL = [
    (1, "int32"),
    (2**31, "int64"),
    (1.5, "float32"),
    (True, "bool"),
    (1j, "complex128"),
    ("a", "string"),
    (b"a", "string"),
    ([], "float32"),
    ([1, 2.5], "float32"),
    ([1.0, True], "float32"),
    ([1, True], "int32"),
    ([2**31, 1], "int64"),
    ((1, 2), "int32"),
    (range(3), "int32"),
    (np.float64(1), "float64"),
    (np.arange(3), "int64"),
    (np.array(["a"]), "string"),
    ([np.int64(3)], "int32"),
    ([np.int64(2**40)], "int64"),
    ([np.uint8(3)], "int32"),
    ([np.float64(1)], "float64"),
    ([np.float16(1)], "float16"),
    ([1.0, np.float64(1)], "float32"),
    ([np.float64(1), 1.0], "float64"),
    ([np.int32(1), 2.5], "float32"),
    ([np.complex64(1)], "complex128"),
    ([np.array([1, 2]), [3, 4]], "int32"),
    ([np.array([1.5])], "float64"),
    ([np.bool_(True), False], "bool"),
    ([np.str_("a")], "string"),
    (np.array([1, 2], ">i4"), "int32"),
]


@pytest.mark.parametrize(("value", "dtype"), NATURAL, ids=str)
def test_dtype_of_a_value_without_a_wish(value: object, dtype: str) -> None:
    assert tf.constant(value).dtype.name == dtype


CONVERTED = [
    (1, "float32", 1.0),
    (True, "int32", 1),
    (True, "float32", 1.0),
    (300, "uint8", 44),
    (-1, "uint8", 255),
    (2**40, "int32", 0),
    (-1, "uint32", 2**32 - 1),
    (200, "int8", -56),
    ([1.5], "float64", [1.5]),
    (0.1, "float64", 0.1),
    (1e40, "float32", np.inf),
    (np.float32(1.5), "int64", 1),
    (np.array([1.5]), "bool", [True]),
    (np.array(["7"]), "int32", [7]),
    (np.array([2 + 1j]), "float32", [2.0]),
    (1, "complex64", 1 + 0j),
    ([[], []], "int32", [[], []]),
    ([np.array([1, 2])], "int64", [[1, 2]]),
]


@pytest.mark.parametrize(("value", "dtype", "expected"), CONVERTED, ids=str)
def test_a_wanted_dtype(value: object, dtype: str, expected: object) -> None:
    made = tf.constant(value, dtype)
    assert made.dtype.name == dtype
    assert made.numpy().tolist() == expected


REFUSED = [
    (1.5, "int32", TypeError),
    (1, "bool", TypeError),
    ([1.5], "bool", TypeError),
    ("a", "int32", TypeError),
    (1, "string", TypeError),
    (1j, "float32", TypeError),
    ([True], "complex64", TypeError),
    (1.0, "uint8", TypeError),
    (2**70, "int64", ValueError),
    (2**63, None, ValueError),
    (1e40, None, ValueError),
    ([1, 3.5e38], None, ValueError),
    ([True, 1], None, ValueError),
    ([1, 1j], None, ValueError),
    ([1, "a"], None, ValueError),
    ([[1], [2, 3]], None, ValueError),
    (None, None, ValueError),
    ([None, 1], None, ValueError),
    ({}, None, ValueError),
    pytest.param(object(), None, ValueError, id="object"),
    (np.array([1, 2], object), None, ValueError),
    (np.array([None], object), None, ValueError),
    (np.datetime64("2020-01-01"), None, ValueError),
    (np.array(["x"]), "int32", ValueError),
]


@pytest.mark.parametrize(("value", "dtype", "error"), REFUSED, ids=str)
def test_values_that_do_not_fit(value: object, dtype: str | None, error: type[Exception]) -> None:
    with pytest.raises(error):
        tf.constant(value, dtype)


def test_infinity_and_nan_are_no_overflow() -> None:
    assert np.isinf(tf.constant(float("inf")).numpy())
    assert np.isnan(tf.constant([float("nan"), 1.0]).numpy()[0])
    assert np.isinf(tf.constant([1.0, float("-inf")]).numpy()[1])


def test_strings_are_stored_as_bytes() -> None:
    assert tf.constant("é").numpy() == "é".encode()
    assert tf.constant([["a", b"b"]]).numpy().tolist() == [[b"a", b"b"]]


def test_the_array_given_may_change_afterwards() -> None:
    array = np.ones(3, np.float32)
    made = tf.constant(array)
    array[:] = 7
    assert made.numpy().tolist() == [1, 1, 1]


def test_tensors_are_handed_through_and_checked() -> None:
    x = tf.constant([1, 2])
    assert tf.convert_to_tensor(x) is x
    with pytest.raises(ValueError, match="requested dtype float32 for Tensor with dtype int32"):
        tf.convert_to_tensor(x, tf.float32)
    with pytest.raises(TypeError, match="cast"):
        tf.constant(x, tf.float32)


def test_lists_that_hold_tensors_are_stacked() -> None:
    x = tf.constant(2.5)
    made = tf.convert_to_tensor([1, x, tf.Variable(4.0)])
    assert made.dtype is tf.float32
    assert made.numpy().tolist() == [1.0, 2.5, 4.0]


def test_objects_that_know_how_to_become_tensors() -> None:
    class Own:
        def __tf_tensor__(self, dtype: object = None, name: object = None) -> tf.Tensor:
            return tf.constant([7], dtype or tf.int64)

    class Array:
        def __array__(self, dtype: object = None, copy: object = None) -> np.ndarray:
            return np.array([1.0, 2.0])

    assert tf.convert_to_tensor(Own()).dtype is tf.int64
    assert tf.convert_to_tensor([Own(), Own()]).shape == [2, 1]
    assert tf.constant(Array()).dtype is tf.float64
    assert tf.convert_to_tensor(Array(), tf.float32).numpy().tolist() == [1.0, 2.0]


def test_shapes_become_vectors() -> None:
    assert tf.convert_to_tensor(tf.TensorShape([2, 3])).numpy().tolist() == [2, 3]
    assert tf.convert_to_tensor(tf.TensorShape([])).dtype is tf.int32
    with pytest.raises(ValueError, match="partially known TensorShape"):
        tf.convert_to_tensor(tf.TensorShape([2, None]))


def test_a_hint_is_followed_where_it_can_be() -> None:
    assert tf.convert_to_tensor(1, dtype_hint=tf.float32).dtype is tf.float32
    assert tf.convert_to_tensor(1.5, dtype_hint=tf.int32).dtype is tf.float32


def test_scalars_stay_numpy_scalars() -> None:
    assert isinstance(to_array(1.5), np.float32)
    assert isinstance(to_array(np.int8(3)), np.int8)
