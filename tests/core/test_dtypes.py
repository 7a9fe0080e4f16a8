"""DType: the numbers, kinds and conversions that TensorFlow 2.21 gives."""

from __future__ import annotations

import copy
import pickle

import ml_dtypes
import numpy as np
import pytest

from pellucid.core import dtypes

# name, number, size, kinds, is_numeric; as real TensorFlow prints them
TENSORFLOW = [
    ("float32", 1, 4, "floating", True),
    ("float64", 2, 8, "floating", True),
    ("int32", 3, 4, "integer", True),
    ("uint8", 4, 1, "integer unsigned", True),
    ("int16", 5, 2, "integer", True),
    ("int8", 6, 1, "integer", True),
    ("string", 7, 0, "", False),
    ("complex64", 8, 8, "complex", True),
    ("int64", 9, 8, "integer", True),
    ("bool", 10, 1, "bool", False),
    ("qint8", 11, 1, "quantized", True),
    ("quint8", 12, 1, "quantized", True),
    ("qint32", 13, 4, "quantized", True),
    ("bfloat16", 14, 2, "floating", True),
    ("qint16", 15, 2, "quantized", True),
    ("quint16", 16, 2, "quantized", True),
    ("uint16", 17, 2, "integer unsigned", True),
    ("complex128", 18, 16, "complex", True),
    ("float16", 19, 2, "floating", True),
    ("resource", 20, 0, "", False),
    ("variant", 21, 0, "", False),
    ("uint32", 22, 4, "integer unsigned", True),
    ("uint64", 23, 8, "integer unsigned", True),
    ("float8_e5m2", 24, 1, "floating", False),
    ("float8_e4m3fn", 25, 1, "floating", False),
    ("float8_e4m3fnuz", 26, 1, "floating", False),
    ("float8_e4m3b11fnuz", 27, 1, "floating", False),
    ("float8_e5m2fnuz", 28, 1, "floating", False),
    ("int4", 29, 1, "integer", False),
    ("uint4", 30, 1, "integer unsigned", False),
    ("int2", 31, 1, "integer", False),
    ("uint2", 32, 1, "integer unsigned", False),
    ("float4_e2m1fn", 33, 1, "floating", False),
]


@pytest.mark.parametrize(("name", "number", "size", "kinds", "numeric"), TENSORFLOW)
def test_every_dtype_of_tensorflow(name, number, size, kinds, numeric):
    dtype = getattr(dtypes, name)
    assert dtype.name == name
    assert dtype.as_datatype_enum == number
    assert dtype.size == size
    assert dtype.is_numeric is numeric
    for kind in ("floating", "integer", "bool", "complex", "unsigned", "quantized"):
        assert getattr(dtype, f"is_{kind}") is (kind in kinds.split()), kind
    assert dtype.is_numpy_compatible is (name not in ("resource", "variant"))
    assert dtypes.as_dtype(name) is dtypes.DType(number) is dtype
    assert isinstance(dtype.np_dtype, np.dtype)


def test_table_is_complete():
    assert {dtype.name for dtype in dtypes.ALL} == {row[0] for row in TENSORFLOW}


def test_repr_and_str():
    assert repr(dtypes.float32) == "tf.float32"
    assert str(dtypes.half) == "<dtype: 'float16'>"
    assert dtypes.half is dtypes.float16
    assert dtypes.double is dtypes.float64


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("half", "float16"),
        ("double", "float64"),
        ("float", "float32"),
        (float, "float32"),
        (bool, "bool"),
        (object, "string"),
        (np.str_, "string"),
        (np.dtype("U3"), "string"),
        (np.dtype("S5"), "string"),
        (np.dtype(object), "string"),
        (np.dtype(">i4"), "int32"),
        (np.longlong, "int64"),
        (np.float16, "float16"),
        (np.int64(3), "int64"),
        (np.array([1], np.uint8), "uint8"),
        (ml_dtypes.bfloat16, "bfloat16"),
        (19, "float16"),
    ],
)
def test_as_dtype(value, name):
    assert dtypes.as_dtype(value).name == name


@pytest.mark.parametrize(
    "value",
    [int, str, bytes, complex, list, None, "int", "f4", "nope", "str", [1], np.datetime64, 99],
)
def test_as_dtype_refuses(value):
    with pytest.raises(TypeError, match="is not a data type"):
        dtypes.as_dtype(value)


def test_from_numpy_refuses_what_no_tensor_holds():
    for np_dtype in (np.dtype("M8[s]"), np.dtype(np.longdouble), np.dtype([("a", "i4")])):
        with pytest.raises(TypeError):
            dtypes.from_numpy(np_dtype)


def test_from_numpy_inverts_np_dtype():
    for dtype in dtypes.ALL - {dtypes.resource, dtypes.variant}:
        assert dtypes.from_numpy(dtype.np_dtype) is dtype


def test_equality():
    assert dtypes.float32 == "float32"
    assert dtypes.float32 == np.float32
    assert np.dtype("float32") == dtypes.float32
    assert dtypes.float32 != "float64"
    assert dtypes.float32 != None  # noqa: E711
    assert dtypes.float32 != "nope"
    assert dtypes.float32 not in (int, str)
    assert {dtypes.float32: 1}[dtypes.as_dtype("float32")] == 1


@pytest.mark.parametrize(
    ("name", "lowest", "highest"),
    [
        ("int8", -128, 127),
        ("uint64", 0, 2**64 - 1),
        ("int4", -8, 7),
        ("float16", -65504, 65504),
        ("float32", np.finfo(np.float32).min, np.finfo(np.float32).max),
        ("bfloat16", -3.3895313892515355e38, 3.3895313892515355e38),
        ("float8_e4m3fn", -448, 448),
    ],
)
def test_min_and_max(name, lowest, highest):
    dtype = dtypes.as_dtype(name)
    assert float(dtype.min) == lowest or dtype.min == lowest
    assert float(dtype.max) == highest or dtype.max == highest


def test_min_of_what_has_none():
    for dtype in (dtypes.bool, dtypes.string, dtypes.complex64, dtypes.qint8, dtypes.variant):
        with pytest.raises(TypeError, match="min"):
            _ = dtype.min


def test_limits():
    assert dtypes.float32.limits == (0, 1)
    assert dtypes.uint8.limits == (0, 255)
    assert dtypes.bool.limits == (0, True)
    for dtype in (dtypes.float16, dtypes.complex64, dtypes.int4, dtypes.string):
        with pytest.raises(ValueError, match="limits"):
            _ = dtype.limits


def test_as_numpy_dtype():
    assert dtypes.float32.as_numpy_dtype is np.float32
    assert dtypes.string.as_numpy_dtype is object
    assert dtypes.qint8.as_numpy_dtype == np.dtype([("qint8", "i1")])
    with pytest.raises(KeyError):
        _ = dtypes.resource.as_numpy_dtype


def test_real_dtype():
    assert dtypes.complex64.real_dtype is dtypes.float32
    assert dtypes.complex128.real_dtype is dtypes.float64
    assert dtypes.int8.real_dtype is dtypes.int8


def test_reference_dtypes():
    reference = dtypes.as_dtype("float32_ref")
    assert reference._is_ref_dtype
    assert reference.as_datatype_enum == 101
    assert reference.base_dtype is dtypes.float32
    assert reference != dtypes.float32
    assert dtypes.float32.is_compatible_with(reference)
    assert not reference.is_compatible_with(dtypes.float32)


def test_singletons_survive_copying():
    assert pickle.loads(pickle.dumps(dtypes.bfloat16)) is dtypes.bfloat16
    assert copy.deepcopy(dtypes.int8) is dtypes.int8
    assert copy.copy(dtypes.int8) is dtypes.int8


def test_immutable():
    with pytest.raises(AttributeError, match="immutable"):
        dtypes.float32.name = "int8"
    with pytest.raises(AttributeError, match="immutable"):
        del dtypes.float32.name


def test_sets():
    assert {"float16", "bfloat16", "float32", "float64"} == {d.name for d in dtypes.FLOATING}
    assert dtypes.NUMERIC == dtypes.REAL | dtypes.COMPLEX
    assert len(dtypes.INTEGER) == 8
    assert dtypes.bool not in dtypes.NUMERIC
    assert dtypes.qint8 in dtypes.QUANTIZED_DTYPES


def test_unknown_number():
    with pytest.raises(TypeError, match="99"):
        dtypes.DType(99)
