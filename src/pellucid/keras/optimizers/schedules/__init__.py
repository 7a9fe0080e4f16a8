"""Schedules: the learning rate as a function of the step."""

from __future__ import annotations

from pellucid.keras.optimizers.schedules.decay import (
    CosineDecay as CosineDecay,
    CosineDecayRestarts as CosineDecayRestarts,
    ExponentialDecay as ExponentialDecay,
    InverseTimeDecay as InverseTimeDecay,
    PiecewiseConstantDecay as PiecewiseConstantDecay,
    PolynomialDecay as PolynomialDecay,
)
from pellucid.keras.optimizers.schedules.registry import (
    deserialize as deserialize,
    serialize as serialize,
)
from pellucid.keras.optimizers.schedules.schedule import (
    LearningRateSchedule as LearningRateSchedule,
)

__all__ = [
    "CosineDecay",
    "CosineDecayRestarts",
    "ExponentialDecay",
    "InverseTimeDecay",
    "LearningRateSchedule",
    "PiecewiseConstantDecay",
    "PolynomialDecay",
    "deserialize",
    "serialize",
]
