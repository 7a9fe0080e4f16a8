"""LAMB: Adam with a step size for each layer, for large batches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

import pellucid as tf
from pellucid.keras.optimizers.gradients import toward, toward_squares
from pellucid.keras.optimizers.optimizer import Optimizer, OptimizerOptions


class Lamb(Optimizer):
    """LAMB: Adam's step, scaled to the norm of the weights it moves.

    `r = m_hat / (sqrt(v_hat) + epsilon); w -= lr * (norm(w) / norm(r)) * r`.

    Args:
        learning_rate: number, schedule or function; 0.001 by default.
        beta_1: decay of the first moment.
        beta_2: decay of the second moment.
        epsilon: keeps the divisor from 0.
        **options: see `OptimizerOptions`: weight_decay, clipnorm, clipvalue, use_ema, ...

    Reference:
        You et al., Large Batch Optimization for Deep Learning, arXiv:1904.00962.
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
        """Makes the moments for each variable."""
        if self.built:
            return
        super().build(variables)
        self._m, self._v = self.add_optimizer_variables(variables, ("momentum", "velocity"))

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Moves one variable."""
        i, w = self._get_variable_index(variable), tf.convert_to_tensor(variable)
        step = tf.cast(tf.convert_to_tensor(self.iterations) + 1, w.dtype)
        m, v = tf.convert_to_tensor(self._m[i]), tf.convert_to_tensor(self._v[i])
        m = toward(m, gradient, 1.0 - self.beta_1)
        v = toward_squares(v, gradient, 1.0 - self.beta_2)
        self._m[i].assign(m)
        self._v[i].assign(v)
        m_hat = m / (1.0 - tf.pow(tf.constant(self.beta_1, step.dtype), step))
        v_hat = v / (1.0 - tf.pow(tf.constant(self.beta_2, step.dtype), step))
        direction = m_hat / (tf.sqrt(v_hat) + self.epsilon)
        w_norm, r_norm = tf.norm(w), tf.norm(direction)
        scalable = tf.logical_and(w_norm > 0, r_norm > 0)
        ratio = tf.where(scalable, w_norm / r_norm, tf.ones_like(w_norm))
        variable.assign_sub(ratio * learning_rate * direction)

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments from which `from_config` makes the same optimizer."""
        return super().get_config() | {
            "beta_1": self.beta_1,
            "beta_2": self.beta_2,
            "epsilon": self.epsilon,
        }
