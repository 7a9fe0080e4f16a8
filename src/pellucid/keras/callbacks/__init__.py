"""Callbacks: what happens beside training, at its hooks."""

from __future__ import annotations

from pellucid.keras.callbacks.callback import Callback as Callback
from pellucid.keras.callbacks.callback_list import CallbackList as CallbackList
from pellucid.keras.callbacks.early_stopping import EarlyStopping as EarlyStopping
from pellucid.keras.callbacks.history import History as History
from pellucid.keras.callbacks.model_checkpoint import ModelCheckpoint as ModelCheckpoint
from pellucid.keras.callbacks.progbar_logger import ProgbarLogger as ProgbarLogger
from pellucid.keras.callbacks.terminate_on_nan import TerminateOnNaN as TerminateOnNaN
