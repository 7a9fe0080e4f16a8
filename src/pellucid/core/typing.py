"""What public functions accept: aliases for annotations, without any work at run time.

TensorLike    anything `tf.convert_to_tensor` takes
ShapeLike     anything `tf.TensorShape` takes
DTypeLike     anything `tf.as_dtype` takes
AxisLike      one axis or several, negative ones counted from the end
Nested        a value, or lists, tuples and dicts of such values
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, Union

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from pellucid.core.dtypes import DType
    from pellucid.core.shapes import TensorShape
    from pellucid.core.tensor import Tensor

T = TypeVar("T")

TensorLike: TypeAlias = Union[
    "Tensor", "npt.ArrayLike", int, float, bool, complex, str, bytes, Sequence[Any]
]
ShapeLike: TypeAlias = Union["TensorShape", "Tensor", Sequence["int | None"], int, None]
DTypeLike: TypeAlias = Union["DType", "np.dtype[Any]", type, str, int]
AxisLike: TypeAlias = Union[int, Sequence[int], "Tensor"]
Nested: TypeAlias = T | Sequence["Nested[T]"] | Mapping[Any, "Nested[T]"]
