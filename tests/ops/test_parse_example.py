"""Tests of ops/parse_example.py and what it stands on: features, wire format, columns."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import pellucid as tf

Fixed, Var, Ragged = tf.io.FixedLenFeature, tf.io.VarLenFeature, tf.io.RaggedFeature
Sequence, Sparse = tf.io.FixedLenSequenceFeature, tf.io.SparseFeature


def feature(values: list[Any]) -> Any:
    if isinstance(values[0], bytes):
        return tf.train.Feature(bytes_list=tf.train.BytesList(value=values))
    if isinstance(values[0], float):
        return tf.train.Feature(float_list=tf.train.FloatList(value=values))
    return tf.train.Feature(int64_list=tf.train.Int64List(value=values))


def example(**values: list[Any]) -> bytes:
    features = {name: feature(v) for name, v in values.items()}
    made = tf.train.Example(features=tf.train.Features(feature=features))
    return made.SerializeToString()


A = example(x=[1, -2], y=[b"hi"], z=[0.5])
B = example(x=[300, 4], z=[1.5])
C = example(x=[2**40])


def test_fixed():
    parsed = tf.io.parse_example([A, B], {"x": Fixed([2], tf.int64), "z": Fixed([], tf.float32)})
    assert parsed["x"].numpy().tolist() == [[1, -2], [300, 4]]
    assert parsed["z"].numpy().tolist() == [0.5, 1.5]
    single = tf.io.parse_single_example(A, {"x": Fixed([1, 2], tf.int64)})
    assert single["x"].shape == [1, 2]
    default = tf.io.parse_example([B], {"y": Fixed([], tf.string, default_value="d")})
    assert default["y"].numpy().tolist() == [b"d"]


@pytest.mark.parametrize(
    "features",
    [
        {"y": Fixed([], tf.string)},
        {"x": Fixed([3], tf.int64)},
        {"x": Fixed([2], tf.float32)},
        {"x": Var(tf.string)},
    ],
)
def test_examples_that_do_not_fit(features):
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.io.parse_example([A, B], features)


@pytest.mark.parametrize(
    "data",
    [b"garbage", A[:-1], b"\x0a\xff", b"\xff" * 12],
    ids=["text", "cut", "length", "varint"],
)
def test_bytes_that_are_no_example(data):
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.io.parse_example([data], {"x": Fixed([2], tf.int64)})


@pytest.mark.parametrize(
    "features",
    [
        None, {}, {"x": 5}, {"x": Var(None)}, {"x": Fixed(None, tf.int64)},
        {"x": Fixed([None], tf.int64)}, {"x": Sequence([], tf.int64)},
    ],
)  # fmt: skip
def test_features_that_are_none(features):
    with pytest.raises(ValueError):
        tf.io.parse_example([A], features)


def test_variable_lengths():
    parsed = tf.io.parse_example(
        [A, C], {"x": Var(tf.int64), "q": Ragged(tf.int64), "y": Ragged(tf.string)}
    )
    assert parsed["x"].indices.numpy().tolist() == [[0, 0], [0, 1], [1, 0]]
    assert parsed["x"].values.numpy().tolist() == [1, -2, 2**40]
    assert parsed["x"].dense_shape.numpy().tolist() == [2, 2]
    assert parsed["q"].to_list() == [[], []]
    assert parsed["y"].to_list() == [[b"hi"], []]
    assert parsed["y"].row_splits.dtype == tf.int32
    padded = tf.io.parse_example([A, C], {"x": Sequence([], tf.int64, True, default_value=-7)})
    assert padded["x"].numpy().tolist() == [[1, -2], [2**40, -7]]
    single = tf.io.parse_single_example(A, {"x": Var(tf.int64), "z": Ragged(tf.float32)})
    assert single["x"].dense_shape.numpy().tolist() == [2]
    assert single["z"].numpy().tolist() == [0.5]


def test_sparse_feature():
    data = [example(i=[3, 0], v=[1.0, 2.0]), example(i=[1], v=[5.0])]
    found = tf.io.parse_example(data, {"s": Sparse("i", "v", tf.float32, 4)})["s"]
    assert tf.sparse.to_dense(found).numpy().tolist() == [[2, 0, 0, 1], [0, 5, 0, 0]]
    plane = example(i=[1, 0], j=[0, 3], v=[1.0, 2.0])
    found = tf.io.parse_single_example(plane, {"s": Sparse(["i", "j"], "v", tf.float32, [2, 4])})
    assert found["s"].indices.numpy().tolist() == [[0, 3], [1, 0]]
    with pytest.raises(ValueError):
        tf.io.parse_example([example(i=[1, 2], v=[1.0])], {"s": Sparse("i", "v", tf.float32, 4)})


@pytest.mark.parametrize(
    ("partition", "key"),
    [
        (Ragged.RowLengths("k"), [1, 0, 3]),
        (Ragged.RowSplits("k"), [0, 1, 1, 4]),
        (Ragged.RowStarts("k"), [0, 1, 1]),
        (Ragged.RowLimits("k"), [1, 1, 4]),
        (Ragged.ValueRowIds("k"), [0, 2, 2, 2]),
    ],
)
def test_partitions(partition, key):
    data = example(v=[1.0, 2.0, 3.0, 4.0], k=key)
    features = {"r": Ragged(tf.float32, value_key="v", partitions=[partition])}
    expected = [[1.0], [], [2.0, 3.0, 4.0]]
    assert tf.io.parse_single_example(data, features)["r"].to_list() == expected
    parse = tf.function(lambda d: tf.io.parse_example(d, features))
    assert parse(tf.constant([data, data]))["r"].to_list() == [expected, expected]


def test_uniform_and_nested_partitions():
    data = example(v=[1.0, 2.0, 3.0, 4.0], k=[2, 1, 1], m=[2, 1])
    uniform = Ragged(tf.float32, value_key="v", partitions=[Ragged.UniformRowLength(2)])
    assert tf.io.parse_single_example(data, {"r": uniform})["r"].numpy().tolist() == [
        [1, 2],
        [3, 4],
    ]
    parts = [Ragged.RowLengths("m"), Ragged.RowLengths("k")]
    nested = Ragged(tf.float32, value_key="v", partitions=parts)
    assert tf.io.parse_example([data], {"r": nested})["r"].to_list() == [[[[1, 2], [3]], [[4]]]]
    with pytest.raises(TypeError):
        Ragged(tf.float32, partitions=["k"])


def test_in_a_function():
    parse = tf.function(lambda d: tf.io.parse_single_example(d, {"x": Fixed([2], tf.int64)})["x"])
    assert parse(tf.constant(A)).numpy().tolist() == [1, -2]
    assert parse.get_concrete_function(tf.TensorSpec([], tf.string)).output_shapes == [2]


def test_unpacked_lists():
    text = '{"features": {"feature": {"x": {"int64List": {"value": [1, 300]}}}}}'
    found = tf.io.parse_example(tf.io.decode_json_example([text]), {"x": Fixed([2], tf.int64)})
    assert found["x"].numpy().tolist() == [[1, 300]]
    with pytest.raises(tf.errors.InvalidArgumentError, match="JSON"):
        tf.io.decode_json_example("garbage")


def sequence(context: dict[str, Any], lists: dict[str, list[Any]]) -> bytes:
    made = tf.train.SequenceExample(
        context=tf.train.Features(feature={k: feature(v) for k, v in context.items()}),
        feature_lists=tf.train.FeatureLists(
            feature_list={
                k: tf.train.FeatureList(feature=[feature(step) for step in steps])
                for k, steps in lists.items()
            }
        ),
    )
    return made.SerializeToString()


def test_sequences():
    data = [
        sequence({"l": [2]}, {"t": [[1], [2]], "u": [[b"a", b"b"], [b"c"]]}),
        sequence({"l": [5]}, {"t": [[7]]}),
    ]
    context, steps, lengths = tf.io.parse_sequence_example(
        data,
        {"l": Fixed([], tf.int64)},
        {"t": Sequence([], tf.int64), "u": Ragged(tf.string), "v": Var(tf.string)},
    )
    assert context["l"].numpy().tolist() == [2, 5]
    assert steps["t"].numpy().tolist() == [[1, 2], [7, 0]]
    assert steps["u"].to_list() == [[[b"a", b"b"], [b"c"]], []]
    assert steps["v"].dense_shape.numpy().tolist() == [2, 0, 0]
    assert lengths["t"].numpy().tolist() == [2, 1]
    context, steps = tf.io.parse_single_sequence_example(
        data[0], {"l": Fixed([], tf.int64)}, {"u": Var(tf.string), "t": Sequence([1], tf.int64)}
    )
    assert steps["u"].indices.numpy().tolist() == [[0, 0], [0, 1], [1, 0]]
    assert steps["t"].numpy().tolist() == [[1], [2]]
    with pytest.raises(tf.errors.InvalidArgumentError, match="'u'"):
        tf.io.parse_single_sequence_example(data[1], None, {"u": Sequence([], tf.string)})
    with pytest.raises(ValueError, match="None"):
        tf.io.parse_single_sequence_example(data[0])


def test_wire_reads_what_protobuf_writes():
    numbers = [0, 1, 127, 128, 2**31, 2**63 - 1, -1, -(2**63)]
    found = tf.io.parse_single_example(example(x=numbers), {"x": Fixed([8], tf.int64)})["x"]
    assert found.numpy().tolist() == numbers
    floats = [0.0, -1.5, float("inf"), 1e-45]
    found = tf.io.parse_single_example(example(x=floats), {"x": Fixed([4], tf.float32)})["x"]
    assert found.numpy().tolist() == np.float32(floats).tolist()
