"""Adagrad: steps divided by the root of the sum of squared gradients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

import pellucid as tf
from pellucid.keras.optimizers.gradients import dense, squares
from pellucid.keras.optimizers.optimizer import Optimizer, OptimizerOptions


class Adagrad(Optimizer):
    """Adagrad: `a += g²; w -= lr * g / sqrt(a + epsilon)`.

    Args:
        learning_rate: number, schedule or function; 0.001 by default.
        initial_accumulator_value: start of the sums.
        epsilon: keeps the divisor from 0.
        **options: see `OptimizerOptions`: weight_decay, clipnorm, clipvalue, use_ema, ...

    Reference:
        Duchi et al., Adaptive Subgradient Methods, JMLR 2011.
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        initial_accumulator_value: float = 0.1,
        epsilon: float = 1e-7,
        **options: Unpack[OptimizerOptions],
    ) -> None:
        super().__init__(learning_rate, **options)
        self.initial_accumulator_value, self.epsilon = initial_accumulator_value, epsilon

    def build(self, variables: Sequence[Any]) -> None:
        """Makes a sum for each variable."""
        if self.built:
            return
        super().build(variables)
        self._sums = self.add_optimizer_variables(variables, "accumulator")
        with tf.init_scope():
            for slot in self._sums:
                start = tf.cast(self.initial_accumulator_value, slot.dtype)
                slot.assign(tf.fill(slot.shape, start))

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Moves one variable."""
        squared = squares(gradient)
        gradient, slot = dense(gradient), self._sums[self._get_variable_index(variable)]
        total = tf.convert_to_tensor(slot) + squared
        slot.assign(total)
        variable.assign_sub(learning_rate * gradient / tf.sqrt(total + self.epsilon))

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments from which `from_config` makes the same optimizer."""
        return super().get_config() | {
            "initial_accumulator_value": self.initial_accumulator_value,
            "epsilon": self.epsilon,
        }
