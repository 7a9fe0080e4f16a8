"""Exponentials, logarithms and roots, and the sigmoid family that is made of them.

sqrt rsqrt exp expm1 log log1p xlogy xlog1py
sigmoid log_sigmoid softplus softsign
"""

from __future__ import annotations

from typing import Any

from pellucid.core.dtypes import COMPLEX, FLOATING
from pellucid.core.registry import OPS
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.graph.shape_rules import broadcast, same
from pellucid.ops.broadcasting import unbroadcast
from pellucid.ops.complex import conj
from pellucid.ops.division import RealDiv, Xdivy
from pellucid.ops.math import Abs, AddV2, Mul, Neg, Square, Sub
from pellucid.runtime.dispatch import op

Sqrt = op("Sqrt", "x: T -> y: T", T=FLOATING | COMPLEX, infer=same)


@Sqrt.kernel
def _(xp: Any, x: Any) -> Any:
    return xp.sqrt(x)


@Sqrt.gradient
def _(node: Any, dy: Tensor) -> Any:
    y = conj(node.outputs[0])
    return RealDiv(Mul(dy, 0.5), y)


def sqrt(x: TensorLike, name: str | None = None) -> Tensor:
    """Square root, element-wise; nan of negative numbers. `x`: float or complex."""
    return Sqrt(x, name=name)


Rsqrt = op("Rsqrt", "x: T -> y: T", T=FLOATING | COMPLEX, infer=same)


@Rsqrt.kernel
def _(xp: Any, x: Any) -> Any:
    return 1 / xp.sqrt(x)


@Rsqrt.gradient
def _(node: Any, dy: Tensor) -> Any:
    y = conj(node.outputs[0])
    return Mul(Mul(dy, -0.5), Mul(y, Mul(y, y)))


def rsqrt(x: TensorLike, name: str | None = None) -> Tensor:
    """1 / sqrt(x), element-wise; infinite at 0. `x`: float or complex."""
    return Rsqrt(x, name=name)


Exp = op("Exp", "x: T -> y: T", T=FLOATING | COMPLEX, infer=same)


@Exp.kernel
def _(xp: Any, x: Any) -> Any:
    return xp.exp(x)


@Exp.gradient
def _(node: Any, dy: Tensor) -> Any:
    y = conj(node.outputs[0])
    return Mul(dy, y)


def exp(x: TensorLike, name: str | None = None) -> Tensor:
    """e^x, element-wise. `x`: float or complex."""
    return Exp(x, name=name)


Expm1 = op("Expm1", "x: T -> y: T", T=FLOATING | COMPLEX, infer=same)


@Expm1.kernel
def _(xp: Any, x: Any) -> Any:
    return xp.expm1(x)


@Expm1.gradient
def _(node: Any, dy: Tensor) -> Any:
    x = conj(node.inputs[0])
    return Mul(dy, Exp(x))


def expm1(x: TensorLike, name: str | None = None) -> Tensor:
    """e^x - 1, element-wise, exact for small x too. `x`: float or complex."""
    return Expm1(x, name=name)


Log = op("Log", "x: T -> y: T", T=FLOATING | COMPLEX, infer=same)


@Log.kernel
def _(xp: Any, x: Any) -> Any:
    return xp.log(x)


@Log.gradient
def _(node: Any, dy: Tensor) -> Any:
    x = conj(node.inputs[0])
    return RealDiv(dy, x)


def log(x: TensorLike, name: str | None = None) -> Tensor:
    """Natural logarithm, element-wise; -inf at 0, nan below. `x`: float or complex."""
    return Log(x, name=name)


Log1p = op("Log1p", "x: T -> y: T", T=FLOATING | COMPLEX, infer=same)


@Log1p.kernel
def _(xp: Any, x: Any) -> Any:
    return xp.log1p(x)


@Log1p.gradient
def _(node: Any, dy: Tensor) -> Any:
    x = conj(node.inputs[0])
    return RealDiv(dy, AddV2(1, x))


def log1p(x: TensorLike, name: str | None = None) -> Tensor:
    """log(1 + x), element-wise, exact for small x too. `x`: float or complex."""
    return Log1p(x, name=name)


Xlogy = op("Xlogy", "x: T, y: T -> z: T", T=FLOATING | COMPLEX, infer=broadcast)


@Xlogy.kernel
def _(xp: Any, x: Any, y: Any) -> Any:
    return xp.where(x == 0, xp.zeros_like(x), x * xp.log(y))


@Xlogy.gradient
def _(node: Any, dy: Tensor) -> Any:
    x, y = node.inputs
    by_x, by_y = Xlogy(_is_nonzero(x), y), Xdivy(x, y)
    return [unbroadcast(Mul(dy, conj(by_x)), x), unbroadcast(Mul(dy, conj(by_y)), y)]


def _is_nonzero(x: Tensor) -> Tensor:
    return OPS["Cast"](OPS["NotEqual"](x, 0), DstT=x.dtype)


def xlogy(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x log(y), element-wise, and 0 where x is 0, whatever y is."""
    return Xlogy(x, y, name=name)


Xlog1py = op("Xlog1py", "x: T, y: T -> z: T", T=FLOATING | COMPLEX, infer=broadcast)


@Xlog1py.kernel
def _(xp: Any, x: Any, y: Any) -> Any:
    return xp.where(x == 0, xp.zeros_like(x), x * xp.log1p(y))


@Xlog1py.gradient
def _(node: Any, dy: Tensor) -> Any:
    x, y = node.inputs
    by_x, by_y = Xlog1py(_is_nonzero(x), y), Xdivy(x, AddV2(y, 1))
    return [unbroadcast(Mul(dy, conj(by_x)), x), unbroadcast(Mul(dy, conj(by_y)), y)]


def xlog1py(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x log(1 + y), element-wise, and 0 where x is 0, whatever y is."""
    return Xlog1py(x, y, name=name)


Sigmoid = op("Sigmoid", "x: T -> y: T", T=FLOATING | COMPLEX, infer=same)


@Sigmoid.kernel
def _(xp: Any, x: Any) -> Any:
    return 1 / (1 + xp.exp(-x))


@Sigmoid.gradient
def _(node: Any, dy: Tensor) -> Any:
    y = conj(node.outputs[0])
    return Mul(dy, Mul(y, Sub(1, y)))


def sigmoid(x: TensorLike, name: str | None = None) -> Tensor:
    """1 / (1 + e^-x), element-wise. `x`: float or complex.

    Example:
        >>> tf.sigmoid([-128., 0., 128.]).numpy().tolist()
        [0.0, 0.5, 1.0]
    """
    return Sigmoid(x, name=name)


Softplus = op("Softplus", "features: T -> activations: T", T=FLOATING, infer=same)


@Softplus.kernel
def _(xp: Any, x: Any) -> Any:
    return xp.maximum(x, 0) + xp.log1p(xp.exp(-xp.abs(x)))


@Softplus.gradient
def _(node: Any, dy: Tensor) -> Any:
    return Mul(dy, Sigmoid(node.inputs[0]))


def softplus(features: TensorLike, name: str | None = None) -> Tensor:
    """log(1 + e^x), element-wise: a smooth max(x, 0). `features`: floating."""
    return Softplus(features, name=name)


def log_sigmoid(x: TensorLike, name: str | None = None) -> Tensor:
    """log(sigmoid(x)) = -softplus(-x), element-wise. `x`: floating."""
    return Neg(Softplus(Neg(x)), name=name)


Softsign = op("Softsign", "features: T -> activations: T", T=FLOATING, infer=same)


@Softsign.kernel
def _(xp: Any, x: Any) -> Any:
    return x / (1 + xp.abs(x))


@Softsign.gradient
def _(node: Any, dy: Tensor) -> Any:
    return RealDiv(dy, Square(AddV2(1, Abs(node.inputs[0]))))


def softsign(features: TensorLike, name: str | None = None) -> Tensor:
    """x / (1 + |x|), element-wise. `features`: floating."""
    return Softsign(features, name=name)
