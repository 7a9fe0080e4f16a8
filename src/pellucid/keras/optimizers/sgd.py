"""Stochastic gradient descent, with momentum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

import pellucid as tf
from pellucid.keras.optimizers.gradients import dense, scaled
from pellucid.keras.optimizers.optimizer import Optimizer, OptimizerOptions


class SGD(Optimizer):
    """Gradient descent: `w -= learning_rate * g`, with momentum `v = m * v - lr * g; w += v`.

    With Nesterov momentum `w += m * v - lr * g`.

    Args:
        learning_rate: number, schedule or function; 0.01 by default.
        momentum: in [0, 1]; 0 by default.
        nesterov: whether momentum is Nesterov's.
        **options: see `OptimizerOptions`: weight_decay, clipnorm, clipvalue, use_ema, ...

    Example:
        >>> v = tf.Variable(10.0)
        >>> tf.keras.optimizers.SGD(0.1).apply_gradients([(tf.constant(10.0), v)])  # v is 9.0

    Reference:
        Sutskever et al., On the importance of initialization and momentum, 2013.
    """

    def __init__(
        self,
        learning_rate: Any = 0.01,
        momentum: float = 0.0,
        nesterov: bool = False,
        **options: Unpack[OptimizerOptions],
    ) -> None:
        if not isinstance(momentum, (int, float)) or not 0 <= momentum <= 1:
            raise ValueError(
                f"SGD [momentum]: out of range. Expected a number in [0, 1], received {momentum}."
            )
        super().__init__(learning_rate, **options)
        self.momentum, self.nesterov = momentum, nesterov

    def build(self, variables: Sequence[Any]) -> None:
        """Makes a velocity for each variable, where there is momentum."""
        if self.built:
            return
        super().build(variables)
        self._velocities = (
            self.add_optimizer_variables(variables, "momentum") if self.momentum else []
        )

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Moves one variable."""
        if not self.momentum:
            if isinstance(gradient, tf.IndexedSlices):
                variable.scatter_sub(scaled(gradient, learning_rate))
            else:
                variable.assign_sub(learning_rate * gradient)
            return
        step = dense(gradient) * learning_rate
        slot = self._velocities[self._get_variable_index(variable)]
        velocity = tf.convert_to_tensor(slot) * self.momentum - step
        slot.assign(velocity)
        variable.assign_add(velocity * self.momentum - step if self.nesterov else velocity)

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments from which `from_config` makes the same optimizer."""
        return super().get_config() | {"momentum": self.momentum, "nesterov": self.nesterov}
