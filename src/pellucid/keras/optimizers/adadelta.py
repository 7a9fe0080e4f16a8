"""Adadelta: steps scaled by the root of past steps over the root of past gradients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

import pellucid as tf
from pellucid.keras.optimizers.gradients import dense, squares
from pellucid.keras.optimizers.optimizer import Optimizer, OptimizerOptions


class Adadelta(Optimizer):
    """Adadelta.

    `a = rho * a + (1 - rho) * g²; d = g * sqrt(s + epsilon) / sqrt(a + epsilon);
    s = rho * s + (1 - rho) * d²; w -= lr * d`.

    Args:
        learning_rate: number, schedule or function; 0.001 by default (the paper's form is 1.0).
        rho: decay of the means.
        epsilon: keeps the roots from 0.
        **options: see `OptimizerOptions`: weight_decay, clipnorm, clipvalue, use_ema, ...

    Reference:
        Zeiler, ADADELTA, arXiv:1212.5701.
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        rho: float = 0.95,
        epsilon: float = 1e-7,
        **options: Unpack[OptimizerOptions],
    ) -> None:
        super().__init__(learning_rate, **options)
        self.rho, self.epsilon = rho, epsilon

    def build(self, variables: Sequence[Any]) -> None:
        """Makes the two means for each variable."""
        if self.built:
            return
        super().build(variables)
        names = ("accumulated_grad", "accumulated_delta_var")
        self._grads, self._deltas = self.add_optimizer_variables(variables, names)

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Moves one variable."""
        i, rho = self._get_variable_index(variable), self.rho
        squared = squares(gradient)
        gradient = dense(gradient)
        past = tf.convert_to_tensor(self._deltas[i])
        mean = rho * tf.convert_to_tensor(self._grads[i]) + (1.0 - rho) * squared
        self._grads[i].assign(mean)
        delta = gradient * tf.sqrt(past + self.epsilon) / tf.sqrt(mean + self.epsilon)
        self._deltas[i].assign(rho * past + (1.0 - rho) * tf.square(delta))
        variable.assign_sub(learning_rate * delta)

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments from which `from_config` makes the same optimizer."""
        return super().get_config() | {"rho": self.rho, "epsilon": self.epsilon}
