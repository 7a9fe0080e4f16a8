"""The largest or smallest elements, found approximately where hardware has a quicker way.

Op: ApproxTopK. Functions: approx_max_k, approx_min_k, approx_top_k.

Reference: Chern et al., "TPU-KNN: K Nearest Neighbor Search at Peak FLOP/s" (arXiv:2206.14286).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.ops.array import transpose
from pellucid.ops.broadcasting import as_tensor
from pellucid.ops.patterns import one_hot
from pellucid.ops.reduction import reduce_sum
from pellucid.ops.sorting import descending
from pellucid.runtime.dispatch import op

ApproxTopK = op(
    "ApproxTopK", "input: T -> values: T, indices: int32",
    T=frozenset({dtypes.float16, dtypes.bfloat16, dtypes.float32}), k=int, reduction_dimension=-1,
    recall_target=0.95, is_max_k=True, reduction_input_size_override=-1, aggregate_to_topk=True,
)  # fmt: skip


def _check(x: Any, k: int, reduction_dimension: int, aggregate_to_topk: bool) -> int:
    if not -x.ndim <= reduction_dimension < x.ndim:
        raise ValueError(f"reduction_dimension {reduction_dimension} is not in a rank of {x.ndim}")
    if not 0 <= k <= x.shape[reduction_dimension]:
        raise ValueError(
            f"k must be in [0, {x.shape[reduction_dimension]}], the size of the dimension, got {k}"
        )
    if not aggregate_to_topk:
        raise ValueError("aggregate_to_topk=False is for TPUs")
    return reduction_dimension % x.ndim


@ApproxTopK.kernel("numpy")
def _(
    x: Any, k: int, reduction_dimension: int, is_max_k: bool, aggregate_to_topk: bool
) -> Any:  # fmt: skip
    axis = _check(x, k, reduction_dimension, aggregate_to_topk)
    last = np.moveaxis(x, axis, -1)
    order = descending(last if is_max_k else -last)[..., :k]
    values = np.take_along_axis(last, order, -1)
    return np.moveaxis(values, -1, axis), np.moveaxis(order, -1, axis)


@ApproxTopK.kernel("xla")
def _(
    jax: Any, x: Any, k: int, reduction_dimension: int, recall_target: float, is_max_k: bool,
    reduction_input_size_override: int, aggregate_to_topk: bool,
) -> Any:  # fmt: skip
    axis = _check(x, k, reduction_dimension, aggregate_to_topk)
    find = jax.lax.approx_max_k if is_max_k else jax.lax.approx_min_k
    return find(
        x, k, reduction_dimension=axis, recall_target=recall_target,
        reduction_input_size_override=reduction_input_size_override,
    )  # fmt: skip


@ApproxTopK.gradient
def _(node: Any, dy: Tensor, _: Any) -> Any:
    rank = len(node.inputs[0].shape)
    axis = node.attrs["reduction_dimension"] % rank
    size = node.inputs[0].shape[axis]
    order = [a for a in range(rank) if a != axis] + [axis]
    back = [order.index(a) for a in range(rank)]
    places = one_hot(transpose(node.outputs[1], order), size, dtype=dy.dtype)
    return transpose(reduce_sum(transpose(dy, order)[..., None] * places, -2), back)


def approx_max_k(
    operand: TensorLike, k: int, reduction_dimension: int = -1, recall_target: float = 0.95,
    reduction_input_size_override: int = -1, aggregate_to_topk: bool = True,
    name: str | None = None,
) -> Any:  # fmt: skip
    """The `k` largest elements along a dimension, largest first; approximately on TPUs.

    Args:
        operand: float16, bfloat16 or float32.
        k: how many.
        reduction_dimension: the dimension to look along.
        recall_target: the share of the true ones that must be found. CPUs and GPUs find all.
        reduction_input_size_override: the size of the whole input, where this is a part of it.
        aggregate_to_topk: must be True but on TPUs.
        name: the node's name in a graph.

    Returns: a named tuple (values, indices), `k` long in that dimension; indices are int32.
    """
    return approx_top_k(
        operand, k, reduction_dimension, recall_target, True, reduction_input_size_override,
        aggregate_to_topk, name,
    )  # fmt: skip


def approx_min_k(
    operand: TensorLike, k: int, reduction_dimension: int = -1, recall_target: float = 0.95,
    reduction_input_size_override: int = -1, aggregate_to_topk: bool = True,
    name: str | None = None,
) -> Any:  # fmt: skip
    """The `k` smallest elements along a dimension, smallest first; see `tf.math.approx_max_k`."""
    return approx_top_k(
        operand, k, reduction_dimension, recall_target, False, reduction_input_size_override,
        aggregate_to_topk, name,
    )  # fmt: skip


def approx_top_k(
    input: TensorLike, k: int, reduction_dimension: int = -1, recall_target: float = 0.95,
    is_max_k: bool = True, reduction_input_size_override: int = -1, aggregate_to_topk: bool = True,
    name: str | None = None,
) -> Any:  # fmt: skip
    """The `k` largest (or smallest) elements along a dimension; see `tf.math.approx_max_k`."""
    return ApproxTopK(
        as_tensor(input), k=int(k), reduction_dimension=reduction_dimension,
        recall_target=recall_target, is_max_k=is_max_k,
        reduction_input_size_override=reduction_input_size_override,
        aggregate_to_topk=aggregate_to_topk, name=name,
    )  # fmt: skip
