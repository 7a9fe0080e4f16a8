"""TensorFlow's notation for the inputs and outputs of an op."""

from __future__ import annotations

import pytest

from pellucid.core import dtypes
from pellucid.core.schema import parse


def test_one_type_for_all() -> None:
    schema = parse("x: T, y: T -> z: T", {"T": dtypes.FLOATING})
    assert [a.name for a in schema.inputs] == ["x", "y"]
    assert schema.outputs[0].variable == "T"
    assert schema.types["T"] == dtypes.FLOATING
    assert schema.derived == {"T"}


def test_fixed_types() -> None:
    schema = parse("condition: bool, t: T -> out: int64", {})
    assert schema.inputs[0].dtype is dtypes.bool
    assert schema.inputs[0].variable == ""
    assert schema.outputs[0].dtype is dtypes.int64
    assert schema.types["T"] == dtypes.ALL


def test_lists() -> None:
    schema = parse("values: N*T, axis: Tidx, more: Tin... -> out: M*string", {"M": int})
    values, axis, more = schema.inputs
    assert (values.count, values.variable, values.is_list) == ("N", "T", True)
    assert not axis.is_list
    assert more.variadic
    assert (schema.outputs[0].dtype, schema.outputs[0].count) == (dtypes.string, "M")
    assert schema.derived == {"N", "T", "Tidx", "Tin"}


def test_attributes() -> None:
    schema = parse("x: T -> y: out_type", {"out_type": dtypes.int32, "axes": list, "keep": False})
    assert schema.defaults == {"out_type": dtypes.int32, "keep": False}
    assert schema.required == {"axes": list}


def test_no_inputs_no_outputs() -> None:
    assert parse("->", {}).inputs == parse("->", {}).outputs == ()
    with pytest.raises(AssertionError):
        parse("x: T", {})
