"""RMSprop: steps divided by the root of a running mean of squared gradients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

import pellucid as tf
from pellucid.keras.optimizers.gradients import dense, squares
from pellucid.keras.optimizers.optimizer import Optimizer, OptimizerOptions


class RMSprop(Optimizer):
    """RMSprop: `v = rho * v + (1 - rho) * g²; w -= lr * g / sqrt(v + epsilon)`.

    Args:
        learning_rate: number, schedule or function; 0.001 by default.
        rho: decay of the mean of squares.
        momentum: of the steps, in [0, 1]; 0 by default.
        epsilon: keeps the divisor from 0.
        centered: whether `v` is the variance, so that the mean of gradients is taken off.
        **options: see `OptimizerOptions`: weight_decay, clipnorm, clipvalue, use_ema, ...

    Reference:
        Tieleman and Hinton, Lecture 6.5, Neural Networks for Machine Learning, 2012.
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        rho: float = 0.9,
        momentum: float = 0.0,
        epsilon: float = 1e-7,
        centered: bool = False,
        **options: Unpack[OptimizerOptions],
    ) -> None:
        super().__init__(learning_rate, **options)
        self.rho, self.momentum, self.epsilon, self.centered = rho, momentum, epsilon, centered

    def build(self, variables: Sequence[Any]) -> None:
        """Makes the means for each variable."""
        if self.built:
            return
        super().build(variables)
        add = self.add_optimizer_variables
        self._velocities = add(variables, "velocity")
        self._momentums = add(variables, "momentum") if self.momentum > 0 else []
        self._means = add(variables, "average_gradient") if self.centered else []

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Moves one variable."""
        i = self._get_variable_index(variable)
        squared = squares(gradient)
        gradient, rho = dense(gradient), self.rho
        slot = self._velocities[i]
        velocity = rho * tf.convert_to_tensor(slot) + (1.0 - rho) * squared
        slot.assign(velocity)
        if self.centered:
            mean = rho * tf.convert_to_tensor(self._means[i]) + (1.0 - rho) * gradient
            self._means[i].assign(mean)
            velocity = velocity - tf.square(mean)
        step = learning_rate * gradient * tf.math.rsqrt(velocity + self.epsilon)
        if self.momentum > 0:
            step = self.momentum * tf.convert_to_tensor(self._momentums[i]) + step
            self._momentums[i].assign(step)
        variable.assign_sub(step)

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments from which `from_config` makes the same optimizer."""
        return super().get_config() | {
            "rho": self.rho,
            "momentum": self.momentum,
            "epsilon": self.epsilon,
            "centered": self.centered,
        }
