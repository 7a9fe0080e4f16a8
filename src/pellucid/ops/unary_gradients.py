"""Gradients of element-wise functions as ops of their own, which training graphs contain.

Ops: TanhGrad SigmoidGrad ReciprocalGrad InvGrad SqrtGrad RsqrtGrad (from the result `y`),
SoftplusGrad SoftsignGrad (from the argument).

The functions themselves say their gradients in public ops; these are for graphs that TensorFlow
wrote, and for `tf.raw_ops`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pellucid.core.dtypes import COMPLEX, FLOATING
from pellucid.core.registry import OPS
from pellucid.core.tensor import Tensor
from pellucid.graph.shape_rules import same
from pellucid.runtime.dispatch import Op, op

Slope = Callable[[Any, Any], Any]


def _of_result(name: str, slope: Slope, curve: Slope) -> Op:
    """z = dy * slope(y); `curve` is the derivative of the slope. Both are f(ones, y)."""
    made = op(name, "y: T, dy: T -> z: T", T=FLOATING | COMPLEX, infer=same)

    @made.kernel
    def _(xp: Any, y: Any, dy: Any) -> Any:
        return dy * slope(xp.ones_like(y), y)

    @made.gradient
    def _(node: Any, dz: Tensor) -> Any:
        y, dy = node.inputs
        one = OPS["OnesLike"](y)
        conj = OPS["Conj"] if y.dtype.is_complex else lambda x: x
        return [dz * conj(dy * curve(one, y)), dz * conj(slope(one, y))]

    return made


def _of_argument(name: str, slope: Callable[[Any, Any], Any]) -> Op:
    """backprops = gradients * slope(features)."""
    made = op(name, "gradients: T, features: T -> backprops: T", T=FLOATING, infer=same)

    @made.kernel
    def _(xp: Any, gradients: Any, features: Any) -> Any:
        return gradients * slope(xp, features)

    return made


TanhGrad = _of_result("TanhGrad", lambda one, y: one - y * y, lambda one, y: -(y + y))
SigmoidGrad = _of_result("SigmoidGrad", lambda one, y: y * (one - y), lambda one, y: one - y - y)
ReciprocalGrad = _of_result("ReciprocalGrad", lambda one, y: -(y * y), lambda one, y: -(y + y))
InvGrad = _of_result("InvGrad", lambda one, y: -(y * y), lambda one, y: -(y + y))
SqrtGrad = _of_result(
    "SqrtGrad", lambda one, y: one / (y + y), lambda one, y: -(one / ((y + y) * y))
)
RsqrtGrad = _of_result(
    "RsqrtGrad", lambda one, y: -(y * y * y) / (one + one),
    lambda one, y: -((one + one + one) * y * y) / (one + one),
)  # fmt: skip
SoftplusGrad = _of_argument("SoftplusGrad", lambda xp, x: 1 / (1 + xp.exp(-x)))
SoftsignGrad = _of_argument("SoftsignGrad", lambda xp, x: 1 / (1 + xp.abs(x)) ** 2)
