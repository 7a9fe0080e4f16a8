"""The element types of tensors: one `DType` object for each of TensorFlow's data types.

Every dtype is a singleton, so inner code compares with `is`; users may also compare with anything
that `as_dtype` understands (`x.dtype == "float32"`, `x.dtype == np.float32`).

The tables of this module, for the code that stands on it:

* `NUMPY_TO_DTYPE` and `from_numpy`: from a NumPy dtype to ours, one dictionary lookup;
* `DType.np_dtype`: the way back, always an `np.dtype` instance;
* `FLOATING`, `COMPLEX`, `SIGNED_INTEGER`, `UNSIGNED_INTEGER`, `INTEGER`, `REAL`, `NUMERIC`, `ALL`:
  the sets of dtypes from which an op's schema is made.
"""

from __future__ import annotations

import builtins
from typing import Any

import ml_dtypes
import numpy as np

from pellucid.core.errors import explain

_REF_OFFSET = 100  # TensorFlow's DataType numbers a reference to dtype n as 100 + n.
_BY_ENUM: dict[int, DType] = {}
_LOOKUP: dict[
    Any, DType
] = {}  # what `as_dtype` understands: names, numbers, Python and NumPy types

NUMPY_TO_DTYPE: dict[np.dtype[Any], DType] = {}
"""From every `np.dtype` that a tensor can hold to its `DType`; `from_numpy` also knows odd ones."""


class DType:
    """The element type of a tensor, such as `tf.float32`.

    `DType(enum)` and `as_dtype(anything)` return the one object of that type; it cannot be changed.

    Attributes:
        name: TensorFlow's name, `"float32"`.
        as_datatype_enum: the number of the type in TensorFlow's `DataType` enum (float32 is 1).
        np_dtype: the `np.dtype` instance that holds such elements; `object` for string, resource
            and variant.
        size: bytes of one element; 0 for string, resource and variant.
        is_floating, is_integer, is_bool, is_complex, is_unsigned, is_quantized: the kind, as
            booleans. Quantized types are not integers, complex types are not floating.
        is_numeric: floating, integer, complex or quantized.
        is_numpy_compatible: NumPy can hold it (everything but resource and variant).

    Example:
        >>> tf.as_dtype("half").size
        2
        >>> tf.int8.max
        127

    Reference: https://www.tensorflow.org/api_docs/python/tf/dtypes/DType
    """

    __slots__ = (
        "_is_ref_dtype",
        "as_datatype_enum",
        "base_dtype",
        "is_bool",
        "is_complex",
        "is_floating",
        "is_integer",
        "is_numeric",
        "is_numpy_compatible",
        "is_quantized",
        "is_unsigned",
        "name",
        "np_dtype",
        "size",
    )

    name: str
    as_datatype_enum: int
    np_dtype: np.dtype[Any]
    size: int
    is_bool: builtins.bool
    is_complex: builtins.bool
    is_floating: builtins.bool
    is_integer: builtins.bool
    is_numeric: builtins.bool
    is_numpy_compatible: builtins.bool
    is_quantized: builtins.bool
    is_unsigned: builtins.bool
    base_dtype: DType
    _is_ref_dtype: builtins.bool

    def __new__(cls, type_enum: int) -> DType:
        """Return the dtype with this number in TensorFlow's `DataType` enum."""
        try:
            return _BY_ENUM[int(type_enum)]
        except KeyError:
            expected = "a number of TensorFlow's DataType enum, such as 1 for float32"
            raise TypeError(
                explain("tf.DType [type_enum]", "no dtype", expected=expected, received=type_enum)
            ) from None

    # A dtype is shared by every tensor in the process: writing to one is always a mistake.
    def __setattr__(self, attribute: str, value: object) -> None:
        raise AttributeError(
            explain("tf.DType", f"{self!r} is immutable: cannot set {attribute!r}")
        )

    def __delattr__(self, attribute: str) -> None:
        raise AttributeError(
            explain("tf.DType", f"{self!r} is immutable: cannot delete {attribute!r}")
        )

    def __repr__(self) -> str:
        return f"tf.{self.name}"

    def __str__(self) -> str:
        return f"<dtype: {self.name!r}>"

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return as_dtype, (self.name,)

    def __eq__(self, other: object) -> builtins.bool:
        if self is other:
            return True
        if other is None or type(other) is DType:
            return False
        try:
            return as_dtype(other) is self
        except TypeError:
            return False

    def __ne__(self, other: object) -> builtins.bool:
        return not self.__eq__(other)

    __hash__ = object.__hash__

    @property
    def as_numpy_dtype(self) -> Any:
        """The NumPy scalar type, such as `np.float32`; `object` for string.

        A quantized dtype gives the structured `np.dtype` that TensorFlow uses for it.

        Raises:
            KeyError: for resource and variant, which NumPy cannot hold.
        """
        if not self.is_numpy_compatible:
            raise KeyError(explain("tf.DType.as_numpy_dtype", f"{self!r} has no NumPy equivalent"))
        if self.is_quantized:
            return self.np_dtype
        return object if self.base_dtype is string else self.np_dtype.type

    @property
    def real_dtype(self) -> DType:
        """The dtype of the real part: float32 for complex64, float64 for complex128, or `self`."""
        return {complex64: float32, complex128: float64}.get(self.base_dtype, self)

    @property
    def min(self) -> Any:
        """The lowest finite value: an `int` for integers, a NumPy scalar for floating types.

        Raises:
            TypeError: for bool, string, complex, quantized, resource and variant.
        """
        return self._extreme("min")

    @property
    def max(self) -> Any:
        """The highest finite value: an `int` for integers, a NumPy scalar for floating types.

        Raises:
            TypeError: for bool, string, complex, quantized, resource and variant.
        """
        return self._extreme("max")

    def _extreme(self, which: str) -> Any:
        if self.is_integer:
            return int(getattr(ml_dtypes.iinfo(self.np_dtype), which))
        if self.is_floating:
            return getattr(ml_dtypes.finfo(self.np_dtype), which)
        expected = "a floating or integer dtype"
        raise TypeError(
            explain(f"tf.DType.{which}", f"no {which}imum", expected=expected, received=self.name)
        )

    @property
    def limits(self) -> tuple[Any, Any]:
        """The range that images of this dtype span: (0, 1) for floats, (0, max) for integers.

        Raises:
            ValueError: for the other dtypes.
        """
        base = self.base_dtype
        if base in INTEGER:
            return 0, base.max
        if base is bool:
            return 0, True
        if base is float32 or base is float64:
            return 0, 1
        expected = "bool, float32, float64 or an integer dtype of 8 to 64 bits"
        raise ValueError(
            explain("tf.DType.limits", "no limits", expected=expected, received=self.name)
        )

    def is_compatible_with(self, other: object) -> builtins.bool:
        """True if a tensor of dtype `other` may be used where this dtype is asked for.

        Args:
            other: anything `as_dtype` accepts.

        Raises:
            TypeError: if `other` is not a dtype.
        """
        other = as_dtype(other)
        return other is self or other.base_dtype is self


def _define(enum: int, name: str, numpy_type: Any) -> DType:
    """Make the dtype and its `_ref` twin (the type of a TF1 reference variable), and enter both."""
    np_dtype = np.dtype(numpy_type)
    dtype = _make(enum, name, np_dtype, base=None)
    _make(enum + _REF_OFFSET, name + "_ref", np_dtype, base=dtype)
    if not name.startswith(("resource", "variant")):
        NUMPY_TO_DTYPE[np_dtype] = dtype
        _LOOKUP[np_dtype] = dtype
        if not dtype.is_quantized:  # their NumPy scalar type is np.void, which all of them share
            _LOOKUP[np_dtype.type] = dtype
    return dtype


def _make(enum: int, name: str, np_dtype: np.dtype[Any], base: DType | None) -> DType:
    dtype = object.__new__(DType)
    is_holder = name.startswith(("string", "resource", "variant"))
    is_floating = name.startswith(("float", "bfloat"))
    is_integer = name.startswith(("int", "uint"))
    is_quantized = name.startswith(("qint", "quint"))
    is_complex = name.startswith("complex")
    is_small = np_dtype.itemsize == 1 and np_dtype.type.__module__ == "ml_dtypes"
    fields: dict[str, Any] = {
        "name": name,
        "as_datatype_enum": enum,
        "np_dtype": np_dtype,
        "size": 0 if is_holder else np_dtype.itemsize,
        "is_bool": name.startswith("bool"),
        "is_complex": is_complex,
        "is_floating": is_floating,
        "is_integer": is_integer,
        "is_numeric": (is_floating or is_integer or is_quantized or is_complex) and not is_small,
        "is_numpy_compatible": not name.startswith(("resource", "variant")),
        "is_quantized": is_quantized,
        "is_unsigned": name.startswith("uint"),
        "base_dtype": base or dtype,
        "_is_ref_dtype": base is not None,
    }
    for field, value in fields.items():
        object.__setattr__(dtype, field, value)
    _BY_ENUM[enum] = _LOOKUP[enum] = _LOOKUP[name] = dtype
    return dtype


float32 = _define(1, "float32", np.float32)
float64 = _define(2, "float64", np.float64)
int32 = _define(3, "int32", np.int32)
uint8 = _define(4, "uint8", np.uint8)
int16 = _define(5, "int16", np.int16)
int8 = _define(6, "int8", np.int8)
string = _define(7, "string", np.object_)
complex64 = _define(8, "complex64", np.complex64)
int64 = _define(9, "int64", np.int64)
bool = _define(10, "bool", np.bool_)
qint8 = _define(11, "qint8", [("qint8", "i1")])
quint8 = _define(12, "quint8", [("quint8", "u1")])
qint32 = _define(13, "qint32", [("qint32", "<i4")])
bfloat16 = _define(14, "bfloat16", ml_dtypes.bfloat16)
qint16 = _define(15, "qint16", [("qint16", "<i2")])
quint16 = _define(16, "quint16", [("quint16", "<u2")])
uint16 = _define(17, "uint16", np.uint16)
complex128 = _define(18, "complex128", np.complex128)
float16 = _define(19, "float16", np.float16)
resource = _define(20, "resource", np.object_)
variant = _define(21, "variant", np.object_)
uint32 = _define(22, "uint32", np.uint32)
uint64 = _define(23, "uint64", np.uint64)
float8_e5m2 = _define(24, "float8_e5m2", ml_dtypes.float8_e5m2)
float8_e4m3fn = _define(25, "float8_e4m3fn", ml_dtypes.float8_e4m3fn)
float8_e4m3fnuz = _define(26, "float8_e4m3fnuz", ml_dtypes.float8_e4m3fnuz)
float8_e4m3b11fnuz = _define(27, "float8_e4m3b11fnuz", ml_dtypes.float8_e4m3b11fnuz)
float8_e5m2fnuz = _define(28, "float8_e5m2fnuz", ml_dtypes.float8_e5m2fnuz)
int4 = _define(29, "int4", ml_dtypes.int4)
uint4 = _define(30, "uint4", ml_dtypes.uint4)
int2 = _define(31, "int2", ml_dtypes.int2)
uint2 = _define(32, "uint2", ml_dtypes.uint2)
float4_e2m1fn = _define(33, "float4_e2m1fn", ml_dtypes.float4_e2m1fn)

half = float16
double = float64

_LOOKUP |= {
    "half": float16,
    "float": float32,
    "double": float64,
    builtins.float: float32,
    builtins.bool: bool,
    builtins.object: string,
    np.str_: string,
    np.bytes_: string,
    np.intc: int32,  # C's names are classes of their own where two of them have the same size
    np.uintc: uint32,
    np.longlong: int64,
    np.ulonglong: uint64,
}

FLOATING = frozenset({float16, bfloat16, float32, float64})
COMPLEX = frozenset({complex64, complex128})
SIGNED_INTEGER = frozenset({int8, int16, int32, int64})
UNSIGNED_INTEGER = frozenset({uint8, uint16, uint32, uint64})
INTEGER = SIGNED_INTEGER | UNSIGNED_INTEGER
REAL = FLOATING | INTEGER
NUMERIC = REAL | COMPLEX
ALL = frozenset(dtype for dtype in _BY_ENUM.values() if not dtype._is_ref_dtype)
QUANTIZED_DTYPES = frozenset(dtype for dtype in _BY_ENUM.values() if dtype.is_quantized)


def from_numpy(np_dtype: np.dtype[Any]) -> DType:
    """Return the `DType` of a NumPy array's dtype; object, bytes and text arrays are `string`.

    Args:
        np_dtype: an `np.dtype` instance, as in `array.dtype`; any byte order.

    Raises:
        TypeError: if no tensor holds such elements (datetime64, longdouble, records, ...).

    Example:
        >>> from_numpy(np.dtype("U3"))
        tf.string
    """
    try:
        return NUMPY_TO_DTYPE[np_dtype]
    except KeyError:
        pass
    if np_dtype.kind in "SU":
        return string
    dtype = NUMPY_TO_DTYPE.get(np_dtype.newbyteorder("="))
    if dtype is None:
        raise _not_a_dtype(np_dtype)
    return dtype


def as_dtype(type_value: Any) -> DType:
    """Return the `DType` that `type_value` names.

    Args:
        type_value: a `DType`, its name (`"float32"`, `"half"`, `"double"`, `"float"`), a number of
            TensorFlow's `DataType` enum, a NumPy dtype or scalar type, a NumPy array (for its
            dtype), or Python's `float` (float32), `bool` or `object` (string).

    Raises:
        TypeError: for anything else. Python's `int` is refused, as it could mean int32 or int64.

    Example:
        >>> tf.as_dtype(np.int8)
        tf.int8

    Reference: https://www.tensorflow.org/api_docs/python/tf/dtypes/as_dtype
    """
    if type(type_value) is DType:
        return type_value
    if isinstance(type_value, (np.dtype, np.ndarray, np.generic)):
        np_dtype = type_value if isinstance(type_value, np.dtype) else type_value.dtype
        return from_numpy(np_dtype)
    try:
        return _LOOKUP[type_value]
    except (KeyError, TypeError):  # TypeError: it cannot be hashed
        raise _not_a_dtype(type_value) from None


def _not_a_dtype(type_value: object) -> TypeError:
    fix = " Fix: say which one, tf.int32 or tf.int64." if type_value is int else ""
    return TypeError(
        f"tf.as_dtype [type_value]: {type_value!r} is not a data type. Expected a tf.DType, "
        f"a name such as 'float32', or a NumPy dtype.{fix}"
    )
