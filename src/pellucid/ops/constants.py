"""Where values enter a graph: constants, placeholders, identity, and conversion from Python."""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.context import STATE
from pellucid.core.convert import convert, to_array
from pellucid.core.dtypes import as_dtype
from pellucid.core.errors import describe, explain
from pellucid.core.promotion import PROMOTION
from pellucid.core.shapes import TensorShape, as_shape
from pellucid.core.tensor import EagerTensor, Tensor
from pellucid.core.typing import DTypeLike, ShapeLike, TensorLike
from pellucid.graph.shape_rules import same
from pellucid.graph.static import static_value
from pellucid.runtime.dispatch import op

Const = op("Const", "-> output: dtype", value=np.ndarray, gradient=None)


@Const.kernel
def _(xp: Any, value: Any) -> Any:
    return value


@Const.infer
def _(call: Any) -> Any:
    return call.attrs["value"].shape


# A placeholder is fed when the graph runs; it has no kernel of its own.
Placeholder = op("Placeholder", "-> output: dtype", shape=TensorShape(None), gradient=None)


# Stateful: its value is not that of its input where a session feeds another one.
PlaceholderWithDefault = op(
    "PlaceholderWithDefault", "input: dtype -> output: dtype", shape=TensorShape, stateful=True,
    infer=lambda call: call.attrs["shape"].as_tuple,
)  # fmt: skip


@PlaceholderWithDefault.kernel
def _(xp: Any, x: Any) -> Any:
    return x


@PlaceholderWithDefault.gradient
def _(node: Any, dy: Tensor) -> Any:
    return dy


Identity = op("Identity", "input: T -> output: T", infer=same)


@Identity.kernel
def _(xp: Any, x: Any) -> Any:
    return x


@Identity.gradient
def _(node: Any, dy: Tensor) -> Any:
    return dy


Identity.passes_through = True


StopGradient = op("StopGradient", "input: T -> output: T", infer=same, gradient=None)


@StopGradient.kernel
def _(xp: Any, x: Any) -> Any:
    return x


NoOp = op("NoOp", "->", gradient=None, stateful=True)


@NoOp.kernel
def _(xp: Any) -> None:
    return None


def constant(
    value: Any, dtype: DTypeLike | None = None, shape: ShapeLike | None = None, name: str = "Const"
) -> Tensor:
    """A tensor from Python or NumPy values.

    Args:
        value: a number, string, nested list, NumPy array, or an eager tensor.
        dtype: the dtype; by default int32 (int64 where it is needed) for Python integers, float32
            for floats, and a NumPy array's own.
        shape: reshape to this; a single value fills it.
        name: the node's name in a graph.

    Returns: a tensor of `dtype` and `shape`.

    Raises:
        TypeError: the values do not fit `dtype`, or their number does not fit `shape`.
        ValueError: the nested lists are ragged, or hold None.

    Example:
        >>> tf.constant([[1, 2], [3, 4]])
        <tf.Tensor: shape=(2, 2), dtype=int32, numpy=
        array([[1, 2],
               [3, 4]], dtype=int32)>
    """
    wanted = None if dtype is None else as_dtype(dtype)
    if isinstance(value, Tensor) and not isinstance(value, EagerTensor):
        problem, expected = "a symbolic tensor has no value yet", "a Python or NumPy value"
        raise TypeError(
            explain("tf.constant [value]", problem, expected=expected, received=describe(value))
        )
    if isinstance(value, EagerTensor) and wanted is not None and value.dtype is not wanted:
        raise TypeError(
            explain(
                "tf.constant [value]",
                "dtypes differ",
                expected=wanted.name,
                received=describe(value),
                fix=f"tf.cast(x, tf.{wanted.name})",
            )
        )
    array = to_array(value, wanted)
    if shape is not None:
        array = _shaped(array, tuple(as_shape(shape).as_list()))
    if STATE.graph is None:
        made: Any = EagerTensor(array)
    else:
        made = STATE.graph.constant(array, wanted or dtypes.NUMPY_TO_DTYPE[array.dtype], name)
    return made if PROMOTION.rules is None or wanted else PROMOTION.rules.constant_of(made, value)


def _shaped(array: Any, dims: tuple[Any, ...]) -> Any:
    size = int(np.prod(dims))
    if array.size == size:
        return array.reshape(dims)
    if array.size == 1:
        return np.full(dims, np.asarray(array).reshape(()))
    raise TypeError(
        explain(
            "tf.constant [shape]",
            "the values do not fill shape",
            expected=f"{size} elements for shape {dims}",
            received=f"{array.size} values",
            fix=f"shape={array.shape}",
        )
    )


def convert_to_tensor(
    value: Any,
    dtype: DTypeLike | None = None,
    dtype_hint: DTypeLike | None = None,
    name: str | None = None,
) -> Tensor:
    """`value` as a tensor; tensors are returned as they are.

    Args:
        value: anything tensor-like, lists that hold tensors included (they are stacked).
        dtype: the dtype that the result must have.
        dtype_hint: the dtype to take if the value allows it.
        name: the node's name in a graph.

    Raises:
        ValueError: a tensor of another dtype is given, or a value that is no tensor.
        TypeError: Python values do not fit `dtype`.
    """
    wanted = None if dtype is None else as_dtype(dtype)
    hint = None if dtype_hint is None else as_dtype(dtype_hint)
    found = convert(value, wanted, hint, name or "Const")
    return found if PROMOTION.rules is None else PROMOTION.rules.strengthen(found)


def identity(input: TensorLike, name: str | None = None) -> Tensor:
    """A tensor with the same shape, dtype and numbers as `input`; of a variable, its value now."""
    return Identity(input, name=name)


def stop_gradient(input: TensorLike, name: str | None = None) -> Tensor:
    """`input`, treated as a constant by differentiation.

    Example:
        >>> x = tf.constant(2.)
        >>> with tf.GradientTape() as tape:
        ...     tape.watch(x)
        ...     y = x * tf.stop_gradient(x)
        >>> tape.gradient(y, x).numpy()
        np.float32(2.0)
    """
    return StopGradient(input, name=name)


def guarantee_const(input: TensorLike, name: str | None = None) -> Tensor:
    """`input`, promised not to change; nothing here needs the promise."""
    return Identity(input, name=name)


def no_op(name: str | None = None) -> Any:
    """Do nothing; in a graph, a node to hang control dependencies on."""
    return NoOp(name=name)


def get_static_value(tensor: Any, partial: bool = False) -> Any:
    """The value of `tensor` if it is known without running the graph, else None.

    Args:
        tensor: a tensor.
        partial: also return vectors of which only some elements are known (None in the others).
    """
    value = static_value(tensor)
    if value is None and partial:
        from pellucid.graph.static import partial_value

        elements = partial_value(tensor)
        return None if elements is None else np.array(elements, object)
    return value


def is_tensor(x: Any) -> bool:
    """Whether `x` is a tensor, a variable, or a composite (ragged, sparse) of tensors."""
    return isinstance(x, Tensor) or hasattr(type(x), "__tf_tensor__") or hasattr(x, "_type_spec")
