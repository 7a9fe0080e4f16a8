"""Clipping: keeping values, or the norm of tensors, within bounds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pellucid.core.convert import convert
from pellucid.core.dtypes import NUMERIC
from pellucid.core.errors import explain
from pellucid.core.registry import OPS
from pellucid.core.shapes import is_compatible
from pellucid.core.tensor import Tensor
from pellucid.core.typing import AxisLike, TensorLike
from pellucid.graph.shape_rules import same
from pellucid.ops.broadcasting import as_tensor, unbroadcast
from pellucid.ops.comparison import Greater
from pellucid.ops.division import RealDiv
from pellucid.ops.exponential import Sqrt
from pellucid.ops.math import Maximum, Minimum, Mul
from pellucid.ops.reduction import reduce_sum
from pellucid.runtime.dispatch import op

ClipByValue = op(
    "ClipByValue", "t: T, clip_value_min: T, clip_value_max: T -> output: T", T=NUMERIC, infer=same
)


@ClipByValue.kernel
def _(xp: Any, t: Any, low: Any, high: Any) -> Any:
    return xp.maximum(xp.minimum(t, high), low)


@ClipByValue.gradient
def _(node: Any, dy: Tensor) -> Any:
    t, low, high = node.inputs
    below, above = OPS["Less"](t, low), Greater(t, high)
    select = OPS["SelectV2"]
    inside = select(OPS["LogicalOr"](below, above), 0, dy)
    return [
        inside,
        unbroadcast(select(below, dy, 0), low),
        unbroadcast(select(above, dy, 0), high),
    ]


def clip_by_value(
    t: Any, clip_value_min: TensorLike, clip_value_max: TensorLike, name: str | None = None
) -> Any:
    """min(max(t, clip_value_min), clip_value_max), element-wise.

    The gradient passes where `t` lies within the bounds or on them.

    Args:
        t: a real tensor or `IndexedSlices`.
        clip_value_min: of the same dtype, broadcastable to the shape of `t`.
        clip_value_max: of the same dtype, broadcastable to the shape of `t`.

    Returns: a tensor of the shape and dtype of `t`.

    Raises:
        ValueError: a bound has a shape that would enlarge `t`.

    Example:
        >>> tf.clip_by_value([-5., 0., 9.], -1., 1.).numpy().tolist()
        [-1.0, 0.0, 1.0]
    """
    if hasattr(t, "indices") and hasattr(t, "values"):
        values = clip_by_value(t.values, clip_value_min, clip_value_max, name)
        return type(t)(values, t.indices, t.dense_shape)
    t = as_tensor(t)
    bounded = Minimum(t, clip_value_max)
    _check_shape("clip_value_max", t, bounded)
    result = Maximum(bounded, clip_value_min, name=name)
    _check_shape("clip_value_min", t, result)
    return result


def _check_shape(argument: str, t: Any, result: Any) -> None:
    if isinstance(t, Tensor) and not is_compatible(t.dims, result.dims):
        raise ValueError(
            explain(f"tf.clip_by_value [{argument}]", "Shapes are incompatible: the bound is "
                    "larger than t", expected=f"one like {t.shape}", received=result.shape)
        )  # fmt: skip


def clip_by_norm(
    t: Any, clip_norm: TensorLike, axes: AxisLike | None = None, name: str | None = None
) -> Any:
    """`t`, scaled down where its L2 norm is greater: t * clip_norm / max(norm(t), clip_norm).

    Args:
        t: a floating tensor or `IndexedSlices`.
        clip_norm: the greatest norm; a scalar, or broadcastable to `t`.
        axes: the axes over which the norm is taken; None: all.

    Raises:
        InvalidArgumentError: `clip_norm` is no scalar and does not broadcast to `t`.

    Example:
        >>> tf.clip_by_norm([3., 4.], 2.).numpy().tolist()
        [1.2000000476837158, 1.600000023841858]
    """
    if hasattr(t, "indices") and hasattr(t, "values"):
        values = clip_by_norm(t.values, clip_norm, axes, name)
        return type(t)(values, t.indices, t.dense_shape)
    t = as_tensor(t)
    squares = reduce_sum(Mul(t, t), axes, keepdims=True)
    positive = Greater(squares, 0)
    # The root of 0 has no derivative; its place is taken by 1, and the norm is put back after.
    select = OPS["SelectV2"]
    norm = select(positive, Sqrt(select(positive, squares, 1)), squares)
    clip_norm = OPS["Maximum"](as_tensor(clip_norm, t.dtype), 0)
    intermediate = Mul(t, clip_norm)
    if isinstance(t, Tensor) and not is_compatible(t.dims, intermediate.dims):
        raise ValueError(
            explain("tf.clip_by_norm [clip_norm]", "Shapes are incompatible: clip_norm is larger "
                    "than t", expected=f"a shape that broadcasts to {t.shape}",
                    received=intermediate.shape)
        )  # fmt: skip
    return RealDiv(intermediate, Maximum(norm, clip_norm), name=name)


def global_norm(t_list: Sequence[Any], name: str | None = None) -> Tensor:
    """The L2 norm of all elements of all tensors together: sqrt(sum_i |t_i|^2).

    Args:
        t_list: tensors, `IndexedSlices` or None (passed over).

    Returns: a scalar.

    Raises:
        TypeError: `t_list` is not a list.
    """
    if isinstance(t_list, str | Tensor) or not isinstance(t_list, Sequence):
        raise TypeError(explain("tf.linalg.global_norm [t_list]", "t_list should be a sequence",
                                received=t_list))  # fmt: skip
    tensors = [convert(getattr(t, "values", t)) for t in t_list if t is not None]
    if not tensors:
        from pellucid.core import dtypes

        return convert(0.0, dtypes.float32)
    halves = [OPS["L2Loss"](t) for t in tensors]
    total = OPS["AddN"](halves) if len(halves) > 1 else halves[0]
    return Sqrt(Mul(total, 2.0), name=name)


def clip_by_global_norm(
    t_list: Sequence[Any],
    clip_norm: TensorLike,
    use_norm: TensorLike | None = None,
    name: str | None = None,
) -> tuple[list[Any], Tensor]:
    """All tensors, scaled by one factor so that their global norm is at most `clip_norm`.

    t * clip_norm / max(global_norm, clip_norm); nan everywhere if the norm is not finite.

    Args:
        t_list: tensors, `IndexedSlices` or None (which stays None).
        clip_norm: the greatest global norm, a scalar.
        use_norm: the global norm, if it is known already.

    Returns: the list of clipped tensors, and the global norm before.

    Raises:
        TypeError: `t_list` is not a list.
        InvalidArgumentError: the tensors have different dtypes.

    Reference: Pascanu, Mikolov, Bengio, arXiv:1211.5063.
    """
    if isinstance(t_list, str | Tensor) or not isinstance(t_list, Sequence):
        raise TypeError(explain("tf.clip_by_global_norm [t_list]", "t_list should be a sequence",
                                received=t_list))  # fmt: skip
    norm = global_norm(t_list) if use_norm is None else convert(use_norm)
    bound = convert(clip_norm, norm.dtype)
    scale = Mul(bound, Minimum(RealDiv(1.0, norm), RealDiv(1.0, bound)))
    # inf - inf is nan and 0 otherwise: an infinite norm must not pass as "scale by 0".
    scale = scale + (norm - norm)
    clipped: list[Any] = []
    for t in t_list:
        if t is None:
            clipped.append(None)
        elif hasattr(t, "indices") and hasattr(t, "values"):
            clipped.append(type(t)(Mul(t.values, scale), t.indices, t.dense_shape))
        else:
            clipped.append(Mul(convert(t), scale, name=name))
    return clipped, norm
