"""Updates at coordinates: scatter_nd, and tensor_scatter_nd_add, _sub, _update, _min, _max.

Coordinates are the last dimension of `indices`. On the CPU coordinates that do not exist raise; in
compiled programs XLA drops their updates.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.dtypes import REAL
from pellucid.core.errors import InvalidArgumentError
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.graph.shape_rules import Call, same
from pellucid.ops.broadcasting import INDEX, shape_vector
from pellucid.ops.creation import zeros_like
from pellucid.ops.gather import check_coordinates, check_policy, gather_nd
from pellucid.runtime.dispatch import Op, op

_INDEX = INDEX | {dtypes.int16}


def _check_updates(indices: Any, updates: Any, dims: tuple[int, ...]) -> None:
    """Raise ValueError unless `updates` has the shape that `indices` ask for."""
    if not indices.ndim or not updates.ndim:
        raise ValueError("indices and updates must have at least one dimension")
    depth = indices.shape[-1]
    if depth > len(dims):
        raise ValueError(f"indices have {depth} coordinates for a tensor of shape {dims}")
    wanted = indices.shape[:-1] + tuple(dims[depth:])
    if updates.shape != wanted:
        raise ValueError(
            f"updates must have shape {wanted} for indices {indices.shape} and a tensor of shape "
            f"{tuple(dims)}, received {updates.shape}"
        )


def _chosen(indices: Any, updates: Any, dims: tuple[int, ...], policy: str) -> tuple[Any, Any]:
    """A NumPy index and the updates that go there."""
    _check_updates(indices, updates, dims)
    if policy == "IGNORE":
        good = ((indices >= 0) & (indices < np.array(dims[: indices.shape[-1]], np.int64))).all(-1)
        indices, updates = indices[good], updates[good]
    check_coordinates(indices, dims)
    return tuple(np.moveaxis(indices, -1, 0)), updates


def _places(jax: Any, indices: Any, updates: Any, dims: tuple[int, ...]) -> Any:
    """An index for `x.at[…]`; negative coordinates become ones that are dropped, not wrapped."""
    _check_updates(indices, updates, dims)
    columns = [indices[..., i] for i in range(indices.shape[-1])]
    return tuple(jax.numpy.where(c < 0, n, c) for c, n in zip(columns, dims, strict=False))


ScatterNd = op(
    "ScatterNd", "indices: Tindices, updates: T, shape: Tindices -> output: T",
    Tindices=_INDEX, bad_indices_policy="", static=("shape",),
)  # fmt: skip


@ScatterNd.kernel("numpy")
def _(indices: Any, updates: Any, shape: Any, bad_indices_policy: str) -> Any:
    out = np.full(shape.tolist(), b"" if updates.dtype == object else 0, updates.dtype)
    index, values = _chosen(indices, updates, out.shape, bad_indices_policy)
    if updates.dtype == object:
        out[index] = values
    elif updates.dtype == np.bool_:
        np.logical_or.at(out, index, values)
    else:
        np.add.at(out, index, values)
    return out


@ScatterNd.kernel("xla")
def _(jax: Any, indices: Any, updates: Any, shape: Any, bad_indices_policy: str) -> Any:
    dims = tuple(shape.tolist())
    zeros = jax.numpy.zeros(dims, updates.dtype)
    at = zeros.at[_places(jax, indices, updates, dims)]
    return (at.max if updates.dtype == np.bool_ else at.add)(updates, mode="drop")


@ScatterNd.infer
def _(call: Call) -> Any:
    dims = call.vector(2)
    return None if dims is None else tuple(dims)


@ScatterNd.gradient
def _(node: Any, dy: Tensor) -> Any:
    policy = node.attrs["bad_indices_policy"]
    return [None, gather_nd(dy, node.inputs[0], bad_indices_policy=policy), None]


def _tensor_scatter(name: str, how: str, combine: Any, types: frozenset[Any] = dtypes.ALL) -> Op:
    """tensor[indices[i…]] = combine(tensor[indices[i…]], updates[i…]), one after the other."""
    made = op(
        name, "tensor: T, indices: Tindices, updates: T -> output: T",
        T=types, Tindices=_INDEX, bad_indices_policy="", infer=same,
    )  # fmt: skip

    @made.kernel("numpy")
    def _(tensor: Any, indices: Any, updates: Any, bad_indices_policy: str) -> Any:
        index, values = _chosen(indices, updates, tensor.shape, bad_indices_policy)
        out = np.array(tensor)
        if combine is None:
            out[index] = values
        else:
            combine.at(out, index, values)
        return out

    @made.kernel("xla")
    def _(jax: Any, tensor: Any, indices: Any, updates: Any, bad_indices_policy: str) -> Any:
        at = jax.numpy.asarray(tensor).at[_places(jax, indices, updates, tensor.shape)]
        return getattr(at, how)(updates, mode="drop")

    return made


TensorScatterUpdate = _tensor_scatter("TensorScatterUpdate", "set", None)
TensorScatterAdd = _tensor_scatter("TensorScatterAdd", "add", np.add, dtypes.NUMERIC)
TensorScatterSub = _tensor_scatter("TensorScatterSub", "subtract", np.subtract, dtypes.NUMERIC)
TensorScatterMin = _tensor_scatter("TensorScatterMin", "min", np.minimum, REAL)
TensorScatterMax = _tensor_scatter("TensorScatterMax", "max", np.maximum, REAL)


@TensorScatterUpdate.gradient
def _(node: Any, dy: Tensor) -> Any:
    _, indices, updates = node.inputs
    kept = TensorScatterUpdate(dy, indices, zeros_like(updates), **_policy(node))
    return [kept, None, gather_nd(dy, indices, **_policy(node))]


def _policy(node: Any) -> dict[str, Any]:
    return {"bad_indices_policy": node.attrs["bad_indices_policy"]}


@TensorScatterAdd.gradient
def _(node: Any, dy: Tensor) -> Any:
    return [dy, None, gather_nd(dy, node.inputs[1], **_policy(node))]


@TensorScatterSub.gradient
def _(node: Any, dy: Tensor) -> Any:
    return [dy, None, -gather_nd(dy, node.inputs[1], **_policy(node))]


@TensorScatterMin.gradient
@TensorScatterMax.gradient
def _(node: Any, dy: Tensor) -> Any:
    """Whoever equals the result gets the gradient; several share it equally."""
    from pellucid.ops.casting import cast
    from pellucid.ops.comparison import equal

    tensor, indices, updates = node.inputs
    result = node.outputs[0]
    own = cast(equal(tensor, result), dy.dtype)
    theirs = cast(equal(updates, gather_nd(result, indices, **_policy(node))), dy.dtype)
    share = dy / TensorScatterAdd(own, indices, theirs, **_policy(node))
    return [own * share, None, theirs * gather_nd(share, indices, **_policy(node))]


def scatter_nd(
    indices: TensorLike,
    updates: TensorLike,
    shape: TensorLike,
    bad_indices_policy: str = "",
    name: str | None = None,
) -> Tensor:
    """A tensor of zeros with `updates` added at `indices`; duplicates add up.

    Args:
        indices: an integer tensor whose last dimension holds the coordinates.
        updates: a tensor of shape `indices.shape[:-1] + shape[indices.shape[-1]:]`.
        shape: the shape of the result, a vector of the dtype of `indices`.
        bad_indices_policy: `"IGNORE"` drops updates at coordinates that do not exist; `""`,
            `"DEFAULT"` and `"ERROR"` raise.
        name: the node's name in a graph.

    Raises:
        InvalidArgumentError: coordinates are out of range, or shapes do not fit.

    Example:
        >>> tf.scatter_nd([[1], [3]], [9, 8], [5]).numpy().tolist()
        [0, 9, 0, 8, 0]
    """
    _known_policy("tf.scatter_nd", bad_indices_policy)
    sizes = shape_vector(shape)
    index_dtype = getattr(indices, "dtype", None)
    if (
        isinstance(indices, Tensor)
        and sizes.dtype is not index_dtype
        and not isinstance(shape, Tensor)
    ):
        sizes = _as(sizes, index_dtype)
    return ScatterNd(indices, updates, sizes, bad_indices_policy=bad_indices_policy, name=name)


def _as(value: Any, dtype: Any) -> Any:
    from pellucid.ops.casting import cast

    return cast(value, dtype)


def _known_policy(where: str, policy: str) -> None:
    try:
        check_policy(where, policy)
    except ValueError as error:
        raise InvalidArgumentError(None, None, str(error)) from None


def tensor_scatter_nd_update(
    tensor: TensorLike, indices: TensorLike, updates: TensorLike, name: str | None = None
) -> Tensor:
    """`tensor` with the elements or slices at `indices` replaced; of duplicates the last stays.

    Args:
        tensor: a tensor.
        indices: an integer tensor whose last dimension holds the coordinates.
        updates: of shape `indices.shape[:-1] + tensor.shape[indices.shape[-1]:]`.
        name: the node's name in a graph.

    Raises:
        InvalidArgumentError: coordinates are out of range, or shapes do not fit.

    Example:
        >>> tf.tensor_scatter_nd_update([1, 2, 3], [[0], [2]], [9, 8]).numpy().tolist()
        [9, 2, 8]
    """
    return TensorScatterUpdate(tensor, indices, updates, name=name)


def tensor_scatter_nd_add(
    tensor: TensorLike,
    indices: TensorLike,
    updates: TensorLike,
    bad_indices_policy: str = "",
    name: str | None = None,
) -> Tensor:
    """`tensor` with `updates` added at `indices`; all duplicates. See `tf.scatter_nd` for Args."""
    _known_policy("tf.tensor_scatter_nd_add", bad_indices_policy)
    return TensorScatterAdd(
        tensor, indices, updates, bad_indices_policy=bad_indices_policy, name=name
    )


def tensor_scatter_nd_sub(
    tensor: TensorLike,
    indices: TensorLike,
    updates: TensorLike,
    bad_indices_policy: str = "",
    name: str | None = None,
) -> Tensor:
    """`tensor` with `updates` subtracted at `indices`. See `tf.scatter_nd` for Args."""
    _known_policy("tf.tensor_scatter_nd_sub", bad_indices_policy)
    return TensorScatterSub(
        tensor, indices, updates, bad_indices_policy=bad_indices_policy, name=name
    )


def tensor_scatter_nd_min(
    tensor: TensorLike,
    indices: TensorLike,
    updates: TensorLike,
    bad_indices_policy: str = "",
    name: str | None = None,
) -> Tensor:
    """`tensor` with the smaller of old and new at `indices`. See `tf.scatter_nd` for Args."""
    _known_policy("tf.tensor_scatter_nd_min", bad_indices_policy)
    return TensorScatterMin(
        tensor, indices, updates, bad_indices_policy=bad_indices_policy, name=name
    )


def tensor_scatter_nd_max(
    tensor: TensorLike,
    indices: TensorLike,
    updates: TensorLike,
    bad_indices_policy: str = "",
    name: str | None = None,
) -> Tensor:
    """`tensor` with the larger of old and new at `indices`. See `tf.scatter_nd` for Args."""
    _known_policy("tf.tensor_scatter_nd_max", bad_indices_policy)
    return TensorScatterMax(
        tensor, indices, updates, bad_indices_policy=bad_indices_policy, name=name
    )
