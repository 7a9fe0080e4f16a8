"""Lion: steps by the sign of the momentum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

import pellucid as tf
from pellucid.keras.optimizers.gradients import dense
from pellucid.keras.optimizers.optimizer import Optimizer, OptimizerOptions


class Lion(Optimizer):
    """Lion: `w -= lr * sign(beta_1 * m + (1 - beta_1) * g); m = beta_2 * m + (1 - beta_2) * g`.

    Args:
        learning_rate: number, schedule or function; 0.001 by default.
        beta_1: how much the momentum counts in a step; in (0, 1].
        beta_2: decay of the momentum.
        **options: see `OptimizerOptions`: weight_decay, clipnorm, clipvalue, use_ema, ...

    Reference:
        Chen et al., Symbolic Discovery of Optimization Algorithms, arXiv:2302.06675.
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.99,
        **options: Unpack[OptimizerOptions],
    ) -> None:
        super().__init__(learning_rate, **options)
        if not 0 < beta_1 <= 1:
            raise ValueError(
                f"Lion [beta_1]: out of range. Expected a number in (0, 1], received {beta_1}."
            )
        self.beta_1, self.beta_2 = beta_1, beta_2

    def build(self, variables: Sequence[Any]) -> None:
        """Makes a momentum for each variable."""
        if self.built:
            return
        super().build(variables)
        self._m = self.add_optimizer_variables(variables, "momentum")

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Moves one variable."""
        gradient, slot = dense(gradient), self._m[self._get_variable_index(variable)]
        m = tf.convert_to_tensor(slot)
        direction = tf.sign(m * self.beta_1 + gradient * (1.0 - self.beta_1))
        variable.assign_sub(learning_rate * direction)
        slot.assign(m * self.beta_2 + gradient * (1.0 - self.beta_2))

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments from which `from_config` makes the same optimizer."""
        return super().get_config() | {"beta_1": self.beta_1, "beta_2": self.beta_2}
