"""Activation functions: relu and its kin, gelu, silu, softmax.

`exponential.py` has sigmoid, softplus and softsign.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.dtypes import FLOATING, REAL
from pellucid.core.errors import InvalidArgumentError, explain
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.graph.shape_rules import merged, same
from pellucid.ops.broadcasting import as_tensor, rank_of
from pellucid.ops.constants import convert_to_tensor
from pellucid.ops.creation import zeros_like
from pellucid.runtime.dispatch import native, op

_RELU = REAL | {dtypes.qint8}

# Scale and alpha for which standard normal inputs keep mean 0 and variance 1 (Klambauer 2017).
_SELU_ALPHA = 1.6732632423543772
_SELU_SCALE = 1.0507009873554805

Relu = op("Relu", "features: T -> activations: T", T=_RELU, infer=same)
ReluGrad = op("ReluGrad", "gradients: T, features: T -> backprops: T", T=REAL, infer=merged)


@Relu.kernel
def _(xp: Any, x: Any) -> Any:
    return xp.maximum(x, x.dtype.type(0))


@Relu.gradient
def _(node: Any, dy: Tensor) -> Any:
    return ReluGrad(dy, node.outputs[0])


@ReluGrad.kernel
def _(xp: Any, dy: Any, x: Any) -> Any:
    return xp.where(x > 0, dy, dy.dtype.type(0))


@ReluGrad.gradient
def _(node: Any, ddy: Tensor) -> Any:
    return [ReluGrad(ddy, node.inputs[1]), zeros_like(node.inputs[1])]


def relu(features: TensorLike, name: str | None = None) -> Tensor:
    """Rectified linear: max(x, 0). Its derivative at 0 is 0.

    Args:
        features: real tensor of any shape.
        name: name of the operation.

    Returns: same shape and dtype.

    Example:
        >>> tf.nn.relu([-2., 0., 3.]).numpy()
        array([0., 0., 3.], dtype=float32)

    Reference: Nair and Hinton, "Rectified Linear Units Improve Restricted Boltzmann
    Machines", 2010.
    """
    return Relu(features, name=name)


Relu6 = op("Relu6", "features: T -> activations: T", T=REAL, infer=same)
Relu6Grad = op("Relu6Grad", "gradients: T, features: T -> backprops: T", T=REAL, infer=merged)


@Relu6.kernel
def _(xp: Any, x: Any) -> Any:
    return xp.minimum(xp.maximum(x, x.dtype.type(0)), x.dtype.type(6))


@Relu6.gradient
def _(node: Any, dy: Tensor) -> Any:
    return Relu6Grad(dy, node.outputs[0])


@Relu6Grad.kernel
def _(xp: Any, dy: Any, x: Any) -> Any:
    return xp.where((x > 0) & (x < 6), dy, dy.dtype.type(0))


@Relu6Grad.gradient
def _(node: Any, ddy: Tensor) -> Any:
    return [Relu6Grad(ddy, node.inputs[1]), zeros_like(node.inputs[1])]


def relu6(features: TensorLike, name: str | None = None) -> Tensor:
    """Rectified linear with a ceiling: min(max(x, 0), 6).

    features: real tensor, any shape.  Returns: same shape and dtype.

    Reference: Krizhevsky, "Convolutional Deep Belief Networks on CIFAR-10", 2010.
    """
    return Relu6(features, name=name)


LeakyRelu = op("LeakyRelu", "features: T -> activations: T", T=FLOATING, alpha=0.2, infer=same)
LeakyReluGrad = op(
    "LeakyReluGrad",
    "gradients: T, features: T -> backprops: T",
    T=FLOATING,
    alpha=0.2,
    infer=merged,
)


@LeakyRelu.kernel
def _(xp: Any, x: Any, alpha: float) -> Any:
    return xp.where(x > 0, x, x * x.dtype.type(alpha))


@LeakyRelu.gradient
def _(node: Any, dy: Tensor) -> Any:
    return LeakyReluGrad(dy, node.inputs[0], alpha=node.attrs["alpha"])


@LeakyReluGrad.kernel
def _(xp: Any, dy: Any, x: Any, alpha: float) -> Any:
    return xp.where(x > 0, dy, dy * dy.dtype.type(alpha))


@LeakyReluGrad.gradient
def _(node: Any, ddy: Tensor) -> Any:
    x = node.inputs[1]
    return [LeakyReluGrad(ddy, x, alpha=node.attrs["alpha"]), zeros_like(x)]


def leaky_relu(features: TensorLike, alpha: float = 0.2, name: str | None = None) -> Tensor:
    """Rectified linear with a slope below zero: x if x > 0, else alpha * x.

    Args:
        features: real tensor of any shape; integers are converted to float32.
        alpha: slope for x < 0.
        name: name of the operation.

    Returns: same shape and dtype.

    Reference: Maas et al., "Rectifier Nonlinearities Improve Neural Network Acoustic Models", 2013.
    """
    x = convert_to_tensor(features)
    if x.dtype.is_integer:
        from pellucid.ops.casting import cast

        x = cast(x, dtypes.float32)
    if isinstance(alpha, Tensor):
        from pellucid.ops.math import maximum

        return maximum(alpha * x, x)
    # Attributes are float32 in a graph, and so in every other form of it.
    return LeakyRelu(x, alpha=float(np.float32(alpha)), name=name)


Elu = op("Elu", "features: T -> activations: T", T=FLOATING, infer=same)
EluGrad = op("EluGrad", "gradients: T, outputs: T -> backprops: T", T=FLOATING, infer=merged)


@Elu.kernel
def _(xp: Any, x: Any) -> Any:
    return xp.where(x < 0, xp.expm1(x), x)


@Elu.gradient
def _(node: Any, dy: Tensor) -> Any:
    return EluGrad(dy, node.outputs[0])


@EluGrad.kernel
def _(xp: Any, dy: Any, y: Any) -> Any:
    return xp.where(y < 0, dy * (y + 1), dy)


@EluGrad.gradient
def _(node: Any, ddy: Tensor) -> Any:
    dy, y = node.inputs
    return [EluGrad(ddy, y), _where_negative(y, ddy * dy)]


def elu(features: TensorLike, name: str | None = None) -> Tensor:
    """Exponential linear: x if x > 0, else e^x - 1.

    features: float tensor, any shape.  Returns: same shape and dtype.

    Reference: Clevert et al., "Fast and Accurate Deep Network Learning by Exponential Linear
    Units", 2015, arXiv:1511.07289.
    """
    return Elu(features, name=name)


Selu = op("Selu", "features: T -> activations: T", T=FLOATING, infer=same)
SeluGrad = op("SeluGrad", "gradients: T, outputs: T -> backprops: T", T=FLOATING, infer=merged)


@Selu.kernel
def _(xp: Any, x: Any) -> Any:
    kind = x.dtype.type
    return xp.where(x < 0, kind(_SELU_SCALE * _SELU_ALPHA) * xp.expm1(x), kind(_SELU_SCALE) * x)


@Selu.gradient
def _(node: Any, dy: Tensor) -> Any:
    return SeluGrad(dy, node.outputs[0])


@SeluGrad.kernel
def _(xp: Any, dy: Any, y: Any) -> Any:
    kind = y.dtype.type
    return dy * xp.where(y < 0, y + kind(_SELU_SCALE * _SELU_ALPHA), kind(_SELU_SCALE))


@SeluGrad.gradient
def _(node: Any, ddy: Tensor) -> Any:
    dy, y = node.inputs
    return [SeluGrad(ddy, y), _where_negative(y, ddy * dy)]


def _where_negative(y: Tensor, inside: Tensor) -> Tensor:
    """`inside` where y < 0, else 0."""
    from pellucid.ops.gather import where

    return where(y < 0, inside, zeros_like(inside))


def selu(features: TensorLike, name: str | None = None) -> Tensor:
    """Scaled exponential linear: scale * x if x > 0, else scale * alpha * (e^x - 1).

    The constants keep activations at mean 0 and variance 1.

    features: float tensor, any shape.  Returns: same shape and dtype.

    Reference: Klambauer et al., "Self-Normalizing Neural Networks", 2017, arXiv:1706.02515.
    """
    return Selu(features, name=name)


def crelu(features: TensorLike, axis: int = -1, name: str | None = None) -> Tensor:
    """Concatenation of relu(x) and relu(-x): twice as many numbers along `axis`.

    Reference: Shang et al., "Understanding and Improving Convolutional Neural Networks via
    Concatenated Rectified Linear Units", 2016, arXiv:1603.05201.
    """
    from pellucid.ops.joining import concat
    from pellucid.ops.math import negative

    x = convert_to_tensor(features)
    return relu(concat([x, negative(x)], axis, name=name or "CRelu"))


def gelu(features: TensorLike, approximate: bool = False, name: str | None = None) -> Tensor:
    """Gaussian error linear: x * P(X <= x) for a standard normal X.

    Exactly x/2 * (1 + erf(x / sqrt(2))); approximately
    x/2 * (1 + tanh(sqrt(2/pi) * (x + 0.044715 x^3))).

    Args:
        features: float tensor of any shape.
        approximate: use the tanh form.
        name: name of the operation.

    Returns: same shape and dtype.

    Raises:
        ValueError: `features` is not floating.

    Reference: Hendrycks and Gimpel, "Gaussian Error Linear Units", 2016, arXiv:1606.08415.
    """
    from pellucid.ops.special import erf
    from pellucid.ops.trigonometric import tanh

    x = convert_to_tensor(features)
    if not x.dtype.is_floating:
        raise ValueError(
            explain("tf.nn.gelu [features]", "a floating dtype is needed", received=x.dtype.name)
        )
    if approximate:
        inner = math.sqrt(2 / math.pi) * (x + 0.044715 * x * x * x)
        return 0.5 * x * (1.0 + tanh(inner))
    return 0.5 * x * (1.0 + erf(x / math.sqrt(2)))


def silu(features: TensorLike, beta: float = 1.0) -> Tensor:
    """Sigmoid linear, also known as swish: x * sigmoid(beta * x).

    Args:
        features: float tensor of any shape.
        beta: a number or scalar tensor.

    Returns: same shape and dtype.

    Reference: Elfwing et al. 2017, arXiv:1702.03118; Ramachandran et al. 2017, arXiv:1710.05941.
    """
    from pellucid.ops.exponential import sigmoid

    x = convert_to_tensor(features)
    return x * sigmoid(x if isinstance(beta, float) and beta == 1.0 else x * beta)


swish = silu

Softmax = op("Softmax", "logits: T -> softmax: T", T=FLOATING)


@Softmax.infer
def _(call: Any) -> Any:
    call.expect_rank(0, 1)
    return call.shape(0)


@Softmax.kernel
def _(xp: Any, x: Any) -> Any:
    _check_rank(x)
    if x.size == 0:
        return x
    if xp is np:
        found = native().softmax(x)
        if found is not None:
            return found
    e = xp.exp(x - xp.max(x, -1, keepdims=True))
    return e / xp.sum(e, -1, keepdims=True, dtype=e.dtype)


@Softmax.gradient
def _(node: Any, dy: Tensor) -> Any:
    from pellucid.ops.reduction import reduce_sum

    y = node.outputs[0]
    return (dy - reduce_sum(dy * y, -1, keepdims=True)) * y


LogSoftmax = op("LogSoftmax", "logits: T -> logsoftmax: T", T=FLOATING, infer=same)


@LogSoftmax.kernel
def _(xp: Any, x: Any) -> Any:
    _check_rank(x)
    if x.size == 0:
        return x
    z = x - xp.max(x, -1, keepdims=True)
    return z - xp.log(xp.sum(xp.exp(z), -1, keepdims=True, dtype=z.dtype))


@LogSoftmax.gradient
def _(node: Any, dy: Tensor) -> Any:
    from pellucid.ops.exponential import exp
    from pellucid.ops.reduction import reduce_sum

    return dy - reduce_sum(dy, -1, keepdims=True) * exp(node.outputs[0])


def _check_rank(x: Any) -> None:
    if x.ndim == 0:
        raise ValueError(explain("", "logits must not be a scalar", expected="rank 1 or more"))


def softmax(logits: TensorLike, axis: int | None = None, name: str | None = None) -> Tensor:
    """Probabilities in proportion to e^logits: exp(x) / sum(exp(x)) along `axis`.

    Args:
        logits: float tensor of rank 1 or more.
        axis: the axis along which the probabilities sum to 1; the last by default.
        name: name of the operation.

    Returns: same shape and dtype.

    Raises:
        InvalidArgumentError: `logits` is empty of dimensions or not floating, or has no such axis.

    Example:
        >>> tf.nn.softmax([0., 0.]).numpy()
        array([0.5, 0.5], dtype=float32)
    """
    return _along("tf.nn.softmax", Softmax, logits, axis, name)


def log_softmax(logits: TensorLike, axis: int | None = None, name: str | None = None) -> Tensor:
    """Logarithm of `softmax`, without the rounding: x - log(sum(exp(x))) along `axis`.

    logits: float tensor of rank 1 or more.  Returns: same shape and dtype.
    """
    return _along("tf.nn.log_softmax", LogSoftmax, logits, axis, name)


def _along(where: str, kind: Any, logits: TensorLike, axis: Any, name: str | None) -> Tensor:
    """Run an op that works on the last axis along `axis`."""
    if axis is None:
        axis = -1
    x = as_tensor(logits)
    rank = rank_of(x)
    if rank is None or axis in (-1, rank - 1):
        if rank is not None or axis == -1:
            return kind(x, name=name)
        raise ValueError(explain(f"{where} [axis]", "the rank of logits is unknown", fix="axis=-1"))
    axis = int(axis)
    if not -rank <= axis < rank:
        raise InvalidArgumentError(
            None, None,
            explain(f"{where} [axis]", f"logits have {rank} dimensions",
                    expected=f"-{rank} <= axis < {rank}", received=axis),
        )  # fmt: skip
    from pellucid.ops.array import transpose

    order = list(range(rank))
    order[axis], order[-1] = order[-1], order[axis]
    return transpose(kind(transpose(x, order)), order, name=name)
