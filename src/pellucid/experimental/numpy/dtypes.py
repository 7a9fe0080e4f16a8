"""Element types, by NumPy's names."""

from __future__ import annotations

from typing import Any

import numpy as np

bool_ = np.bool_
complex128 = np.complex128
complex64 = np.complex64
complex_ = np.complex128
float16 = np.float16
float32 = np.float32
float64 = np.float64
float_ = np.float64
inexact = np.inexact
int16 = np.int16
int32 = np.int32
int64 = np.int64
int8 = np.int8
int_ = np.int64
object_ = np.object_
string_ = np.bytes_
uint16 = np.uint16
uint32 = np.uint32
uint64 = np.uint64
uint8 = np.uint8
unicode_ = np.str_


def finfo(dtype: Any) -> np.finfo:
    """Limits and precision of a floating dtype (or of a tensor's)."""
    return np.finfo(_numpy(dtype))


def iinfo(int_type: Any) -> np.iinfo:
    """Limits of an integer dtype."""
    return np.iinfo(_numpy(int_type))


def issubdtype(arg1: Any, arg2: Any) -> bool:
    """Whether the first dtype is the second, or one of the kind that it names."""
    return bool(np.issubdtype(_numpy(arg1), _numpy(arg2)))


def _numpy(dtype: Any) -> Any:
    if not isinstance(dtype, type):
        dtype = getattr(dtype, "dtype", dtype)
    return getattr(dtype, "as_numpy_dtype", dtype)
