"""Adamax: Adam with the largest gradient in place of the mean square."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

import pellucid as tf
from pellucid.keras.optimizers.gradients import magnitudes, toward
from pellucid.keras.optimizers.optimizer import Optimizer, OptimizerOptions


class Adamax(Optimizer):
    """Adamax: Adam by the infinity norm.

    `m += (g - m) * (1 - beta_1); u = max(beta_2 * u, abs(g));
    w -= lr / (1 - beta_1^t) * m / (u + epsilon)`.

    Args:
        learning_rate: number, schedule or function; 0.001 by default.
        beta_1: decay of the first moment.
        beta_2: decay of the norm.
        epsilon: keeps the divisor from 0.
        **options: see `OptimizerOptions`: weight_decay, clipnorm, clipvalue, use_ema, ...

    Reference:
        Kingma and Ba, Adam, arXiv:1412.6980, section 7.1.
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        **options: Unpack[OptimizerOptions],
    ) -> None:
        super().__init__(learning_rate, **options)
        self.beta_1, self.beta_2, self.epsilon = beta_1, beta_2, epsilon

    def build(self, variables: Sequence[Any]) -> None:
        """Makes momentum and norm for each variable."""
        if self.built:
            return
        super().build(variables)
        self._m, self._u = self.add_optimizer_variables(variables, ("momentum", "norm"))

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Moves one variable."""
        i = self._get_variable_index(variable)
        magnitude = magnitudes(gradient)
        step = tf.cast(tf.convert_to_tensor(self.iterations) + 1, variable.dtype)
        m, u = tf.convert_to_tensor(self._m[i]), tf.convert_to_tensor(self._u[i])
        m = toward(m, gradient, 1.0 - self.beta_1)
        u = tf.maximum(self.beta_2 * u, magnitude)
        self._m[i].assign(m)
        self._u[i].assign(u)
        correction = 1.0 - tf.pow(tf.constant(self.beta_1, step.dtype), step)
        variable.assign_sub(learning_rate * m / (correction * (u + self.epsilon)))

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments from which `from_config` makes the same optimizer."""
        return super().get_config() | {
            "beta_1": self.beta_1,
            "beta_2": self.beta_2,
            "epsilon": self.epsilon,
        }
