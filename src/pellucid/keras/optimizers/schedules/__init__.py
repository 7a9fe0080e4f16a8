"""Schedules: the learning rate as a function of the step."""

from __future__ import annotations

from pellucid.keras.optimizers.schedules.decay import CosineDecay as CosineDecay
from pellucid.keras.optimizers.schedules.decay import CosineDecayRestarts as CosineDecayRestarts
from pellucid.keras.optimizers.schedules.decay import ExponentialDecay as ExponentialDecay
from pellucid.keras.optimizers.schedules.decay import InverseTimeDecay as InverseTimeDecay
from pellucid.keras.optimizers.schedules.decay import (
    PiecewiseConstantDecay as PiecewiseConstantDecay,
)
from pellucid.keras.optimizers.schedules.decay import PolynomialDecay as PolynomialDecay
from pellucid.keras.optimizers.schedules.registry import deserialize as deserialize
from pellucid.keras.optimizers.schedules.registry import serialize as serialize
from pellucid.keras.optimizers.schedules.schedule import (
    LearningRateSchedule as LearningRateSchedule,
)
