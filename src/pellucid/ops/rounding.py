"""Rounding to whole numbers. None of it has a gradient."""

from __future__ import annotations

from typing import Any

from pellucid.core.dtypes import FLOATING, SIGNED_INTEGER, as_dtype
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.graph.shape_rules import same
from pellucid.ops.broadcasting import as_tensor
from pellucid.runtime.dispatch import op

Ceil = op("Ceil", "x: T -> y: T", T=FLOATING, infer=same, gradient=None)


@Ceil.kernel
def _(xp: Any, x: Any) -> Any:
    return xp.ceil(x)


def ceil(x: TensorLike, name: str | None = None) -> Tensor:
    """The smallest whole number that is not below x, element-wise. `x`: floating."""
    return Ceil(x, name=name)


Floor = op("Floor", "x: T -> y: T", T=FLOATING, infer=same, gradient=None)


@Floor.kernel
def _(xp: Any, x: Any) -> Any:
    return xp.floor(x)


def floor(x: TensorLike, name: str | None = None) -> Tensor:
    """The greatest whole number that is not above x, element-wise. `x`: floating."""
    return Floor(x, name=name)


Rint = op("Rint", "x: T -> y: T", T=FLOATING, infer=same, gradient=None)


@Rint.kernel
def _(xp: Any, x: Any) -> Any:
    return xp.rint(x)


def rint(x: TensorLike, name: str | None = None) -> Tensor:
    """The nearest whole number, element-wise; halves go to the even one. `x`: floating."""
    return Rint(x, name=name)


Round = op("Round", "x: T -> y: T", T=FLOATING | SIGNED_INTEGER, infer=same, gradient=None)


@Round.kernel
def _(xp: Any, x: Any) -> Any:
    return xp.round(x)


def round(x: TensorLike, name: str | None = None) -> Tensor:
    """The nearest whole number, element-wise; halves go to the even one (bankers' rounding).

    Args:
        x: a real tensor; integers are returned as they are.

    Example:
        >>> tf.round([0.9, 2.5, 2.3, 1.5, -4.5]).numpy().tolist()
        [1.0, 2.0, 2.0, 2.0, -4.0]
    """
    x = as_tensor(x)
    return x if as_dtype(x.dtype).is_integer else Round(x, name=name)
