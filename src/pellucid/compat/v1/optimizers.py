"""The optimizers of `tf.compat.v1.train`; each is its update rule.

GradientDescentOptimizer, MomentumOptimizer, AdamOptimizer, AdagradOptimizer, RMSPropOptimizer,
AdadeltaOptimizer, FtrlOptimizer, ProximalGradientDescentOptimizer, ProximalAdagradOptimizer

In the rules v is the variable, g its gradient, lr the learning rate.
"""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.compat.v1.optimizer import Optimizer, number
from pellucid.core.tensor import Tensor


class GradientDescentOptimizer(Optimizer):
    """Gradient descent: v ← v - lr·g.

    Args:
        learning_rate: lr.
        use_locking: without effect: updates are atomic.
        name: the operation's name.

    Example:
        >>> train = tf.compat.v1.train.GradientDescentOptimizer(0.1).minimize(loss)
        >>> session.run(train)
    """

    def __init__(
        self, learning_rate: Any, use_locking: bool = False, name: str = "GradientDescent"
    ) -> None:
        super().__init__(use_locking, name)
        self._rate = learning_rate

    def _apply(self, gradient: Tensor, variable: Any) -> Any:
        return variable.assign_sub(number(self._rate, variable) * gradient)


class MomentumOptimizer(Optimizer):
    """Gradient descent with momentum: a ← momentum·a + g; v ← v - lr·a.

    Args:
        learning_rate: lr.
        momentum: how much of the last step stays.
        use_locking: without effect: updates are atomic.
        name: the operation's name.
        use_nesterov: v ← v - lr·(g + momentum·a) instead.

    Reference: Sutskever et al., "On the importance of initialization and momentum in deep
    learning", ICML 2013.
    """

    def __init__(
        self, learning_rate: Any, momentum: Any, use_locking: bool = False,
        name: str = "Momentum", use_nesterov: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(use_locking, name)
        self._rate, self._momentum, self._nesterov = learning_rate, momentum, use_nesterov

    def _prepare(self, variables: list[Any]) -> None:
        for variable in variables:
            self._slot(variable, "momentum")

    def _apply(self, gradient: Tensor, variable: Any) -> Any:
        rate, momentum = number(self._rate, variable), number(self._momentum, variable)
        slot = self._slot(variable, "momentum")
        kept = momentum * slot + gradient
        step = gradient + momentum * kept if self._nesterov else kept
        return tf.group(slot.assign(kept), variable.assign_sub(rate * step))


class AdamOptimizer(Optimizer):
    """Adam: m ← β₁m + (1-β₁)g; s ← β₂s + (1-β₂)g²; v ← v - lr·√(1-β₂ᵗ)/(1-β₁ᵗ) · m / (√s + ε).

    Args:
        learning_rate: lr.
        beta1, beta2: β₁, β₂.
        epsilon: ε.
        use_locking: without effect: updates are atomic.
        name: the operation's name.
        use_own_namescope_for_non_slot_vars: not supported; must be False.

    Reference: Kingma and Ba, "Adam: A Method for Stochastic Optimization", arXiv:1412.6980.
    """

    def __init__(
        self, learning_rate: Any = 0.001, beta1: Any = 0.9, beta2: Any = 0.999,
        epsilon: Any = 1e-8, use_locking: bool = False, name: str = "Adam",
        use_own_namescope_for_non_slot_vars: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(use_locking, name, use_own_namescope_for_non_slot_vars)
        self._rate, self._beta1, self._beta2, self._epsilon = learning_rate, beta1, beta2, epsilon

    def _powers(self) -> tuple[Any, Any]:
        """β₁ᵗ and β₂ᵗ."""
        return (
            self._kept("beta1_power", _plain(self._beta1)),
            self._kept("beta2_power", _plain(self._beta2)),
        )

    def _prepare(self, variables: list[Any]) -> None:
        self._powers()
        for variable in variables:
            self._slot(variable, "m")
            self._slot(variable, "v")

    def _apply(self, gradient: Tensor, variable: Any) -> Any:
        beta1, beta2 = number(self._beta1, variable), number(self._beta2, variable)
        power1, power2 = (tf.cast(p, variable.dtype) for p in self._powers())
        rate = number(self._rate, variable) * tf.sqrt(1 - power2) / (1 - power1)
        m, s = self._slot(variable, "m"), self._slot(variable, "v")
        mean = m + (gradient - m) * (1 - beta1)
        square = s + (tf.square(gradient) - s) * (1 - beta2)
        step = rate * mean / (tf.sqrt(square) + number(self._epsilon, variable))
        return tf.group(m.assign(mean), s.assign(square), variable.assign_sub(step))

    def _apply_sparse(self, gradient: Any, variable: Any) -> Any:
        # The moments of all rows shrink, so all rows move.
        return self._apply(tf.convert_to_tensor(gradient), variable)

    def _finish(self, updates: list[Any]) -> list[Any]:
        power1, power2 = self._powers()
        with tf.control_dependencies(updates):
            return [
                power1.assign(power1 * number(self._beta1, power1)),
                power2.assign(power2 * number(self._beta2, power2)),
            ]


class AdagradOptimizer(Optimizer):
    """Adagrad: a ← a + g²; v ← v - lr·g / √a.

    Args:
        learning_rate: lr.
        initial_accumulator_value: where a begins; positive.
        use_locking: without effect: updates are atomic.
        name: the operation's name.

    Reference: Duchi et al., "Adaptive Subgradient Methods for Online Learning and Stochastic
    Optimization", JMLR 2011.
    """

    def __init__(
        self, learning_rate: Any, initial_accumulator_value: float = 0.1,
        use_locking: bool = False, name: str = "Adagrad",
    ) -> None:  # fmt: skip
        if initial_accumulator_value <= 0.0:
            raise ValueError(
                f"initial_accumulator_value must be positive: {initial_accumulator_value}"
            )
        super().__init__(use_locking, name)
        self._rate, self._start = learning_rate, initial_accumulator_value

    def _prepare(self, variables: list[Any]) -> None:
        for variable in variables:
            self._sum(variable)

    def _sum(self, variable: Any) -> Any:
        return self._slot(variable, "accumulator", lambda v: tf.zeros_like(v) + self._start)

    def _apply(self, gradient: Tensor, variable: Any) -> Any:
        slot = self._sum(variable)
        total = slot + tf.square(gradient)
        step = number(self._rate, variable) * gradient * tf.math.rsqrt(total)
        return tf.group(slot.assign(total), variable.assign_sub(step))


class RMSPropOptimizer(Optimizer):
    """RMSProp: s ← decay·s + (1-decay)·g²; m ← momentum·m + lr·g / √(s + ε); v ← v - m.

    Args:
        learning_rate: lr.
        decay: how much of s stays.
        momentum: how much of m stays.
        epsilon: ε.
        use_locking: without effect: updates are atomic.
        centered: divide by the variance, s - mean(g)², instead of s.
        name: the operation's name.

    Reference: Hinton, "Neural Networks for Machine Learning", lecture 6e, 2012.
    """

    def __init__(
        self, learning_rate: Any, decay: Any = 0.9, momentum: Any = 0.0, epsilon: Any = 1e-10,
        use_locking: bool = False, centered: bool = False, name: str = "RMSProp",
    ) -> None:  # fmt: skip
        super().__init__(use_locking, name)
        self._rate, self._decay, self._momentum = learning_rate, decay, momentum
        self._epsilon, self._centered = epsilon, centered

    def _prepare(self, variables: list[Any]) -> None:
        for variable in variables:
            self._slot(variable, "rms", tf.ones_like)
            if self._centered:
                self._slot(variable, "mg")
            self._slot(variable, "momentum")

    def _apply(self, gradient: Tensor, variable: Any) -> Any:
        decay, slot = number(self._decay, variable), self._slot(variable, "rms", tf.ones_like)
        square = slot + (tf.square(gradient) - slot) * (1 - decay)
        updates, spread = [slot.assign(square)], square
        if self._centered:
            mean_slot = self._slot(variable, "mg")
            mean = mean_slot + (gradient - mean_slot) * (1 - decay)
            updates.append(mean_slot.assign(mean))
            spread = square - tf.square(mean)
        kept = self._slot(variable, "momentum")
        root = tf.sqrt(spread + number(self._epsilon, variable))
        step = (
            number(self._momentum, variable) * kept + number(self._rate, variable) * gradient / root
        )
        return tf.group(*updates, kept.assign(step), variable.assign_sub(step))


class AdadeltaOptimizer(Optimizer):
    """Adadelta: s ← ρs + (1-ρ)g²; u = g·√(d + ε)/√(s + ε); d ← ρd + (1-ρ)u²; v ← v - lr·u.

    Args:
        learning_rate: lr.
        rho: ρ.
        epsilon: ε.
        use_locking: without effect: updates are atomic.
        name: the operation's name.

    Reference: Zeiler, "ADADELTA: An Adaptive Learning Rate Method", arXiv:1212.5701.
    """

    def __init__(
        self, learning_rate: Any = 0.001, rho: Any = 0.95, epsilon: Any = 1e-8,
        use_locking: bool = False, name: str = "Adadelta",
    ) -> None:  # fmt: skip
        super().__init__(use_locking, name)
        self._rate, self._rho, self._epsilon = learning_rate, rho, epsilon

    def _prepare(self, variables: list[Any]) -> None:
        for variable in variables:
            self._slot(variable, "accum")
            self._slot(variable, "accum_update")

    def _apply(self, gradient: Tensor, variable: Any) -> Any:
        rho, epsilon = number(self._rho, variable), number(self._epsilon, variable)
        slot, past = self._slot(variable, "accum"), self._slot(variable, "accum_update")
        square = rho * slot + (1 - rho) * tf.square(gradient)
        step = gradient * tf.sqrt(past + epsilon) * tf.math.rsqrt(square + epsilon)
        return tf.group(
            slot.assign(square), past.assign(rho * past + (1 - rho) * tf.square(step)),
            variable.assign_sub(number(self._rate, variable) * step),
        )  # fmt: skip


class FtrlOptimizer(Optimizer):
    """Follow the regularized leader, with l1 and l2 penalties.

    Args:
        learning_rate: lr.
        learning_rate_power: how the rate falls: lr·n^power.
        initial_accumulator_value: where n, the sum of squares, begins.
        l1_regularization_strength, l2_regularization_strength: the penalties.
        use_locking: without effect: updates are atomic.
        name: the operation's name.
        accum_name, linear_name: names of the slots; must be None.
        l2_shrinkage_regularization_strength: a penalty on the gradient's size.
        beta: added to √n.

    Reference: McMahan et al., "Ad Click Prediction: a View from the Trenches", KDD 2013.
    """

    def __init__(
        self, learning_rate: Any, learning_rate_power: float = -0.5,
        initial_accumulator_value: float = 0.1, l1_regularization_strength: float = 0.0,
        l2_regularization_strength: float = 0.0, use_locking: bool = False, name: str = "Ftrl",
        accum_name: str | None = None, linear_name: str | None = None,
        l2_shrinkage_regularization_strength: float = 0.0, beta: float | None = None,
    ) -> None:  # fmt: skip
        super().__init__(use_locking, name)
        if accum_name is not None or linear_name is not None:
            raise ValueError("FtrlOptimizer: accum_name and linear_name are not supported.")
        if learning_rate_power > 0.0:
            raise ValueError(
                f"learning_rate_power {learning_rate_power} needs to be negative or zero"
            )
        self._rate, self._power, self._start = (
            learning_rate, learning_rate_power, initial_accumulator_value,
        )  # fmt: skip
        self._l1, self._l2 = l1_regularization_strength, l2_regularization_strength
        self._shrinkage, self._beta = l2_shrinkage_regularization_strength, beta or 0.0

    def _prepare(self, variables: list[Any]) -> None:
        for variable in variables:
            self._sum(variable)
            self._slot(variable, "linear")

    def _sum(self, variable: Any) -> Any:
        return self._slot(variable, "accum", lambda v: tf.zeros_like(v) + self._start)

    def _apply(self, gradient: Tensor, variable: Any) -> Any:
        rate, power = number(self._rate, variable), number(self._power, variable)
        l1, l2 = number(self._l1, variable), number(self._l2, variable)
        slot, linear_slot = self._sum(variable), self._slot(variable, "linear")
        total = slot + tf.square(gradient)
        shrunk = gradient + 2 * number(self._shrinkage, variable) * variable
        sigma = (tf.pow(total, -power) - tf.pow(slot, -power)) / rate
        linear = linear_slot + shrunk - sigma * variable
        l2 = l2 + number(self._beta, variable) / (2 * rate)
        quadratic = tf.pow(total, -power) / rate + 2 * l2
        value = (tf.clip_by_value(linear, -l1, l1) - linear) / quadratic
        return tf.group(slot.assign(total), linear_slot.assign(linear), variable.assign(value))


class ProximalGradientDescentOptimizer(Optimizer):
    """Gradient descent with l1 and l2 penalties: p = v - lr·g; v ← shrink(p) / (1 + lr·l2).

    Args:
        learning_rate: lr.
        l1_regularization_strength, l2_regularization_strength: the penalties.
        use_locking: without effect: updates are atomic.
        name: the operation's name.

    Reference: Duchi and Singer, "Efficient Learning using Forward-Backward Splitting", NIPS 2009.
    """

    def __init__(
        self, learning_rate: Any, l1_regularization_strength: float = 0.0,
        l2_regularization_strength: float = 0.0, use_locking: bool = False,
        name: str = "ProximalGradientDescent",
    ) -> None:  # fmt: skip
        super().__init__(use_locking, name)
        self._rate = learning_rate
        self._l1, self._l2 = l1_regularization_strength, l2_regularization_strength

    def _apply(self, gradient: Tensor, variable: Any) -> Any:
        rate = number(self._rate, variable)
        return variable.assign(self._shrunk(variable - rate * gradient, rate, variable))

    def _shrunk(self, value: Tensor, rate: Tensor, variable: Any) -> Tensor:
        l1, l2 = number(self._l1, variable), number(self._l2, variable)
        return tf.sign(value) * tf.maximum(tf.abs(value) - rate * l1, 0) / (1 + rate * l2)


class ProximalAdagradOptimizer(ProximalGradientDescentOptimizer):
    """Adagrad with l1 and l2 penalties: a ← a + g², and the rate lr / √a.

    Args:
        learning_rate: lr.
        initial_accumulator_value: where a begins; positive.
        l1_regularization_strength, l2_regularization_strength: the penalties.
        use_locking: without effect: updates are atomic.
        name: the operation's name.
    """

    def __init__(
        self, learning_rate: Any, initial_accumulator_value: float = 0.1,
        l1_regularization_strength: float = 0.0, l2_regularization_strength: float = 0.0,
        use_locking: bool = False, name: str = "ProximalAdagrad",
    ) -> None:  # fmt: skip
        if initial_accumulator_value <= 0.0:
            raise ValueError(
                f"initial_accumulator_value must be positive: {initial_accumulator_value}"
            )
        super().__init__(
            learning_rate, l1_regularization_strength, l2_regularization_strength, use_locking, name
        )
        self._start = initial_accumulator_value

    def _prepare(self, variables: list[Any]) -> None:
        for variable in variables:
            self._sum(variable)

    def _sum(self, variable: Any) -> Any:
        return self._slot(variable, "accumulator", lambda v: tf.zeros_like(v) + self._start)

    def _apply(self, gradient: Tensor, variable: Any) -> Any:
        slot = self._sum(variable)
        total = slot + tf.square(gradient)
        rate = number(self._rate, variable) * tf.math.rsqrt(total)
        value = self._shrunk(variable - rate * gradient, rate, variable)
        return tf.group(slot.assign(total), variable.assign(value))


def _plain(value: Any) -> Any:
    return value() if callable(value) else value
