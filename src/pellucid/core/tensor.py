"""Tensors: `Tensor` (what users name), and `EagerTensor`, which holds its numbers now.

    Tensor                the public class: dtype, shape, operators
      EagerTensor         an array in memory (NumPy on the CPU, a device array after compiled code)
      SymbolicTensor      an output of a graph node (in `graph/graph.py`)

The arithmetic operators and `[]` are ops like all others; `ops/operators.py` writes them and
binds them to these classes, because `core` knows nothing of ops.

An array behind a tensor is never written to. `numpy()` therefore hands out a copy, which the
caller may change; `__array__` hands out a read-only view.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.devices import CPU_0
from pellucid.core.errors import describe, explain
from pellucid.core.shapes import TensorShape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pellucid.core.dtypes import DType

copied: Callable[[np.ndarray], np.ndarray] = np.array
"""How an array is copied: with threads, once `runtime/blocks.py` is there."""


class Tensor:
    """A typed, rectangular, n-dimensional array: the value that flows between operations.

    Attributes:
        dtype: the element type, a `tf.DType`.
        shape: a `tf.TensorShape`; dimensions are unknown (`None`) only while a graph is built.

    Example:
        >>> x = tf.constant([[1., 2.], [3., 4.]])
        >>> x.shape, x.dtype
        (TensorShape([2, 2]), tf.float32)
    """

    # Whether the dtype gives way to others (`core/promotion.py`); only while a mode is on.
    weak: bool = False

    # NumPy must let Tensor.__radd__ and its kin win over its own operators.
    __array_priority__ = 100

    if TYPE_CHECKING:  # bound by ops/operators.py

        def __add__(self, other: Any) -> Tensor: ...
        def __radd__(self, other: Any) -> Tensor: ...
        def __sub__(self, other: Any) -> Tensor: ...
        def __rsub__(self, other: Any) -> Tensor: ...
        def __mul__(self, other: Any) -> Tensor: ...
        def __rmul__(self, other: Any) -> Tensor: ...
        def __truediv__(self, other: Any) -> Tensor: ...
        def __rtruediv__(self, other: Any) -> Tensor: ...
        def __floordiv__(self, other: Any) -> Tensor: ...
        def __rfloordiv__(self, other: Any) -> Tensor: ...
        def __mod__(self, other: Any) -> Tensor: ...
        def __rmod__(self, other: Any) -> Tensor: ...
        def __pow__(self, other: Any) -> Tensor: ...
        def __rpow__(self, other: Any) -> Tensor: ...
        def __matmul__(self, other: Any) -> Tensor: ...
        def __rmatmul__(self, other: Any) -> Tensor: ...
        def __and__(self, other: Any) -> Tensor: ...
        def __rand__(self, other: Any) -> Tensor: ...
        def __or__(self, other: Any) -> Tensor: ...
        def __ror__(self, other: Any) -> Tensor: ...
        def __xor__(self, other: Any) -> Tensor: ...
        def __rxor__(self, other: Any) -> Tensor: ...
        def __lt__(self, other: Any) -> Tensor: ...
        def __le__(self, other: Any) -> Tensor: ...
        def __gt__(self, other: Any) -> Tensor: ...
        def __ge__(self, other: Any) -> Tensor: ...
        def __neg__(self) -> Tensor: ...
        def __abs__(self) -> Tensor: ...
        def __invert__(self) -> Tensor: ...
        def __getitem__(self, index: Any) -> Tensor: ...
        def __iter__(self) -> Iterator[Tensor]: ...

        # Both kinds of tensors have these; a symbolic one says why it cannot answer.
        op: Any
        graph: Any
        name: Any
        # Sizes, None where unknown; None for an unknown rank. A property here, an attribute there.
        dims: Any

        @property
        def device(self) -> str: ...
        def numpy(self) -> Any: ...
        def array(self) -> Any: ...
        def value(self) -> Any: ...
        def set_shape(self, shape: Any) -> None: ...
        def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any: ...
        def __bool__(self) -> bool: ...
        def __int__(self) -> int: ...
        def __float__(self) -> float: ...
        def __complex__(self) -> complex: ...
        def __index__(self) -> int: ...
        def __len__(self) -> int: ...

    @property
    def dtype(self) -> DType:
        """The element type."""
        raise NotImplementedError

    @property
    def shape(self) -> TensorShape:
        """The (possibly partly unknown) shape."""
        raise NotImplementedError

    @property
    def ndim(self) -> int | None:
        """The number of dimensions, `None` if the rank is unknown."""
        return self.shape.rank

    def get_shape(self) -> TensorShape:
        """The shape, as a method (the older spelling of `.shape`)."""
        return self.shape

    def ref(self) -> Reference:
        """A hashable stand-in for this tensor, for use as a dictionary key.

        Tensors compare element by element, so they cannot be hashed themselves.
        """
        return Reference(self)

    def experimental_ref(self) -> Reference:
        """The older name of `ref`."""
        return Reference(self)

    def __hash__(self) -> int:
        raise TypeError(explain("tf.Tensor", "Tensor is unhashable", fix="tensor.ref() as the key"))


class Reference:
    """A hashable reference to a tensor or a variable: equal if it refers to the same object."""

    __slots__ = ("_wrapped",)

    def __init__(self, wrapped: Any) -> None:
        self._wrapped = wrapped

    def deref(self) -> Any:
        """The object referred to."""
        return self._wrapped

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Reference):
            return NotImplemented
        return self._wrapped is other._wrapped

    def __hash__(self) -> int:
        return id(self._wrapped)

    def __repr__(self) -> str:
        return f"<Reference wrapping {self._wrapped!r}>"


class EagerTensor(Tensor):
    """A tensor whose numbers are there.

    `_host` is a NumPy array or NumPy scalar (strings: an object array of `bytes`), or None as
    long as the numbers are only on the device that computed them, in `_device_array`. Operators
    read `_host` directly; everything else calls `array()`.
    """

    # No __slots__: users hang attributes on tensors, and a slot would not be any faster.

    _device_array: Any = None
    _was_read: bool = False  # by a compiled program, from host memory

    def __init__(self, host: Any) -> None:
        self._host = host

    @classmethod
    def on_device(cls, device_array: Any) -> EagerTensor:
        """A tensor around the output of a compiled program, left where it was computed."""
        tensor = cls(None)
        tensor._device_array = device_array
        return tensor

    def alias(self) -> EagerTensor:
        """Another tensor with the same numbers."""
        made = type(self)(self._host)
        made._device_array = self._device_array
        return made

    def array(self) -> Any:
        """The NumPy value, fetched from the device on first use. It must not be written to."""
        if self._host is None:
            self._host = np.asarray(self._device_array)
        return self._host

    def value(self) -> Any:
        """The array as a compiled program wants it: on its device if it is there already."""
        return self._host if self._device_array is None else self._device_array

    @property
    def dtype(self) -> DType:
        array = self._host if self._host is not None else self._device_array
        return dtypes.NUMPY_TO_DTYPE[array.dtype]

    @property
    def shape(self) -> TensorShape:
        array = self._host if self._host is not None else self._device_array
        return TensorShape.from_dims(array.shape)

    @property
    def dims(self) -> tuple[int, ...]:
        """The shape as a plain tuple."""
        return (self._host if self._host is not None else self._device_array).shape

    @property
    def device(self) -> str:
        """The full name of the device that holds the numbers."""
        return CPU_0 if self._device_array is None else device_name(self._device_array)

    backing_device = device

    @property
    def graph(self) -> Any:
        """Eager tensors belong to no graph."""
        raise AttributeError(_not_eager("graph"))

    @property
    def name(self) -> str:
        """Eager tensors have no name."""
        raise AttributeError(_not_eager("name"))

    @property
    def op(self) -> Any:
        """Eager tensors come from no graph node."""
        raise AttributeError(_not_eager("op"))

    def numpy(self) -> Any:
        """The value as a NumPy array (a copy, which the caller may change) or NumPy scalar."""
        array = self.array()
        if array.dtype.names:  # quantized: NumPy sees plain integers
            array = array[array.dtype.names[0]]
        return array[()] if array.ndim == 0 else copied(array)

    def cpu(self) -> EagerTensor:
        """This tensor in host memory."""
        return EagerTensor(self.array())

    def set_shape(self, shape: Any) -> None:
        """Check that `shape` is compatible with the tensor's shape, which is always known."""
        if not self.shape.is_compatible_with(shape):
            problem = f"Tensor's shape {self.shape} is not compatible"
            raise ValueError(
                explain("tf.Tensor.set_shape", problem, expected=self.shape, received=shape)
            )

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        array = np.asarray(self.array())
        if array.dtype.names:
            array = array[array.dtype.names[0]]
        if dtype is not None and array.dtype != dtype:
            return array.astype(dtype)
        if copy:
            return np.array(array)
        view = array.view()
        view.setflags(write=False)
        return view

    def __dlpack__(self, **options: Any) -> Any:
        return np.ascontiguousarray(self.array()).__dlpack__(**options)

    def __dlpack_device__(self) -> tuple[int, int]:
        return np.asarray(self.array()).__dlpack_device__()

    def __len__(self) -> int:
        if not self.dims:
            problem = "Scalar tensor has no `len()`"
            raise TypeError(explain("len(tf.Tensor)", problem, received=describe(self)))
        return self.dims[0]

    def __bool__(self) -> bool:
        array = self.array()
        return bool(array) if array.size else False

    def __int__(self) -> int:
        return int(self.array())

    def __float__(self) -> float:
        return float(self.array())

    def __complex__(self) -> complex:
        return complex(self.array())

    def __index__(self) -> int:
        array = self.array()
        if array.ndim or array.dtype.kind not in "iu":
            problem, expected = "only integer scalar tensors can be used as an index", "rank 0"
            raise TypeError(
                explain("tf.Tensor.__index__", problem, expected=expected, received=describe(self))
            )
        return int(array)

    def __format__(self, spec: str) -> str:
        value = self.numpy()
        return format(value, spec) if spec else str(value)

    def __round__(self, digits: int | None = None) -> Any:
        return round(self.numpy(), digits) if digits is not None else round(self.numpy())

    def __copy__(self) -> EagerTensor:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> EagerTensor:
        return self  # its numbers never change

    def __reduce__(self) -> tuple[Any, ...]:
        return EagerTensor, (self.array(),)

    def __repr__(self) -> str:
        return f"<tf.Tensor: shape={self.dims}, dtype={self.dtype.name}, numpy={repr_array(self)}>"

    def __str__(self) -> str:
        text = str(self.numpy())
        return f"tf.Tensor({_own_line(text)}, shape={self.dims}, dtype={self.dtype.name})"


def repr_array(tensor: Any) -> str:
    """`repr` of the numbers, as tensors and variables show them after `numpy=`."""
    array = tensor.array()
    if array.dtype.names:
        array = array[array.dtype.names[0]]
    if array.ndim == 0:
        value = array[()] if array.dtype.kind == "O" else array.item()
        return repr(value)
    return _own_line(repr(np.asarray(array)))


def _own_line(text: str) -> str:
    return f"\n{text}" if "\n" in text else text


def device_name(array: Any) -> str:
    """The TensorFlow device name of a device array."""
    device = next(iter(array.devices()))
    kind = {"cuda": "GPU", "rocm": "GPU"}.get(device.platform, device.platform.upper())
    return f"/job:localhost/replica:0/task:0/device:{kind}:{device.id}"


def _not_eager(attribute: str) -> str:
    problem = f"Tensor.{attribute} is undefined when eager execution is enabled"
    fix = "a tensor of tf.function or of `with tf.Graph().as_default():`"
    return explain(f"tf.Tensor.{attribute}", problem, fix=fix)
