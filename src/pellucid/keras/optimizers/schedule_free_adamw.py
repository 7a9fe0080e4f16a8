"""Schedule-free AdamW: the weights are the mean of Adam's path."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

import pellucid as tf
from pellucid.keras.optimizers.gradients import dense, squares
from pellucid.keras.optimizers.optimizer import Optimizer, OptimizerOptions


class ScheduleFreeAdamW(Optimizer):
    """Schedule-free AdamW, as Keras has it: `z -= lr * g / (sqrt(v_hat) + epsilon)`, `w = mean(z)`.

    Args:
        learning_rate: number, schedule or function; 0.0025 by default.
        beta_1: kept for the config; the mean of the path takes the place of momentum.
        beta_2: decay of the second moment.
        epsilon: keeps the divisor from 0.
        warmup_steps: steps in which the learning rate rises linearly.
        **options: see `OptimizerOptions`: weight_decay, clipnorm, clipvalue, use_ema, ...

    Reference:
        Defazio et al., The Road Less Scheduled, arXiv:2405.15682.
    """

    def __init__(
        self,
        learning_rate: Any = 0.0025,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-8,
        warmup_steps: int = 0,
        **options: Unpack[OptimizerOptions],
    ) -> None:
        super().__init__(learning_rate, **options)
        self.beta_1, self.beta_2, self.epsilon = beta_1, beta_2, epsilon
        self.warmup_steps = warmup_steps

    def build(self, variables: Sequence[Any]) -> None:
        """Makes path (started at the weights) and second moment for each variable."""
        if self.built:
            return
        super().build(variables)
        self._z, self._v = self.add_optimizer_variables(variables, ("momentum", "velocity"))
        with tf.init_scope():
            for slot, variable in zip(self._z, variables):
                slot.assign(tf.convert_to_tensor(variable))

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Moves one variable."""
        squared = squares(gradient)
        i, gradient = self._get_variable_index(variable), dense(gradient)
        step = tf.cast(tf.convert_to_tensor(self.iterations) + 1, variable.dtype)
        if self.warmup_steps:
            learning_rate = learning_rate * tf.minimum(step / self.warmup_steps, 1.0)
        z, v = tf.convert_to_tensor(self._z[i]), tf.convert_to_tensor(self._v[i])
        # one rounding of beta_2 for both, or 1 - beta_2 differs from itself by 1e-5
        beta_2 = tf.constant(self.beta_2, step.dtype)
        v = beta_2 * v + (1.0 - beta_2) * squared
        self._v[i].assign(v)
        v_hat = v / (1.0 - tf.pow(beta_2, step))
        z = z - learning_rate * gradient / (tf.sqrt(v_hat) + self.epsilon)
        self._z[i].assign(z)
        share = 1.0 / step
        variable.assign((1.0 - share) * tf.convert_to_tensor(variable) + share * z)

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments from which `from_config` makes the same optimizer."""
        return super().get_config() | {
            "beta_1": self.beta_1,
            "beta_2": self.beta_2,
            "epsilon": self.epsilon,
            "warmup_steps": self.warmup_steps,
        }
