"""What a call looks like to tf.function."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import pellucid as tf
from pellucid.function.signature import Parameters, describe, match_signature, spec_of


def key(value: Any) -> Any:
    return describe(value, [])


def test_tensors_count_by_dtype_and_shape() -> None:
    assert (
        key(tf.constant([1, 2]))
        == key(np.array([3, 4], np.int32))
        == key(tf.TensorSpec([2], tf.int32))
    )
    assert key(tf.constant([1, 2])) != key(tf.constant([1.0, 2.0]))
    assert key(tf.constant([1, 2])) != key(tf.constant([1, 2, 3]))
    assert key(tf.constant(1.0, tf.bfloat16)) != key(tf.constant(1.0, tf.float16))


def test_what_is_found_is_collected_in_order() -> None:
    found: list[Any] = []
    x, v = tf.constant(1.0), tf.Variable(2.0)
    describe({"b": [x, 3], "a": v}, found)
    assert found == [v, x] or (found[0] is v and found[1] is x)


def test_variables_count_by_identity_among_each_other() -> None:
    x, y = tf.Variable(1.0), tf.Variable(2.0)
    assert key([x, y]) == key([y, x])
    assert key([x, x]) != key([x, y])


def test_nests_and_objects() -> None:
    assert key([1, 2]) != key((1, 2))
    assert key({"a": 1, "b": 2}) == key({"b": 2, "a": 1})
    hash(key({"a": [1, {"b": (None, "x")}]}))
    thing = object()
    assert key(thing) == key(thing) != key(object())


def test_parameters_bind_defaults_and_keywords() -> None:
    parameters = Parameters(lambda x, y=2, *rest, k=3: None)
    assert parameters.bind((1,), {}) == ((1, 2), {"k": 3})
    assert parameters.bind((), {"y": 5, "x": 1}) == ((1, 5), {"k": 3})
    with pytest.raises(TypeError, match="'x'"):
        parameters.bind((), {})


def test_match_signature_converts() -> None:
    spec = tf.TensorSpec([None], tf.float32)
    (made,) = match_signature([spec], [[1, 2]], "f")
    assert made.dtype is tf.float32
    with pytest.raises(TypeError, match="cast"):
        match_signature([spec], [tf.constant(1.0)], "f")


def test_spec_of() -> None:
    made = spec_of({"x": tf.constant([1.0]), "n": 3}, "d")
    assert made["n"] == 3
    assert made["x"].shape == [1]
    assert made["x"].dtype is tf.float32
