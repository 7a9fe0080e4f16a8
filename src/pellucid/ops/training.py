"""The optimizers' updates as ops: `ResourceApply…` on variables, `ResourceSparseApply…` on rows.

Programs of TensorFlow 1 and saved graphs contain them; `tf.keras.optimizers` writes its own maths.

Each update is one rule: new values of the variable and its slots from the old ones, the settings
and the gradient. The sparse op applies the same rule to the rows that `indices` names, one
occurrence of a row after the other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from pellucid.core.dtypes import COMPLEX, FLOATING
from pellucid.ops.state import INDEX
from pellucid.runtime.dispatch import Op, op

Rule = Callable[..., tuple[Any, ...]]


def _dense(name: str, slots: str, rest: str, rule: Rule, **options: Any) -> Op:
    """`ResourceApply…`: replaces the values of the variables `slots` by what the rule makes.

    Args:
        name: the op's name.
        slots: the names of the variables.
        rest: the names of the other inputs.
        rule: f(xp, *slots, **others, **options) -> the new slots.
        **options: the rule's attributes, with their defaults.
    """
    return _update(f"ResourceApply{name}", slots, rest, _whole(slots, rest, rule), options, {})


def _sparse(name: str, slots: str, rest: str, rule: Rule, **options: Any) -> Op:
    """`ResourceSparseApply…`: the rule applied to the rows that the input `indices` names."""
    kernel = _rows(slots, rest, rule)
    return _update(f"ResourceSparseApply{name}", slots, rest, kernel, options, {"Tindices": INDEX})


def _update(
    name: str, slots: str, rest: str, kernel: Any, options: dict[str, Any], types: dict[str, Any]
) -> Op:
    kinds = {"indices": "Tindices", "global_step": "int64"}
    inputs = [f"{slot}: resource" for slot in slots.split()]
    inputs += [f"{other}: {kinds.get(other, 'T')}" for other in rest.split()]
    made = op(
        name, f"{', '.join(inputs)} ->", T=FLOATING | COMPLEX, use_locking=False, stateful=True,
        gradient=None, **types, **options,
    )  # fmt: skip
    if types:
        made.kernel("host")(kernel)
    else:
        made.kernel(kernel)
    for registered in (made.numpy_kernel, made.xla_kernel):
        if registered is not None:
            registered.attributes = tuple(options)
    return made


def _whole(slots: str, rest: str, rule: Rule) -> Any:
    count, names = len(slots.split()), rest.split()

    def kernel(xp: Any, *values: Any, **options: Any) -> None:
        variables = values[:count]
        others = dict(zip(names, values[count:], strict=True))
        made = rule(xp, *[v.value for v in variables], **others, **options)
        for variable, new in zip(variables, made, strict=True):
            variable.value = new

    return kernel


def _rows(slots: str, rest: str, rule: Rule) -> Any:
    count, names = len(slots.split()), rest.split()

    def kernel(*values: Any, **options: Any) -> None:
        variables = values[:count]
        given = dict(zip(names, values[count:], strict=True))
        indices, gradients = np.asarray(given.pop("indices")), np.asarray(given.pop("grad"))
        new = [np.array(v.value) for v in variables]
        bad = (indices < 0) | (indices >= len(new[0]))
        if bad.any():
            raise ValueError(
                f"`indices` names rows of the variable; {indices[bad][0]} is not in "
                f"[0, {len(new[0])})"
            )
        for places in _occurrences(indices):
            rows = indices[places]
            made = rule(np, *[n[rows] for n in new], grad=gradients[places], **given, **options)
            for whole, part in zip(new, made, strict=True):
                whole[rows] = part
        for variable, whole in zip(variables, new, strict=True):
            variable.value = whole

    return kernel


def _occurrences(indices: np.ndarray) -> list[np.ndarray]:
    """Where each index stands for the first time, for the second time, and so on."""
    order = np.argsort(indices, kind="stable")
    ordered = indices[order]
    starts = np.searchsorted(ordered, ordered)
    nth = np.empty(len(indices), np.int64)
    nth[order] = np.arange(len(indices)) - starts
    return [np.flatnonzero(nth == k) for k in range(nth.max(initial=-1) + 1)]


# ---------------------------------------------------------------- rules


def _gradient_descent(xp: Any, var: Any, alpha: Any, delta: Any) -> Any:
    return (var - alpha * delta,)


def _momentum(
    xp: Any, var: Any, accum: Any, lr: Any, grad: Any, momentum: Any, use_nesterov: bool
) -> Any:
    accum = accum * momentum + grad
    step = grad + accum * momentum if use_nesterov else accum
    return var - lr * step, accum


def _keras_momentum(
    xp: Any, var: Any, accum: Any, lr: Any, grad: Any, momentum: Any, use_nesterov: bool
) -> Any:
    accum = accum * momentum - lr * grad
    return var + (accum * momentum - lr * grad if use_nesterov else accum), accum


def _adam(
    xp: Any, var: Any, m: Any, v: Any, beta1_power: Any, beta2_power: Any, lr: Any, beta1: Any,
    beta2: Any, epsilon: Any, grad: Any, use_nesterov: bool,
) -> Any:  # fmt: skip
    rate = lr * xp.sqrt(1 - beta2_power) / (1 - beta1_power)
    m, v = m + (grad - m) * (1 - beta1), v + (grad * grad - v) * (1 - beta2)
    step = m * beta1 + (1 - beta1) * grad if use_nesterov else m
    return var - rate * step / (xp.sqrt(v) + epsilon), m, v


def _amsgrad(
    xp: Any, var: Any, m: Any, v: Any, vhat: Any, beta1_power: Any, beta2_power: Any, lr: Any,
    beta1: Any, beta2: Any, epsilon: Any, grad: Any,
) -> Any:  # fmt: skip
    rate = lr * xp.sqrt(1 - beta2_power) / (1 - beta1_power)
    m, v = m + (grad - m) * (1 - beta1), v + (grad * grad - v) * (1 - beta2)
    vhat = xp.maximum(vhat, v)
    return var - rate * m / (xp.sqrt(vhat) + epsilon), m, v, vhat


def _adamax(
    xp: Any, var: Any, m: Any, v: Any, beta1_power: Any, lr: Any, beta1: Any, beta2: Any,
    epsilon: Any, grad: Any,
) -> Any:  # fmt: skip
    m, v = m + (grad - m) * (1 - beta1), xp.maximum(beta2 * v, xp.abs(grad))
    return var - lr / (1 - beta1_power) * (m / (v + epsilon)), m, v


def _adadelta(
    xp: Any, var: Any, accum: Any, accum_update: Any, lr: Any, rho: Any, epsilon: Any, grad: Any
) -> Any:
    accum = rho * accum + (1 - rho) * grad * grad
    step = xp.sqrt(accum_update + epsilon) / xp.sqrt(accum + epsilon) * grad
    return var - lr * step, accum, rho * accum_update + (1 - rho) * step * step


def _adagrad(xp: Any, var: Any, accum: Any, lr: Any, grad: Any, update_slots: bool) -> Any:
    accum = accum + grad * grad if update_slots else accum
    return var - lr * grad / xp.sqrt(accum), accum


def _adagrad_v2(
    xp: Any, var: Any, accum: Any, lr: Any, epsilon: Any, grad: Any, update_slots: bool
) -> Any:
    accum = accum + grad * grad if update_slots else accum
    return var - lr * grad / (xp.sqrt(accum) + epsilon), accum


def _adagrad_da(
    xp: Any, var: Any, gradient_accumulator: Any, gradient_squared_accumulator: Any, grad: Any,
    lr: Any, l1: Any, l2: Any, global_step: Any,
) -> Any:  # fmt: skip
    total = gradient_accumulator + grad
    squares = gradient_squared_accumulator + grad * grad
    steps = global_step.astype(lr.dtype)
    kept = xp.sign(total) * xp.maximum(xp.abs(total) - l1 * steps, 0)
    return -lr * kept / (l2 * steps * lr + xp.sqrt(squares)), total, squares


def _rmsprop(
    xp: Any, var: Any, ms: Any, mom: Any, lr: Any, rho: Any, momentum: Any, epsilon: Any, grad: Any
) -> Any:
    ms = ms + (grad * grad - ms) * (1 - rho)
    mom = momentum * mom + lr * grad / xp.sqrt(ms + epsilon)
    return var - mom, ms, mom


def _centered_rmsprop(
    xp: Any, var: Any, mg: Any, ms: Any, mom: Any, lr: Any, rho: Any, momentum: Any, epsilon: Any,
    grad: Any,
) -> Any:  # fmt: skip
    mg, ms = mg + (grad - mg) * (1 - rho), ms + (grad * grad - ms) * (1 - rho)
    mom = momentum * mom + lr * grad / xp.sqrt(ms - mg * mg + epsilon)
    return var - mom, mg, ms, mom


def _add_sign(
    xp: Any, var: Any, m: Any, lr: Any, alpha: Any, sign_decay: Any, beta: Any, grad: Any
) -> Any:
    m = beta * m + (1 - beta) * grad
    return var - lr * (alpha + sign_decay * xp.sign(grad) * xp.sign(m)) * grad, m


def _power_sign(
    xp: Any, var: Any, m: Any, lr: Any, logbase: Any, sign_decay: Any, beta: Any, grad: Any
) -> Any:
    m = beta * m + (1 - beta) * grad
    return var - lr * xp.exp(logbase * sign_decay * xp.sign(grad) * xp.sign(m)) * grad, m


def _shrunk(xp: Any, value: Any, rate: Any, l1: Any, l2: Any) -> Any:
    """Where a step of l1 and l2 regularization at this rate brings `value`."""
    return xp.sign(value) * xp.maximum(xp.abs(value) - rate * l1, 0) / (1 + rate * l2)


def _proximal_gradient_descent(xp: Any, var: Any, alpha: Any, l1: Any, l2: Any, delta: Any) -> Any:
    return (_shrunk(xp, var - alpha * delta, alpha, l1, l2),)


def _proximal_adagrad(xp: Any, var: Any, accum: Any, lr: Any, l1: Any, l2: Any, grad: Any) -> Any:
    accum = accum + grad * grad
    rate = lr / xp.sqrt(accum)
    return _shrunk(xp, var - rate * grad, rate, l1, l2), accum


def _ftrl(
    xp: Any, var: Any, accum: Any, linear: Any, grad: Any, lr: Any, l1: Any, l2: Any,
    lr_power: Any, multiply_linear_by_lr: bool, l2_shrinkage: Any = 0,
) -> Any:  # fmt: skip
    total = accum + grad * grad
    after, before = total**-lr_power, accum**-lr_power
    shrunk = grad + 2 * l2_shrinkage * var
    scale = lr if multiply_linear_by_lr else 1
    linear = linear + shrunk * scale - (after - before) * scale / lr * var
    curvature = (after / lr + 2 * l2) * scale
    kept = xp.sign(linear) * l1 * scale - linear
    var = xp.where(xp.abs(linear) > l1 * scale, kept / curvature, xp.zeros_like(var))
    return var, total, linear


# ---------------------------------------------------------------- ops

_NESTEROV, _SLOTS = {"use_nesterov": False}, {"update_slots": True}
_LINEAR = {"multiply_linear_by_lr": False}
_DA = "var gradient_accumulator gradient_squared_accumulator"

ResourceApplyGradientDescent = _dense("GradientDescent", "var", "alpha delta", _gradient_descent)
ResourceApplyMomentum = _dense("Momentum", "var accum", "lr grad momentum", _momentum, **_NESTEROV)
ResourceApplyKerasMomentum = _dense(
    "KerasMomentum", "var accum", "lr grad momentum", _keras_momentum, **_NESTEROV
)
ResourceApplyAdam = _dense(
    "Adam", "var m v", "beta1_power beta2_power lr beta1 beta2 epsilon grad", _adam, **_NESTEROV
)
ResourceApplyAdamWithAmsgrad = _dense(
    "AdamWithAmsgrad", "var m v vhat", "beta1_power beta2_power lr beta1 beta2 epsilon grad",
    _amsgrad,
)  # fmt: skip
ResourceApplyAdaMax = _dense(
    "AdaMax", "var m v", "beta1_power lr beta1 beta2 epsilon grad", _adamax
)
ResourceApplyAdadelta = _dense(
    "Adadelta", "var accum accum_update", "lr rho epsilon grad", _adadelta
)
ResourceApplyAdagrad = _dense("Adagrad", "var accum", "lr grad", _adagrad, **_SLOTS)
ResourceApplyAdagradV2 = _dense("AdagradV2", "var accum", "lr epsilon grad", _adagrad_v2, **_SLOTS)
ResourceApplyAdagradDA = _dense("AdagradDA", _DA, "grad lr l1 l2 global_step", _adagrad_da)
ResourceApplyRMSProp = _dense("RMSProp", "var ms mom", "lr rho momentum epsilon grad", _rmsprop)
ResourceApplyCenteredRMSProp = _dense(
    "CenteredRMSProp", "var mg ms mom", "lr rho momentum epsilon grad", _centered_rmsprop
)
ResourceApplyAddSign = _dense("AddSign", "var m", "lr alpha sign_decay beta grad", _add_sign)
ResourceApplyPowerSign = _dense(
    "PowerSign", "var m", "lr logbase sign_decay beta grad", _power_sign
)
ResourceApplyProximalGradientDescent = _dense(
    "ProximalGradientDescent", "var", "alpha l1 l2 delta", _proximal_gradient_descent
)
ResourceApplyProximalAdagrad = _dense(
    "ProximalAdagrad", "var accum", "lr l1 l2 grad", _proximal_adagrad
)
ResourceApplyFtrl = _dense("Ftrl", "var accum linear", "grad lr l1 l2 lr_power", _ftrl, **_LINEAR)
ResourceApplyFtrlV2 = _dense(
    "FtrlV2", "var accum linear", "grad lr l1 l2 l2_shrinkage lr_power", _ftrl, **_LINEAR
)

ResourceSparseApplyMomentum = _sparse(
    "Momentum", "var accum", "lr grad indices momentum", _momentum, **_NESTEROV
)
ResourceSparseApplyKerasMomentum = _sparse(
    "KerasMomentum", "var accum", "lr grad indices momentum", _keras_momentum, **_NESTEROV
)
ResourceSparseApplyAdadelta = _sparse(
    "Adadelta", "var accum accum_update", "lr rho epsilon grad indices", _adadelta
)
ResourceSparseApplyAdagrad = _sparse("Adagrad", "var accum", "lr grad indices", _adagrad, **_SLOTS)
ResourceSparseApplyAdagradV2 = _sparse(
    "AdagradV2", "var accum", "lr epsilon grad indices", _adagrad_v2, **_SLOTS
)
ResourceSparseApplyAdagradDA = _sparse(
    "AdagradDA", _DA, "grad indices lr l1 l2 global_step", _adagrad_da
)
ResourceSparseApplyRMSProp = _sparse(
    "RMSProp", "var ms mom", "lr rho momentum epsilon grad indices", _rmsprop
)
ResourceSparseApplyCenteredRMSProp = _sparse(
    "CenteredRMSProp", "var mg ms mom", "lr rho momentum epsilon grad indices", _centered_rmsprop
)
ResourceSparseApplyProximalGradientDescent = _sparse(
    "ProximalGradientDescent", "var", "alpha l1 l2 grad indices",
    lambda xp, var, alpha, l1, l2, grad: _proximal_gradient_descent(xp, var, alpha, l1, l2, grad),
)  # fmt: skip
ResourceSparseApplyProximalAdagrad = _sparse(
    "ProximalAdagrad", "var accum", "lr l1 l2 grad indices", _proximal_adagrad
)
ResourceSparseApplyFtrl = _sparse(
    "Ftrl", "var accum linear", "grad indices lr l1 l2 lr_power", _ftrl, **_LINEAR
)
ResourceSparseApplyFtrlV2 = _sparse(
    "FtrlV2", "var accum linear", "grad indices lr l1 l2 l2_shrinkage lr_power", _ftrl, **_LINEAR
)
