"""Adafactor: second moments of matrices kept as rows and columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

import pellucid as tf
from pellucid.keras.optimizers.gradients import dense, squares
from pellucid.keras.optimizers.optimizer import Optimizer, OptimizerOptions


class Adafactor(Optimizer):
    """Adafactor: a matrix's second moment is kept as the product of row and column means.

    `beta = 1 - t^beta_2_decay; u = g / sqrt(v); u /= max(1, rms(u) / clip_threshold);
    w -= max(epsilon_2, rms(w)) * min(lr, 1 / sqrt(t)) * u`.

    Args:
        learning_rate: number, schedule or function; 0.001 by default.
        beta_2_decay: exponent of the moment's decay.
        epsilon_1: added to squares.
        epsilon_2: least scale of the weights.
        clip_threshold: limit of the root mean square of a step.
        relative_step: whether the rate is at most `1 / sqrt(t)`.
        **options: see `OptimizerOptions`: weight_decay, clipnorm, clipvalue, use_ema, ...

    Reference:
        Shazeer and Stern, Adafactor, arXiv:1804.04235.
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_2_decay: float = -0.8,
        epsilon_1: float = 1e-30,
        epsilon_2: float = 1e-3,
        clip_threshold: float = 1.0,
        relative_step: bool = True,
        **options: Unpack[OptimizerOptions],
    ) -> None:
        super().__init__(learning_rate, **options)
        self.beta_2_decay, self.clip_threshold = beta_2_decay, clip_threshold
        self.epsilon_1, self.epsilon_2 = epsilon_1, epsilon_2
        self.relative_step = relative_step

    def build(self, variables: Sequence[Any]) -> None:
        """Makes row and column means, and the full moment, for each variable."""
        if self.built:
            return
        super().build(variables)
        self._rows, self._columns, self._v = [], [], []
        for variable in variables:
            name, shape = variable.name.replace(":", "_"), tuple(variable.shape)
            if len(shape) < 2:
                # places without use, as in files written by Keras
                pair = [self.add_variable((), "int32", name=name) for _ in range(2)]
            else:
                pair = [
                    self.add_variable(part, variable.dtype, name=name)
                    for part in (shape[:-1], shape[:-2] + shape[-1:])
                ]
            self._rows.append(pair[0])
            self._columns.append(pair[1])
            self._v.append(self.add_variable_from_reference(variable, "velocity"))

    @staticmethod
    def _rms(x: Any) -> Any:
        return tf.sqrt(tf.reduce_mean(tf.square(x)))

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Moves one variable."""
        i, w = self._get_variable_index(variable), tf.convert_to_tensor(variable)
        squared = squares(gradient) + self.epsilon_1
        gradient = dense(gradient)
        step = tf.cast(tf.convert_to_tensor(self.iterations) + 1, w.dtype)
        if self.relative_step:
            learning_rate = tf.minimum(learning_rate, 1.0 / tf.sqrt(step))
        beta = 1.0 - tf.pow(step, self.beta_2_decay)
        if len(w.shape) >= 2:
            row = self._mean(self._rows[i], beta, tf.reduce_mean(squared, axis=-1))
            column = self._mean(self._columns[i], beta, tf.reduce_mean(squared, axis=-2))
            row = row / tf.reduce_mean(row, axis=-1, keepdims=True)
            v = tf.expand_dims(row, -1) * tf.expand_dims(column, -2)
            self._v[i].assign(v)
        else:
            v = self._mean(self._v[i], beta, squared)
        step_of = gradient * tf.math.rsqrt(v)
        limit = tf.maximum(tf.ones((), w.dtype), self._rms(step_of) / self.clip_threshold)
        scale = tf.maximum(tf.constant(self.epsilon_2, w.dtype), self._rms(w))
        variable.assign_sub(scale * learning_rate * step_of / limit)

    @staticmethod
    def _mean(slot: Any, beta: Any, value: Any) -> Any:
        mean = beta * tf.convert_to_tensor(slot) + (1.0 - beta) * value
        slot.assign(mean)
        return mean

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments from which `from_config` makes the same optimizer."""
        return super().get_config() | {
            "beta_2_decay": self.beta_2_decay,
            "epsilon_1": self.epsilon_1,
            "epsilon_2": self.epsilon_2,
            "clip_threshold": self.clip_threshold,
            "relative_step": self.relative_step,
        }
