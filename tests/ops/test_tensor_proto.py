"""Tests of ops/tensor_proto.py, example.py, sparse_serialization.py and core/protobuf.py."""

from __future__ import annotations

import copy

import numpy as np
import pytest

import pellucid as tf


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([1, 2], b'\x08\x03\x12\x04\x12\x02\x08\x02"\x08\x01\x00\x00\x00\x02\x00\x00\x00'),
        (["a", ""], b"\x08\x07\x12\x04\x12\x02\x08\x02B\x01aB\x00"),
        (np.zeros([0, 2], np.float32), b"\x08\x01\x12\x06\x12\x00\x12\x02\x08\x02"),
    ],
)
def test_serialize_tensor(value, expected):
    assert tf.io.serialize_tensor(value).numpy() == expected


@pytest.mark.parametrize(
    "dtype",
    [
        "float16",
        "bfloat16",
        "float32",
        "float64",
        "int8",
        "uint16",
        "int64",
        "uint64",
        "bool",
        "complex64",
    ],
)
def test_round_trips(dtype):
    value = tf.cast([[0, 1, 1]], dtype)
    found = tf.io.parse_tensor(tf.io.serialize_tensor(value), dtype)
    assert found.dtype == dtype
    assert np.array_equal(found.numpy(), value.numpy())
    single = tf.make_tensor_proto(value.numpy()[0, 1])
    assert tf.make_ndarray(single) == value.numpy()[0, 1]
    assert np.array_equal(tf.make_ndarray(tf.make_tensor_proto(value.numpy())), value.numpy())


def test_parse_tensor_refuses():
    data = tf.io.serialize_tensor([1, 2])
    for bad, dtype in (
        (data, tf.float32),
        (b"garbage", tf.int32),
        (b"", tf.int32),
        ([b""], tf.int32),
    ):
        with pytest.raises(tf.errors.InvalidArgumentError):
            tf.io.parse_tensor(bad, dtype)


def test_make_tensor_proto():
    made = tf.make_tensor_proto([1], shape=[2, 2])
    assert list(made.int_val) == [1]
    assert tf.make_ndarray(made).tolist() == [[1, 1], [1, 1]]
    assert str(tf.make_tensor_proto(5.0)) == "dtype: DT_FLOAT\ntensor_shape {\n}\nfloat_val: 5\n"
    assert tf.make_tensor_proto(made) is made
    with pytest.raises(ValueError, match="Too many"):
        tf.make_tensor_proto([1, 2, 3], shape=[2])
    with pytest.raises(TypeError, match="shape"):
        tf.make_tensor_proto([1, 2], shape=[4], verify_shape=True)
    with pytest.raises(ValueError, match="None"):
        tf.make_tensor_proto(None)


def test_messages():
    made = tf.train.Feature(int64_list=tf.train.Int64List(value=[1, 2]))
    assert made.WhichOneof("kind") == "int64_list"
    assert isinstance(made, tf.train.Feature)
    assert not isinstance(made, tf.train.Features)
    assert str(made) == "int64_list {\n  value: 1\n  value: 2\n}\n"
    assert tf.train.Feature.FromString(made.SerializeToString()) == made
    assert copy.deepcopy(made) == made
    assert tf.train.BytesList(value=[b"a"]).SerializeToString() == b"\n\x01a"
    features = tf.train.Features()
    features.feature["x"].CopyFrom(made)
    assert list(features.feature["x"].int64_list.value) == [1, 2]
    with pytest.raises(ValueError):
        tf.train.Feature(nothing=1)


def test_sparse_tensors_as_strings():
    sparse = tf.sparse.from_dense([[0, 3], [1, 2]])
    many = tf.io.serialize_many_sparse(sparse)
    assert many.shape == [2, 3]
    assert tf.io.serialize_sparse(sparse).shape == [3]
    again = tf.io.deserialize_many_sparse(many, tf.int32, rank=1)
    assert tf.sparse.to_dense(again).numpy().tolist() == [[0, 3], [1, 2]]
    with pytest.raises(TypeError):
        tf.io.serialize_sparse(tf.constant([1]))
