"""Nadam: Adam with Nesterov momentum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

import pellucid as tf
from pellucid.keras.optimizers.gradients import dense, toward, toward_squares
from pellucid.keras.optimizers.optimizer import Optimizer, OptimizerOptions


class Nadam(Optimizer):
    """Nadam: Adam that looks one momentum step ahead.

    With `mu_t = beta_1 * (1 - 0.5 * 0.96^t)` and `U_t = mu_1 * ... * mu_t`:
    `m_hat = mu_{t+1} * m / (1 - U_{t+1}) + (1 - mu_t) * g / (1 - U_t)`,
    `w -= lr * m_hat / (sqrt(v / (1 - beta_2^t)) + epsilon)`.

    Args:
        learning_rate: number, schedule or function; 0.001 by default.
        beta_1: decay of the first moment.
        beta_2: decay of the second moment.
        epsilon: keeps the divisor from 0.
        **options: see `OptimizerOptions`: weight_decay, clipnorm, clipvalue, use_ema, ...

    Reference:
        Dozat, Incorporating Nesterov Momentum into Adam, 2016.
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
        """Makes the moments for each variable, and the product of the momentum factors."""
        if self.built:
            return
        super().build(variables)
        self._m, self._v = self.add_optimizer_variables(variables, ("momentum", "velocity"))
        from pellucid.keras.training.state import auto_name

        dtype = variables[0].dtype if len(variables) else "float32"
        self._product = self.add_variable((), dtype, "ones", name=auto_name("variable"))

    def _update(self, pairs: list[tuple[Any, Any]]) -> None:
        step = tf.cast(tf.convert_to_tensor(self.iterations) + 1, self._product.dtype)
        base = tf.constant(0.96, step.dtype)
        self._mu = self.beta_1 * (1.0 - 0.5 * tf.pow(base, step))
        self._next_mu = self.beta_1 * (1.0 - 0.5 * tf.pow(base, step + 1.0))
        self._u = tf.convert_to_tensor(self._product) * self._mu
        self._product.assign(self._u)
        self._v_correction = 1.0 - tf.pow(tf.constant(self.beta_2, step.dtype), step)
        super()._update(pairs)

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Moves one variable."""
        i, dtype = self._get_variable_index(variable), variable.dtype
        mu, next_mu, u, correction = (
            tf.cast(x, dtype) for x in (self._mu, self._next_mu, self._u, self._v_correction)
        )
        m, v = tf.convert_to_tensor(self._m[i]), tf.convert_to_tensor(self._v[i])
        beta_1, beta_2 = tf.constant(self.beta_1, dtype), tf.constant(self.beta_2, dtype)
        m = toward(m, gradient, 1.0 - beta_1)
        v = toward_squares(v, gradient, 1.0 - beta_2)
        self._m[i].assign(m)
        self._v[i].assign(v)
        m_hat = next_mu * m / (1.0 - u * next_mu) + (1.0 - mu) * dense(gradient) / (1.0 - u)
        variable.assign_sub(m_hat * learning_rate / (tf.sqrt(v / correction) + self.epsilon))

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments from which `from_config` makes the same optimizer."""
        return super().get_config() | {
            "beta_1": self.beta_1,
            "beta_2": self.beta_2,
            "epsilon": self.epsilon,
        }
