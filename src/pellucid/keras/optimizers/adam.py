"""Adam and AdamW: momentum, and steps divided by the root of running squares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

import pellucid as tf
from pellucid.keras.optimizers.gradients import toward, toward_squares
from pellucid.keras.optimizers.optimizer import CommonOptions, Optimizer, OptimizerOptions


class Adam(Optimizer):
    """Adam: adaptive moments.

    `m += (g - m) * (1 - beta_1); v += (g² - v) * (1 - beta_2);
    w -= lr * sqrt(1 - beta_2^t) / (1 - beta_1^t) * m / (sqrt(v) + epsilon)`.

    Args:
        learning_rate: number, schedule or function; 0.001 by default.
        beta_1: decay of the first moment.
        beta_2: decay of the second moment.
        epsilon: keeps the divisor from 0 (outside the bias correction, "epsilon hat").
        amsgrad: whether the divisor never shrinks.
        **options: see `OptimizerOptions`: weight_decay, clipnorm, clipvalue, use_ema, ...

    Reference:
        Kingma and Ba, arXiv:1412.6980; Reddi et al. (amsgrad), arXiv:1904.09237.
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
        **options: Unpack[OptimizerOptions],
    ) -> None:
        super().__init__(learning_rate, **options)
        self.beta_1, self.beta_2, self.epsilon = beta_1, beta_2, epsilon
        self.amsgrad = amsgrad

    def build(self, variables: Sequence[Any]) -> None:
        """Makes the moments for each variable."""
        if self.built:
            return
        super().build(variables)
        add = self.add_optimizer_variables
        self._momentums, self._velocities = add(variables, ("momentum", "velocity"))
        self._peaks = add(variables, "velocity_hat") if self.amsgrad else []

    _correction: Any = None

    def _update(self, pairs: list[tuple[Any, Any]]) -> None:
        # the same for all variables, so computed once a step
        self._correction = self._bias_correction()
        super()._update(pairs)
        self._correction = None

    def _bias_correction(self) -> Any:
        """Returns `sqrt(1 - beta_2^t) / (1 - beta_1^t)` of this step."""
        step = tf.cast(tf.convert_to_tensor(self.iterations) + 1, "float32")
        one = 1.0 - tf.pow(tf.constant(self.beta_1, step.dtype), step)
        two = 1.0 - tf.pow(tf.constant(self.beta_2, step.dtype), step)
        return tf.sqrt(two) / one

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Moves one variable."""
        i = self._get_variable_index(variable)
        slot_m, slot_v = self._momentums[i], self._velocities[i]
        m, v = tf.convert_to_tensor(slot_m), tf.convert_to_tensor(slot_v)
        m = toward(m, gradient, 1.0 - self.beta_1)
        v = toward_squares(v, gradient, 1.0 - self.beta_2)
        slot_m.assign(m)
        slot_v.assign(v)
        if self.amsgrad:
            v = tf.maximum(tf.convert_to_tensor(self._peaks[i]), v)
            self._peaks[i].assign(v)
        correction = self._bias_correction() if self._correction is None else self._correction
        rate = learning_rate * tf.cast(correction, m.dtype)
        variable.assign_sub(rate * m / (tf.sqrt(v) + self.epsilon))

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments from which `from_config` makes the same optimizer."""
        return super().get_config() | {
            "beta_1": self.beta_1,
            "beta_2": self.beta_2,
            "epsilon": self.epsilon,
            "amsgrad": self.amsgrad,
        }


class AdamW(Adam):
    """Adam with decoupled weight decay: before each step, `w -= w * weight_decay * lr`.

    Args:
        learning_rate: number, schedule or function; 0.001 by default.
        weight_decay: strength of the decay; 0.004 by default.
        beta_1: decay of the first moment.
        beta_2: decay of the second moment.
        epsilon: keeps the divisor from 0.
        amsgrad: whether the divisor never shrinks.
        **options: see `CommonOptions`: clipnorm, clipvalue, use_ema, ...

    Reference:
        Loshchilov and Hutter, Decoupled Weight Decay Regularization, arXiv:1711.05101.
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        weight_decay: float = 0.004,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
        **options: Unpack[CommonOptions],
    ) -> None:
        if weight_decay is None:
            raise ValueError(
                "AdamW [weight_decay]: expected a number, received None. Fix: use Adam."
            )
        super().__init__(
            learning_rate, beta_1, beta_2, epsilon, amsgrad, weight_decay=weight_decay, **options
        )
