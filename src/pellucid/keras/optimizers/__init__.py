"""Optimizers: how weights move along their gradients."""

from __future__ import annotations

from pellucid.keras.optimizers import schedules as schedules
from pellucid.keras.optimizers.adam import Adam as Adam
from pellucid.keras.optimizers.adam import AdamW as AdamW
from pellucid.keras.optimizers.optimizer import Optimizer as Optimizer
from pellucid.keras.optimizers.registry import deserialize as deserialize
from pellucid.keras.optimizers.registry import get as get
from pellucid.keras.optimizers.registry import serialize as serialize
from pellucid.keras.optimizers.rmsprop import RMSprop as RMSprop
from pellucid.keras.optimizers.sgd import SGD as SGD
