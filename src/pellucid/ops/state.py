"""The ops that read and write variables.

A kernel gets the variable's storage as `resource`; `resource.value` is read and replaced. Arrays
are never changed in place, so a value that was read stays what it was.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.dtypes import NUMERIC, DType
from pellucid.core.shapes import TensorShape
from pellucid.core.tensor import Tensor
from pellucid.graph.shape_rules import Call
from pellucid.runtime.dispatch import Op, op

INDEX = frozenset({dtypes.int32, dtypes.int64})


def _variable_shape(call: Call) -> Any:
    variable = _variable_of(call.inputs[0])
    return None if variable is None else variable.dims


def _variable_of(handle: Any) -> Any:
    """The variable that a captured handle stands for."""
    graph = handle.op.graph
    while graph is not None:
        known = [
            *getattr(graph, "captured", {}).values(),
            *graph._collections.get("__handles__", ()),
        ]
        for value, inner in known:
            if inner is handle:
                if not isinstance(value, Tensor):
                    return value
                handle = value
                break
        graph = graph.outer
    return None


# The tensor that stands for a variable in a `tf.Graph`; its storage is the session's.
VarHandleOp = op(
    "VarHandleOp", "-> resource: resource", dtype=DType, shape=TensorShape, shared_name="",
    container="", infer=lambda call: (), gradient=None, stateful=True,
)  # fmt: skip


VarIsInitializedOp = op(
    "VarIsInitializedOp", "resource: resource -> is_initialized: bool", stateful=True,
    infer=lambda call: (), gradient=None,
)  # fmt: skip


@VarIsInitializedOp.kernel("numpy")
def _(resource: Any) -> Any:
    return np.asarray(resource.device_value is not None)


@VarIsInitializedOp.kernel("xla")
def _(jax: Any, resource: Any) -> Any:
    return np.asarray(resource.value is not None)  # known while the program is compiled


ReadVariableOp = op(
    "ReadVariableOp", "resource: resource -> value: dtype", dtype=DType, stateful=True,
    infer=_variable_shape,
)  # fmt: skip


@ReadVariableOp.kernel
def _(xp: Any, resource: Any) -> Any:
    return resource.value


@ReadVariableOp.gradient
def _(node: Any, dy: Any) -> Any:
    return dy


ReadVariableOp.passes_through = True


def _writer(name: str, update: Any) -> Op:
    """An op that replaces a variable's value by `update(xp, old, value)`."""
    made = op(name, "resource: resource, value: dtype ->", stateful=True, gradient=None)

    def kernel(xp: Any, resource: Any, value: Any) -> None:
        resource.value = update(xp, resource.value, value)

    made.kernel(kernel)
    return made


AssignVariableOp = _writer("AssignVariableOp", lambda xp, old, value: value)
AssignAddVariableOp = _writer("AssignAddVariableOp", lambda xp, old, value: xp.add(old, value))
AssignSubVariableOp = _writer("AssignSubVariableOp", lambda xp, old, value: xp.subtract(old, value))


ResourceGather = op(
    "ResourceGather", "resource: resource, indices: Tindices -> output: dtype",
    Tindices=INDEX, dtype=DType, batch_dims=0, validate_indices=True, stateful=True,
)  # fmt: skip


@ResourceGather.infer
def _(call: Call) -> Any:
    dims, index, batch = _variable_shape(call), call.shape(1), call.attrs["batch_dims"]
    return None if dims is None or index is None else index + dims[batch + 1 :]


@ResourceGather.kernel("numpy")
def _(resource: Any, indices: Any, batch_dims: int) -> Any:
    values = resource.value
    check_indices(indices, values.shape[batch_dims])
    if not batch_dims:
        return values[indices]
    grid = np.ix_(*(np.arange(n) for n in indices.shape[:batch_dims]))
    return values[(*(_expand(g, indices.ndim) for g in grid), indices)]


@ResourceGather.kernel("xla")
def _(jax: Any, resource: Any, indices: Any, batch_dims: int) -> Any:
    take = lambda v, i: jax.numpy.take(v, i, axis=0, mode="clip")  # noqa: E731
    for _ in range(batch_dims):
        take = jax.vmap(take)
    return take(resource.value, indices)


@ResourceGather.gradient
def _(node: Any, dy: Any) -> Any:
    from pellucid.ops.array import reshape, shape
    from pellucid.ops.indexed_slices import IndexedSlices

    variable, indices = node.inputs
    dims = node_variable(variable).shape
    rows = reshape(dy, [-1, *[d if d is not None else -1 for d in dims[1:]]])
    return [
        IndexedSlices(rows, reshape(indices, [-1]), dense_shape=shape(node_variable(variable))),
        None,
    ]


def node_variable(value: Any) -> Any:
    """The variable of a gradient's input, which is the variable itself or its handle in a graph."""
    return value if hasattr(value, "handle") else _variable_of(value)


def _expand(grid: Any, rank: int) -> Any:
    return grid.reshape(grid.shape + (1,) * (rank - grid.ndim))


def check_indices(indices: Any, limit: int) -> None:
    """Raise ValueError for an index outside 0 … limit-1."""
    indices = np.asarray(indices)
    if indices.size and (indices.min() < 0 or indices.max() >= limit):
        bad = indices[(indices < 0) | (indices >= limit)].reshape(-1)[0]
        raise ValueError(f"indices: {bad} is not in [0, {limit})")


def _scatter(name: str, update: str) -> Op:
    """`ref[indices] = ref[indices] (op) updates`, one row after the other."""
    made = op(
        name, "resource: resource, indices: Tindices, updates: dtype ->",
        Tindices=INDEX, dtype=NUMERIC if update != "set" else dtypes.ALL,
        stateful=True, gradient=None,
    )  # fmt: skip

    @made.kernel("numpy")
    def _(resource: Any, indices: Any, updates: Any) -> None:
        check_indices(indices, resource.value.shape[0])
        fresh = np.array(resource.value)
        _numpy_update(fresh, indices, updates, update)
        resource.value = fresh

    @made.kernel("xla")
    def _(jax: Any, resource: Any, indices: Any, updates: Any) -> None:
        at = jax.numpy.asarray(resource.value).at[indices]
        resource.value = getattr(at, update)(updates)

    return made


def _scatter_nd(name: str, update: str) -> Op:
    """`ref[i0, i1, …] = ref[i0, i1, …] (op) updates`; the last axis of indices is a coordinate."""
    made = op(
        name, "ref: resource, indices: Tindices, updates: T ->",
        Tindices=INDEX, T=NUMERIC if update != "set" else dtypes.ALL, stateful=True, gradient=None,
    )  # fmt: skip

    @made.kernel("numpy")
    def _(ref: Any, indices: Any, updates: Any) -> None:
        for axis, column in enumerate(np.moveaxis(indices, -1, 0)):
            check_indices(column, ref.value.shape[axis])
        fresh = np.array(ref.value)
        _numpy_update(fresh, tuple(np.moveaxis(indices, -1, 0)), updates, update)
        ref.value = fresh

    @made.kernel("xla")
    def _(jax: Any, ref: Any, indices: Any, updates: Any) -> None:
        index = tuple(jax.numpy.moveaxis(indices, -1, 0))
        ref.value = getattr(jax.numpy.asarray(ref.value).at[index], update)(updates)

    return made


def _numpy_update(array: np.ndarray, index: Any, updates: Any, update: str) -> None:
    if update == "set":
        array[index] = updates
    else:
        _UFUNCS[update].at(array, index, updates)


_UFUNCS = {
    "add": np.add, "subtract": np.subtract, "multiply": np.multiply, "divide": np.divide,
    "min": np.minimum, "max": np.maximum,
}  # fmt: skip

ResourceScatterUpdate = _scatter("ResourceScatterUpdate", "set")
ResourceScatterAdd = _scatter("ResourceScatterAdd", "add")
ResourceScatterSub = _scatter("ResourceScatterSub", "subtract")
ResourceScatterMul = _scatter("ResourceScatterMul", "multiply")
ResourceScatterDiv = _scatter("ResourceScatterDiv", "divide")
ResourceScatterMin = _scatter("ResourceScatterMin", "min")
ResourceScatterMax = _scatter("ResourceScatterMax", "max")
ResourceScatterNdUpdate = _scatter_nd("ResourceScatterNdUpdate", "set")
ResourceScatterNdAdd = _scatter_nd("ResourceScatterNdAdd", "add")
ResourceScatterNdSub = _scatter_nd("ResourceScatterNdSub", "subtract")
ResourceScatterNdMin = _scatter_nd("ResourceScatterNdMin", "min")
ResourceScatterNdMax = _scatter_nd("ResourceScatterNdMax", "max")
