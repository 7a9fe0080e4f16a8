"""`tf.compat.v1.placeholder`: tensors whose values a session is given."""

from __future__ import annotations

from typing import Any

from pellucid.core.context import STATE
from pellucid.core.convert import convert
from pellucid.core.dtypes import as_dtype, int64
from pellucid.core.shapes import TensorShape, dims_of
from pellucid.core.tensor import Tensor
from pellucid.core.typing import DTypeLike, ShapeLike, TensorLike
from pellucid.ops.constants import PlaceholderWithDefault
from pellucid.ops.sparse_tensor import SparseTensor


def _graph(name: str) -> Any:
    if STATE.graph is None:
        raise RuntimeError(
            f"{name}() is not compatible with eager execution. Fix: "
            "`with tf.Graph().as_default():`, or tf.compat.v1.disable_eager_execution() first."
        )
    return STATE.graph


def placeholder(dtype: DTypeLike, shape: ShapeLike | None = None, name: str | None = None) -> Any:
    """A tensor that must be fed: `session.run(y, feed_dict={placeholder: value})`.

    Args:
        dtype: its dtype.
        shape: its shape, `None` where a dimension (or all of it) is not known yet.
        name: the node's name.

    Raises:
        RuntimeError: in eager mode.
    """
    graph = _graph("tf.placeholder")
    dims = None if shape is None else dims_of(shape)
    return graph.placeholder(as_dtype(dtype), dims, name)


def placeholder_with_default(
    input: TensorLike, shape: ShapeLike | None, name: str | None = None
) -> Tensor:
    """A tensor that may be fed, and is `input` where it is not.

    Args:
        input: the default; its shape must fit `shape`.
        shape: the shape, `None` where a dimension may differ from that of `input`.
        name: the node's name.
    """
    return PlaceholderWithDefault(convert(input), shape=TensorShape(shape), name=name)


def sparse_placeholder(
    dtype: DTypeLike, shape: ShapeLike | None = None, name: str | None = None
) -> SparseTensor:
    """A sparse tensor that must be fed, with a `SparseTensorValue`.

    Args:
        dtype: the dtype of its values.
        shape: its dense shape; where all of it is known, it need not be fed.
        name: a prefix of the nodes' names.
    """
    graph = _graph("tf.sparse_placeholder")
    prefix = "" if name is None else f"{name}/"
    dims = None if shape is None else dims_of(shape)
    rank = None if dims is None else len(dims)
    if dims is not None and None not in dims:
        dense_shape = PlaceholderWithDefault(
            convert(list(dims), int64), shape=TensorShape([rank]), name=f"{prefix}shape"
        )
    else:
        dense_shape = graph.placeholder(int64, (rank,), f"{prefix}shape")
    values = graph.placeholder(as_dtype(dtype), (None,), f"{prefix}values")
    indices = graph.placeholder(int64, (None, rank), f"{prefix}indices")
    return SparseTensor(indices, values, dense_shape)
