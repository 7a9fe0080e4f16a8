"""KerasTensor: a tensor that does not exist yet, known by shape and dtype; the edges of a
Functional model. Operators and TensorFlow functions on it add operations to the model's graph.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple, NoReturn

import pellucid as tf
from pellucid.keras import config, naming


class KerasHistory(NamedTuple):
    """Where a KerasTensor comes from: output `tensor_index` of call `node_index`."""

    operation: Any
    node_index: int
    tensor_index: int


class Shape(tuple):
    """A shape as a tuple (Keras 3) that also has what TensorShape has (Keras 2)."""

    @property
    def rank(self) -> int:
        """Number of axes."""
        return len(self)

    ndims = rank

    def as_list(self) -> list[int | None]:
        """The sizes as a list."""
        return list(self)

    def is_fully_defined(self) -> bool:
        """Whether all sizes are known."""
        return None not in self

    def num_elements(self) -> int | None:
        """Product of the sizes, None if one is unknown."""
        return math.prod(self) if self.is_fully_defined() else None


class DTypeName(str):
    """A dtype as its name (Keras 3) that also has what tf.DType has: `.is_floating`, `.size`, …"""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(tf.as_dtype(str(self)), name)


class KerasTensor:
    """A placeholder with shape and dtype, made by `keras.Input` and by calling layers on others.

    Args:
        shape: tuple[Any, ...] of ints and None (unknown until run time).
        dtype: dtype name, default 'float32'.
        sparse, ragged: whether SparseTensors or RaggedTensors will come.
        name: its name.

    Example: `keras.Input((3,)) * 2 + 1` is a KerasTensor of shape (None, 3).
    """

    def __init__(
        self,
        shape: Any,
        dtype: Any = "float32",
        sparse: bool | None = False,
        ragged: bool | None = False,
        record_history: bool = True,
        name: str | None = None,
    ) -> None:
        del record_history  # accepted for compatibility
        self.shape = Shape(standardize_shape(shape))
        self.dtype = DTypeName(tf.as_dtype(config.floatx() if dtype is None else dtype).name)
        self.sparse, self.ragged = bool(sparse), bool(ragged)
        self.name = naming.auto_name("keras_tensor") if name is None else name
        self._keras_history = KerasHistory(None, 0, 0)
        self._keras_mask: Any = None

    # NumPy leaves operators with a KerasTensor on the right to it
    __array_ufunc__ = None

    @property
    def ndim(self) -> int:
        """Number of axes."""
        return len(self.shape)

    rank = ndim

    @property
    def dims(self) -> Shape:
        """The shape, under the name that it has on tensors."""
        return self.shape

    def get_shape(self) -> Shape:
        """The shape."""
        return self.shape

    @property
    def _type_spec(self) -> tf.TensorSpec:
        return tf.TensorSpec(self.shape, self.dtype, name=self.name)

    def reshape(self, *newshape: Any) -> KerasTensor:
        """The same elements in another shape."""
        shape = newshape[0] if len(newshape) == 1 else newshape
        return _operator("Reshape", self, newshape=shape)

    def squeeze(self, axis: Any = None) -> KerasTensor:
        """Without axes of size 1."""
        return _operator("Squeeze", self, axis=axis)

    def __op_call__(self, op: Any, inputs: Any, attrs: dict[str, Any], name: Any) -> Any:
        """Record the call of TensorFlow op `op`: the dispatcher hands over such calls."""
        from pellucid.keras.symbolic.op_lambda import OpLambda

        return OpLambda(op, attrs, op_name=name)(*inputs)

    def __tf_tensor__(self, dtype: Any = None, name: str | None = None) -> KerasTensor:
        """Itself: `tf.convert_to_tensor` leaves a KerasTensor alone."""
        if dtype is not None and tf.as_dtype(dtype).name != self.dtype:
            raise TypeError(
                f"Conversion of {self!r} to dtype {tf.as_dtype(dtype).name}: expected dtype "
                f"{self.dtype}. Fix: tf.cast."
            )
        return self

    def __repr__(self) -> str:
        return (
            f"<KerasTensor shape={self.shape}, dtype={self.dtype}, sparse={self.sparse}, "
            f"ragged={self.ragged}, name={self.name}>"
        )

    def __len__(self) -> NoReturn:
        self._refuse("has no length")

    def __bool__(self) -> NoReturn:
        self._refuse("has no truth value")

    def __float__(self) -> NoReturn:
        self._refuse("has no value, so no float()")

    def __int__(self) -> NoReturn:
        self._refuse("has no value, so no int()")

    def __iter__(self) -> Iterator[Any]:
        self._refuse("cannot be iterated over")

    def __array__(self, *args: Any, **kwargs: Any) -> NoReturn:
        self._refuse("has no value, so it is no NumPy array")

    def _refuse(self, what: str) -> NoReturn:
        raise TypeError(
            f"A symbolic KerasTensor {what}: it stands for a tensor of a model that has not run. "
            f"Received: {self!r}. Fix: do this in a layer's call() or a keras.layers.Lambda."
        )

    def __getitem__(self, key: Any) -> KerasTensor:
        return _operator("GetItem", self, key)

    def __neg__(self) -> KerasTensor:
        return _operator("Negative", self)

    def __abs__(self) -> KerasTensor:
        return _operator("Absolute", self)

    def __invert__(self) -> KerasTensor:
        return _operator("LogicalNot", self)

    def __round__(self, ndigits: int | None = None) -> KerasTensor:
        return _operator("Round", self, decimals=ndigits or 0)

    __hash__ = object.__hash__


def _operator(name: str, *args: Any, **settings: Any) -> Any:
    from pellucid.keras.symbolic import operators

    return operators.BY_NAME[name](**settings)(*args)


def _binary(name: str, reflected: bool = False) -> Any:
    def method(self: KerasTensor, other: Any) -> KerasTensor:
        return _operator(name, other, self) if reflected else _operator(name, self, other)

    method.__doc__ = f"{name}, element by element."
    return method


for _method, _name in {
    "add": "Add",
    "sub": "Subtract",
    "mul": "Multiply",
    "truediv": "TrueDivide",
    "floordiv": "FloorDivide",
    "mod": "Mod",
    "pow": "Power",
    "matmul": "Matmul",
    "and": "LogicalAnd",
    "or": "LogicalOr",
    "xor": "LogicalXor",
}.items():
    setattr(KerasTensor, f"__{_method}__", _binary(_name))
    setattr(KerasTensor, f"__r{_method}__", _binary(_name, reflected=True))
for _method, _name in {
    "lt": "Less",
    "le": "LessEqual",
    "gt": "Greater",
    "ge": "GreaterEqual",
    "ne": "NotEqual",
}.items():
    setattr(KerasTensor, f"__{_method}__", _binary(_name))


def is_keras_tensor(x: Any) -> bool:
    """Whether `x` is a KerasTensor."""
    return isinstance(x, KerasTensor)


def any_symbolic(*structures: Any) -> bool:
    """Whether a KerasTensor is anywhere in the nested structures."""
    return any(isinstance(x, KerasTensor) for x in tf.nest.flatten(structures))


def standardize_shape(shape: Any) -> tuple[int | None, ...]:
    """`shape` as a tuple of ints and None; TensorShape, lists and NumPy ints are welcome.

    Raises:
        ValueError: for other things and for negative sizes.
    """
    if isinstance(shape, tf.TensorShape):
        shape = shape.as_list()
    if shape is None or isinstance(shape, str) or not hasattr(shape, "__iter__"):
        raise ValueError(f"Cannot convert '{shape}' to a shape.")
    sizes = []
    for size in shape:
        if size is not None:
            try:
                size = int(getattr(size, "value", size))
            except (TypeError, ValueError):
                raise ValueError(
                    f"Cannot convert '{tuple(shape)}' to a shape. Found invalid entry '{size}' of "
                    f"type '{type(size)}'. Expected an integer or None."
                ) from None
            if size < 0:
                raise ValueError(
                    f"Cannot convert '{tuple(shape)}' to a shape. Negative dimensions are not "
                    "allowed."
                )
        sizes.append(size)
    return tuple(sizes)
