"""Schedules of the learning rate: exponential, inverse, polynomial, steps, cosine, restarts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pellucid as tf
from pellucid.keras.optimizers.schedules.schedule import LearningRateSchedule


def _start(initial: Any, step: Any, *others: Any) -> tuple[tf.Tensor, ...]:
    """Returns the initial rate and the numbers beside it as tensors of one floating dtype."""
    initial = tf.convert_to_tensor(initial)
    if not initial.dtype.is_floating:
        initial = tf.cast(initial, "float32")
    dtype = initial.dtype
    return (initial, tf.cast(step, dtype), *(tf.cast(other, dtype) for other in others))


class ExponentialDecay(LearningRateSchedule):
    """`initial * decay_rate ^ (step / decay_steps)`.

    Args:
        initial_learning_rate: rate at step 0.
        decay_steps: steps in which the rate is multiplied by `decay_rate` once.
        decay_rate: the factor.
        staircase: whether `step / decay_steps` is rounded down.
        name: a name.
    """

    def __init__(
        self,
        initial_learning_rate: Any,
        decay_steps: int,
        decay_rate: float,
        staircase: bool = False,
        name: str = "ExponentialDecay",
    ) -> None:
        self.initial_learning_rate, self.decay_steps = initial_learning_rate, decay_steps
        self.decay_rate, self.staircase, self.name = decay_rate, staircase, name
        _check_steps(type(self).__name__, "decay_steps", decay_steps)

    def __call__(self, step: Any) -> tf.Tensor:
        """Returns the learning rate of a step."""
        initial, step, steps, rate = _start(
            self.initial_learning_rate, step, self.decay_steps, self.decay_rate
        )
        power = step / steps
        return initial * tf.pow(rate, tf.floor(power) if self.staircase else power)

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments from which `from_config` makes the same schedule."""
        return {
            "initial_learning_rate": self.initial_learning_rate,
            "decay_steps": self.decay_steps,
            "decay_rate": self.decay_rate,
            "staircase": self.staircase,
            "name": self.name,
        }


class InverseTimeDecay(ExponentialDecay):
    """`initial / (1 + decay_rate * step / decay_steps)`.

    Args:
        initial_learning_rate: rate at step 0.
        decay_steps: the unit of `step`.
        decay_rate: how fast the rate falls.
        staircase: whether `step / decay_steps` is rounded down.
        name: a name.
    """

    def __init__(
        self,
        initial_learning_rate: Any,
        decay_steps: int,
        decay_rate: float,
        staircase: bool = False,
        name: str = "InverseTimeDecay",
    ) -> None:
        super().__init__(initial_learning_rate, decay_steps, decay_rate, staircase, name)

    def __call__(self, step: Any) -> tf.Tensor:
        """Returns the learning rate of a step."""
        initial, step, steps, rate = _start(
            self.initial_learning_rate, step, self.decay_steps, self.decay_rate
        )
        power = step / steps
        return initial / (1.0 + rate * (tf.floor(power) if self.staircase else power))


class PolynomialDecay(LearningRateSchedule):
    """`(initial - end) * (1 - step / decay_steps) ^ power + end`.

    Args:
        initial_learning_rate: rate at step 0.
        decay_steps: step at which `end_learning_rate` is reached.
        end_learning_rate: the last rate.
        power: of the polynomial; 1 is linear.
        cycle: whether the decay starts again, over twice, three times ... `decay_steps`.
        name: a name.
    """

    def __init__(
        self,
        initial_learning_rate: Any,
        decay_steps: int,
        end_learning_rate: float = 0.0001,
        power: float = 1.0,
        cycle: bool = False,
        name: str = "PolynomialDecay",
    ) -> None:
        self.initial_learning_rate, self.decay_steps = initial_learning_rate, decay_steps
        self.end_learning_rate, self.power = end_learning_rate, power
        self.cycle, self.name = cycle, name
        _check_steps(type(self).__name__, "decay_steps", decay_steps)

    def __call__(self, step: Any) -> tf.Tensor:
        """Returns the learning rate of a step."""
        initial, step, end, power, steps = _start(
            self.initial_learning_rate, step, self.end_learning_rate, self.power, self.decay_steps
        )
        if self.cycle:
            cycles = tf.where(tf.equal(step, 0.0), tf.ones_like(step), tf.math.ceil(step / steps))
            steps = steps * cycles
        else:
            step = tf.minimum(step, steps)
        return (initial - end) * tf.pow(1.0 - step / steps, power) + end

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments from which `from_config` makes the same schedule."""
        return {
            "initial_learning_rate": self.initial_learning_rate,
            "decay_steps": self.decay_steps,
            "end_learning_rate": self.end_learning_rate,
            "power": self.power,
            "cycle": self.cycle,
            "name": self.name,
        }


class PiecewiseConstantDecay(LearningRateSchedule):
    """`values[0]` up to and including `boundaries[0]`, `values[1]` up to `boundaries[1]`, ...

    Args:
        boundaries: increasing step numbers.
        values: rates, one more than boundaries.
        name: a name.
    """

    def __init__(
        self, boundaries: Sequence[float], values: Sequence[float], name: str = "PiecewiseConstant"
    ) -> None:
        if len(boundaries) != len(values) - 1:
            raise ValueError(
                "PiecewiseConstantDecay [boundaries]: one less than values are needed. Expected "
                f"{len(values) - 1}, received {len(boundaries)} ({boundaries}, values {values})."
            )
        self.boundaries, self.values, self.name = boundaries, values, name

    def __call__(self, step: Any) -> tf.Tensor:
        """Returns the learning rate of a step."""
        step = tf.convert_to_tensor(step)
        if not step.dtype.is_floating and any(int(b) != b for b in self.boundaries):
            step = tf.cast(step, "float32")
        rate = tf.convert_to_tensor(self.values[-1], dtype="float32")
        for boundary, value in zip(reversed(self.boundaries), reversed(self.values[:-1])):
            inside = step <= tf.cast(boundary, step.dtype)
            rate = tf.where(inside, tf.cast(value, rate.dtype), rate)
        return rate

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments from which `from_config` makes the same schedule."""
        return {"boundaries": self.boundaries, "values": self.values, "name": self.name}


class CosineDecay(LearningRateSchedule):
    """A half cosine from the initial rate to `alpha` times it, after a linear warm-up if wanted.

    `rate * ((1 - alpha) * (1 + cos(pi * step / decay_steps)) / 2 + alpha)`.

    Args:
        initial_learning_rate: rate at step 0.
        decay_steps: steps of the decay, after the warm-up.
        alpha: last rate, as a fraction of the first.
        name: a name.
        warmup_target: rate at the end of the warm-up, or None for none.
        warmup_steps: steps of the warm-up.

    Reference:
        Loshchilov and Hutter, SGDR, arXiv:1608.03983.
    """

    def __init__(
        self,
        initial_learning_rate: Any,
        decay_steps: int,
        alpha: float = 0.0,
        name: str = "CosineDecay",
        warmup_target: float | None = None,
        warmup_steps: int = 0,
    ) -> None:
        self.initial_learning_rate, self.decay_steps = initial_learning_rate, decay_steps
        self.alpha, self.name = alpha, name
        self.warmup_target, self.warmup_steps = warmup_target, warmup_steps
        _check_steps(type(self).__name__, "decay_steps", decay_steps)

    def _decayed(self, rate: tf.Tensor, step: tf.Tensor, steps: tf.Tensor) -> tf.Tensor:
        share = tf.minimum(step, steps) / steps
        cosine = 0.5 * (1.0 + tf.cos(math.pi * share))
        return rate * ((1.0 - self.alpha) * cosine + self.alpha)

    def __call__(self, step: Any) -> tf.Tensor:
        """Returns the learning rate of a step."""
        initial, step, steps = _start(self.initial_learning_rate, step, self.decay_steps)
        if self.warmup_target is None:
            return self._decayed(initial, step, steps)
        target = tf.cast(self.warmup_target, initial.dtype)
        warmup = tf.cast(self.warmup_steps, initial.dtype)
        rising = initial + (target - initial) * step / warmup
        falling = self._decayed(target, tf.minimum(step, warmup + steps) - warmup, steps)
        return tf.where(step < warmup, rising, falling)

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments from which `from_config` makes the same schedule."""
        return {
            "initial_learning_rate": self.initial_learning_rate,
            "decay_steps": self.decay_steps,
            "alpha": self.alpha,
            "name": self.name,
            "warmup_target": self.warmup_target,
            "warmup_steps": self.warmup_steps,
        }


class CosineDecayRestarts(LearningRateSchedule):
    """Half cosines one after the other, each `t_mul` times as long and `m_mul` times as high.

    Args:
        initial_learning_rate: rate at step 0.
        first_decay_steps: length of the first half cosine.
        t_mul: growth of the lengths.
        m_mul: growth of the heights.
        alpha: last rate of each, as a fraction of its first.
        name: a name.

    Reference:
        Loshchilov and Hutter, SGDR, arXiv:1608.03983.
    """

    def __init__(
        self,
        initial_learning_rate: Any,
        first_decay_steps: int,
        t_mul: float = 2.0,
        m_mul: float = 1.0,
        alpha: float = 0.0,
        name: str = "SGDRDecay",
    ) -> None:
        self.initial_learning_rate = initial_learning_rate
        self.first_decay_steps = first_decay_steps
        self._t_mul, self._m_mul, self.alpha, self.name = t_mul, m_mul, alpha, name
        _check_steps(type(self).__name__, "first_decay_steps", first_decay_steps)

    def __call__(self, step: Any) -> tf.Tensor:
        """Returns the learning rate of a step."""
        initial, step, steps = _start(self.initial_learning_rate, step, self.first_decay_steps)
        done = step / steps
        if self._t_mul == 1.0:
            restart = tf.floor(done)
            share = done - restart
        else:
            growth = tf.constant(self._t_mul, initial.dtype)
            restart = tf.floor(tf.math.log(1.0 - done * (1.0 - growth)) / tf.math.log(growth))
            length = tf.pow(growth, restart)
            share = (done - (1.0 - length) / (1.0 - growth)) / length
        height = tf.pow(tf.constant(self._m_mul, initial.dtype), restart)
        cosine = 0.5 * height * (1.0 + tf.cos(math.pi * share))
        return initial * ((1.0 - self.alpha) * cosine + self.alpha)

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments from which `from_config` makes the same schedule."""
        return {
            "initial_learning_rate": self.initial_learning_rate,
            "first_decay_steps": self.first_decay_steps,
            "t_mul": self._t_mul,
            "m_mul": self._m_mul,
            "alpha": self.alpha,
            "name": self.name,
        }


def _check_steps(schedule: str, argument: str, steps: Any) -> None:
    if steps <= 0:
        raise ValueError(f"{schedule} [{argument}]: expected a number > 0, received {steps}.")
