"""What public functions accept: aliases for annotations, without any work at run time.

TensorLike    anything `tf.convert_to_tensor` takes, and what runs ops on its own terms (ragged)
ShapeLike     anything `tf.TensorShape` takes, and sizes that are tensors
DTypeLike     anything `tf.as_dtype` takes
AxisLike      one axis or several, negative ones counted from the end
Nested        a value, or lists, tuples and dicts of such values
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypeVar, Union

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from pellucid.core.dtypes import DType
    from pellucid.core.shapes import TensorShape
    from pellucid.core.tensor import Tensor

    class Convertible(Protocol):
        """What says itself which tensor it becomes."""

        @property
        def __tf_tensor__(self) -> Callable[..., Any]: ...

    class RunsOps(Protocol):
        """What runs ops on its own terms: ragged tensors, Keras's symbolic ones."""

        @property
        def __op_call__(self) -> Callable[..., Any]: ...


T = TypeVar("T")

TensorLike: TypeAlias = Union[
    "Tensor", "npt.ArrayLike", "Convertible", "RunsOps",
    int, float, bool, complex, str, bytes, Sequence[Any],
]  # fmt: skip
ShapeLike: TypeAlias = Union["TensorShape", "Tensor", Sequence["int | Tensor | None"], int, None]
DTypeLike: TypeAlias = Union["DType", "np.dtype[Any]", type, str, int]
AxisLike: TypeAlias = Union[int, Sequence[int], "Tensor"]
Nested: TypeAlias = T | Sequence["Nested[T]"] | Mapping[Any, "Nested[T]"]
