"""Protocol buffer messages as tensors, and back; the answers are TensorFlow 2.21's."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

import pellucid as tf
from pellucid.ops.proto_wire import Field, read, records, write

FIXTURES = Path(__file__).parents[1] / "fixtures" / "protos"
spec = importlib.util.spec_from_file_location("proto_cases", FIXTURES / "cases.py")
cases = importlib.util.module_from_spec(spec)
spec.loader.exec_module(cases)
FOUND = cases.evaluate(tf)
ANSWERS = json.loads((FIXTURES / "answers.json").read_text())


@pytest.mark.parametrize("call", ANSWERS)
def test_calls(call):
    assert FOUND[call] == ANSWERS[call]


def test_descriptor_in_a_file(tmp_path):
    path = tmp_path / "descriptors"
    path.write_bytes(cases.descriptor_set())
    found = tf.io.decode_proto(b"(\x07", "p.M", ["int32"], [tf.int32], str(path))
    assert found.sizes.numpy().tolist() == [1]
    assert found.values[0].numpy().tolist() == [7]


def test_in_a_function():
    @tf.function(input_signature=[tf.TensorSpec([None, 2], tf.string)])
    def numbers(data):
        found = tf.io.decode_proto(data, "p.M", ["int32", "rstring"], [tf.int32, tf.string],
                                   cases.SOURCE)  # fmt: skip
        assert found.sizes.shape.as_list() == [None, 2, 2]
        assert found.values[1].shape.as_list() == [None, 2, None]
        return found.values[0], tf.io.encode_proto(
            found.sizes, found.values, ["int32", "rstring"], "p.M", cases.SOURCE
        )

    values, again = numbers([[b"(\x07", b""]])
    assert values.numpy().tolist() == [[[7], [0]]]
    assert again.numpy().tolist() == [[b"(\x07", b""]]


def test_groups():
    one = Field(2, "group", True, False, b"")
    data = write(one, [b"\x08\x01", b"\x1b\x08\x02\x1c"])  # the second holds a group, number 3
    assert data.hex() == "13080114131b08021c14"
    assert read(one, records(data)) == [b"\x08\x01", b"\x1b\x08\x02\x1c"]
    for damaged in (data[:-1], b"\x14", b"\x13\x1c\x14"):
        with pytest.raises(ValueError, match=r"group|it ends"):
            list(records(damaged))


@given(st.binary(max_size=40))
def test_any_bytes(data):
    """Either a message or a DataLossError, and what is a message survives the way back."""
    names = ["int32", "rint64", "string", "rfixed32", "packed"]
    types = [tf.int32, tf.int64, tf.string, tf.uint32, tf.int32]
    try:
        found = tf.io.decode_proto(data, "p.M", names, types, cases.SOURCE)
    except tf.errors.DataLossError:
        return
    batched = [tf.expand_dims(v, 0) for v in found.values]
    data = tf.io.encode_proto(found.sizes[None], batched, names, "p.M", cases.SOURCE)[0]
    again = tf.io.decode_proto(data, "p.M", names, types, cases.SOURCE)
    for before, after in zip(found.values, again.values, strict=True):
        assert before.numpy().tolist() == after.numpy().tolist()
