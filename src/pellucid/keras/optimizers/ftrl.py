"""FTRL: follow the regularized leader."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

import pellucid as tf
from pellucid.keras.optimizers.gradients import dense, squares
from pellucid.keras.optimizers.optimizer import Optimizer, OptimizerOptions


class Ftrl(Optimizer):
    """FTRL-proximal, with L1, L2 and shrinkage.

    `n' = n + g²; sigma = (n'^-p - n^-p) / lr; z += g - sigma * w;
    w = (clip(z, -l1, l1) - z) / ((beta + n'^-p) / lr + 2 * l2)`, with `p = learning_rate_power`.

    Args:
        learning_rate: number, schedule or function; 0.001 by default.
        learning_rate_power: at most 0.
        initial_accumulator_value: start of `n`.
        l1_regularization_strength: strength of L1.
        l2_regularization_strength: strength of L2.
        l2_shrinkage_regularization_strength: strength of L2 on the loss rather than the leader.
        beta: of the paper.
        **options: see `OptimizerOptions`: weight_decay, clipnorm, clipvalue, use_ema, ...

    Reference:
        McMahan et al., Ad Click Prediction: a View from the Trenches, KDD 2013.
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        learning_rate_power: float = -0.5,
        initial_accumulator_value: float = 0.1,
        l1_regularization_strength: float = 0.0,
        l2_regularization_strength: float = 0.0,
        l2_shrinkage_regularization_strength: float = 0.0,
        beta: float = 0.0,
        **options: Unpack[OptimizerOptions],
    ) -> None:
        super().__init__(learning_rate, **options)
        for name, value, bad in (
            ("initial_accumulator_value", initial_accumulator_value, initial_accumulator_value < 0),
            ("learning_rate_power", learning_rate_power, learning_rate_power > 0),
            ("l1_regularization_strength", l1_regularization_strength,
             l1_regularization_strength < 0),
            ("l2_regularization_strength", l2_regularization_strength,
             l2_regularization_strength < 0),
            ("l2_shrinkage_regularization_strength", l2_shrinkage_regularization_strength,
             l2_shrinkage_regularization_strength < 0),
        ):  # fmt: skip
            if bad:
                sign = "<= 0" if name == "learning_rate_power" else ">= 0"
                raise ValueError(f"Ftrl [{name}]: out of range. Expected {sign}, received {value}.")
        self.learning_rate_power = learning_rate_power
        self.initial_accumulator_value = initial_accumulator_value
        self.l1_regularization_strength = l1_regularization_strength
        self.l2_regularization_strength = l2_regularization_strength
        self.l2_shrinkage_regularization_strength = l2_shrinkage_regularization_strength
        self.beta = beta

    def build(self, variables: Sequence[Any]) -> None:
        """Makes accumulator and linear term for each variable."""
        if self.built:
            return
        super().build(variables)
        self._n, self._z = self.add_optimizer_variables(variables, ("accumulator", "linear"))
        with tf.init_scope():
            for slot in self._n:
                start = tf.cast(self.initial_accumulator_value, slot.dtype)
                slot.assign(tf.fill(slot.shape, start))

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Moves one variable."""
        i, power = self._get_variable_index(variable), -self.learning_rate_power
        squared = squares(gradient)
        gradient, w = dense(gradient), tf.convert_to_tensor(variable)
        n, z = tf.convert_to_tensor(self._n[i]), tf.convert_to_tensor(self._z[i])
        shrunk = gradient + 2.0 * self.l2_shrinkage_regularization_strength * w
        new_n = n + squared
        z = z + shrunk - (tf.pow(new_n, power) - tf.pow(n, power)) / learning_rate * w
        l1 = self.l1_regularization_strength
        l2 = self.l2_regularization_strength + self.beta / (2.0 * learning_rate)
        quadratic = tf.pow(new_n, power) / learning_rate + 2.0 * l2
        variable.assign((tf.clip_by_value(z, -l1, l1) - z) / quadratic)
        self._z[i].assign(z)
        self._n[i].assign(new_n)

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments from which `from_config` makes the same optimizer."""
        return super().get_config() | {
            "learning_rate_power": self.learning_rate_power,
            "initial_accumulator_value": self.initial_accumulator_value,
            "l1_regularization_strength": self.l1_regularization_strength,
            "l2_regularization_strength": self.l2_regularization_strength,
            "l2_shrinkage_regularization_strength": self.l2_shrinkage_regularization_strength,
            "beta": self.beta,
        }
