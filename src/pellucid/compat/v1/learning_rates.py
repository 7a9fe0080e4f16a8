"""Learning rates that fall: functions of the number of steps (`tf.compat.v1.train.*_decay`).

Each returns a tensor; in eager mode a function without arguments, since the step changes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import pellucid as tf
from pellucid.core.tensor import Tensor

Rate = Any


def _decayed(rule: Callable[[], Tensor]) -> Rate:
    return rule if tf.executing_eagerly() else rule()


def _step(global_step: Any, dtype: Any) -> Tensor:
    if global_step is None:
        raise ValueError("global_step is required for the decay of a learning rate.")
    return tf.cast(tf.convert_to_tensor(global_step), dtype)


def _rate(learning_rate: Any) -> Tensor:
    return tf.convert_to_tensor(learning_rate, name="learning_rate")


def exponential_decay(
    learning_rate: Any, global_step: Any, decay_steps: Any, decay_rate: Any,
    staircase: bool = False, name: str | None = None,
) -> Rate:  # fmt: skip
    """learning_rate · decay_rate^(step / decay_steps).

    Args:
        learning_rate: the rate at step 0.
        global_step: the number of steps so far: a tensor or variable.
        decay_steps: after how many steps the rate has fallen by `decay_rate`.
        decay_rate: the factor.
        staircase: fall in steps: the quotient is rounded down.
        name: a name scope.
    """

    def rule() -> Tensor:
        with tf.name_scope(name or "ExponentialDecay"):
            rate = _rate(learning_rate)
            ratio = _step(global_step, rate.dtype) / tf.cast(decay_steps, rate.dtype)
            ratio = tf.floor(ratio) if staircase else ratio
            return rate * tf.pow(tf.cast(decay_rate, rate.dtype), ratio)

    return _decayed(rule)


def natural_exp_decay(
    learning_rate: Any, global_step: Any, decay_steps: Any, decay_rate: Any,
    staircase: bool = False, name: str | None = None,
) -> Rate:  # fmt: skip
    """learning_rate · e^(-decay_rate · step / decay_steps). Args: see `exponential_decay`."""
    factor = tf.exp(-tf.cast(decay_rate, tf.float32))
    return exponential_decay(
        learning_rate, global_step, decay_steps, factor, staircase, name or "NaturalExpDecay"
    )


def inverse_time_decay(
    learning_rate: Any, global_step: Any, decay_steps: Any, decay_rate: Any,
    staircase: bool = False, name: str | None = None,
) -> Rate:  # fmt: skip
    """learning_rate / (1 + decay_rate · step / decay_steps). Args: see `exponential_decay`."""

    def rule() -> Tensor:
        with tf.name_scope(name or "InverseTimeDecay"):
            rate = _rate(learning_rate)
            ratio = _step(global_step, rate.dtype) / tf.cast(decay_steps, rate.dtype)
            ratio = tf.floor(ratio) if staircase else ratio
            return rate / (1 + tf.cast(decay_rate, rate.dtype) * ratio)

    return _decayed(rule)


def polynomial_decay(
    learning_rate: Any, global_step: Any, decay_steps: Any, end_learning_rate: Any = 0.0001,
    power: Any = 1.0, cycle: bool = False, name: str | None = None,
) -> Rate:  # fmt: skip
    """(learning_rate - end) · (1 - step / decay_steps)^power + end.

    Args:
        learning_rate: the rate at step 0.
        global_step: the number of steps so far.
        decay_steps: when the end is reached.
        end_learning_rate: the rate at the end.
        power: the exponent.
        cycle: begin again, over a longer time, instead of staying at the end.
        name: a name scope.
    """

    def rule() -> Tensor:
        with tf.name_scope(name or "PolynomialDecay"):
            rate = _rate(learning_rate)
            step, steps = _step(global_step, rate.dtype), tf.cast(decay_steps, rate.dtype)
            if cycle:
                steps = steps * tf.maximum(tf.math.ceil(step / steps), 1)
            else:
                step = tf.minimum(step, steps)
            end = tf.cast(end_learning_rate, rate.dtype)
            return (rate - end) * tf.pow(1 - step / steps, tf.cast(power, rate.dtype)) + end

    return _decayed(rule)


def piecewise_constant(
    x: Any, boundaries: Sequence[Any], values: Sequence[Any], name: str | None = None
) -> Rate:
    """values[0] up to boundaries[0], values[1] up to boundaries[1], …

    Args:
        x: the number of steps so far.
        boundaries: increasing numbers.
        values: one more than there are boundaries.
        name: a name scope.
    """
    if len(boundaries) != len(values) - 1:
        raise ValueError("The length of boundaries should be 1 less than the length of values")

    def rule() -> Tensor:
        with tf.name_scope(name or "PiecewiseConstant"):
            step = tf.convert_to_tensor(x)
            passed = [tf.cast(step > tf.cast(b, step.dtype), tf.int32) for b in boundaries]
            return tf.gather(tf.stack([tf.convert_to_tensor(v) for v in values]), tf.add_n(passed))

    return _decayed(rule)


piecewise_constant_decay = piecewise_constant


def cosine_decay(
    learning_rate: Any, global_step: Any, decay_steps: Any, alpha: float = 0.0,
    name: str | None = None,
) -> Rate:  # fmt: skip
    """learning_rate · ((1 - α)·(1 + cos(π·step/decay_steps))/2 + α).

    Args:
        learning_rate: the rate at step 0.
        global_step: the number of steps so far.
        decay_steps: when the end is reached.
        alpha: α, the share of the rate that is left at the end.
        name: a name scope.

    Reference: Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts",
    arXiv:1608.03983.
    """

    def rule() -> Tensor:
        with tf.name_scope(name or "CosineDecay"):
            rate = _rate(learning_rate)
            steps = tf.cast(decay_steps, rate.dtype)
            done = tf.minimum(_step(global_step, rate.dtype), steps) / steps
            return rate * ((1 - alpha) * 0.5 * (1 + tf.cos(math.pi * done)) + alpha)

    return _decayed(rule)


def cosine_decay_restarts(
    learning_rate: Any, global_step: Any, first_decay_steps: Any, t_mul: float = 2.0,
    m_mul: float = 1.0, alpha: float = 0.0, name: str | None = None,
) -> Rate:  # fmt: skip
    """`cosine_decay` that begins again and again.

    Args:
        learning_rate: the rate at step 0.
        global_step: the number of steps so far.
        first_decay_steps: the length of the first period.
        t_mul: how much longer each period is than the one before.
        m_mul: by which factor the rate of each period begins lower.
        alpha: the share of the rate that is left at the end.
        name: a name scope.

    Reference: Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts",
    arXiv:1608.03983.
    """

    def rule() -> Tensor:
        with tf.name_scope(name or "SGDRDecay"):
            rate = _rate(learning_rate)
            done = _step(global_step, rate.dtype) / tf.cast(first_decay_steps, rate.dtype)
            if t_mul == 1.0:
                period = tf.floor(done)
                done = done - period
            else:
                period = tf.floor(tf.math.log(1 - done * (1 - t_mul)) / math.log(t_mul))
                begin = (1 - tf.pow(tf.cast(t_mul, rate.dtype), period)) / (1 - t_mul)
                done = (done - begin) / tf.pow(tf.cast(t_mul, rate.dtype), period)
            height = tf.pow(tf.cast(m_mul, rate.dtype), period)
            return rate * ((1 - alpha) * 0.5 * height * (1 + tf.cos(math.pi * done)) + alpha)

    return _decayed(rule)
