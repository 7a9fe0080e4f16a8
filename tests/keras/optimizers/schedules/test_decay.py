"""Schedules against their formulas."""

from __future__ import annotations

import math

import pytest

import pellucid as tf
from pellucid.keras.optimizers import schedules as s


@pytest.mark.parametrize(
    ("schedule", "step", "expected"),
    [
        (s.ExponentialDecay(0.1, 10, 0.5), 5, 0.1 * 0.5**0.5),
        (s.ExponentialDecay(0.1, 10, 0.5, staircase=True), 15, 0.05),
        (s.InverseTimeDecay(0.1, 10, 0.5), 20, 0.05),
        (s.PolynomialDecay(0.1, 20, 0.01, power=2.0), 10, 0.09 * 0.25 + 0.01),
        (s.PolynomialDecay(0.1, 20, 0.01), 33, 0.01),
        (s.PolynomialDecay(0.1, 20, 0.02, cycle=True), 30, 0.08 * 0.25 + 0.02),
        (s.PiecewiseConstantDecay([5, 15], [1.0, 0.5, 0.1]), 5, 1.0),
        (s.PiecewiseConstantDecay([5, 15], [1.0, 0.5, 0.1]), 6, 0.5),
        (s.PiecewiseConstantDecay([5, 15], [1.0, 0.5, 0.1]), 16, 0.1),
        (s.CosineDecay(0.1, 20, alpha=0.1), 5, 0.1 * (0.9 * (1 + math.cos(math.pi / 4)) / 2 + 0.1)),
        (s.CosineDecay(0.0, 20, warmup_target=0.1, warmup_steps=5), 3, 0.06),
        (s.CosineDecay(0.0, 20, warmup_target=0.1, warmup_steps=5), 15, 0.05),
        (s.CosineDecayRestarts(0.1, 5), 5, 0.1),
        (s.CosineDecayRestarts(0.1, 5, m_mul=0.5), 10, 0.025),
    ],
)
def test_value(schedule: s.LearningRateSchedule, step: int, expected: float) -> None:
    assert schedule(step).numpy() == pytest.approx(expected, rel=1e-5)
    assert schedule(tf.constant(step, tf.int64)).numpy() == pytest.approx(expected, rel=1e-5)
    again = s.deserialize(s.serialize(schedule))
    assert again.get_config() == schedule.get_config()


def test_mistakes() -> None:
    with pytest.raises(ValueError, match="one less"):
        s.PiecewiseConstantDecay([1, 2], [0.1, 0.2])
    with pytest.raises(ValueError, match="decay_steps"):
        s.CosineDecay(0.1, 0)
