"""Optimizers: how weights move along their gradients."""

from __future__ import annotations

from pellucid.keras.optimizers import legacy as legacy, schedules as schedules
from pellucid.keras.optimizers.adadelta import Adadelta as Adadelta
from pellucid.keras.optimizers.adafactor import Adafactor as Adafactor
from pellucid.keras.optimizers.adagrad import Adagrad as Adagrad
from pellucid.keras.optimizers.adam import Adam as Adam, AdamW as AdamW
from pellucid.keras.optimizers.adamax import Adamax as Adamax
from pellucid.keras.optimizers.ftrl import Ftrl as Ftrl
from pellucid.keras.optimizers.lamb import Lamb as Lamb
from pellucid.keras.optimizers.lion import Lion as Lion
from pellucid.keras.optimizers.loss_scale_optimizer import LossScaleOptimizer as LossScaleOptimizer
from pellucid.keras.optimizers.muon import Muon as Muon
from pellucid.keras.optimizers.nadam import Nadam as Nadam
from pellucid.keras.optimizers.optimizer import Optimizer as Optimizer
from pellucid.keras.optimizers.registry import (
    deserialize as deserialize,
    get as get,
    serialize as serialize,
)
from pellucid.keras.optimizers.rmsprop import RMSprop as RMSprop
from pellucid.keras.optimizers.schedule_free_adamw import ScheduleFreeAdamW as ScheduleFreeAdamW
from pellucid.keras.optimizers.sgd import SGD as SGD

__all__ = [
    "Adadelta",
    "Adafactor",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "Ftrl",
    "Lamb",
    "Lion",
    "LossScaleOptimizer",
    "Muon",
    "Nadam",
    "Optimizer",
    "RMSprop",
    "SGD",
    "ScheduleFreeAdamW",
    "deserialize",
    "get",
    "legacy",
    "schedules",
    "serialize",
]
