"""Callbacks: what happens beside training, at its hooks."""

from __future__ import annotations

from pellucid.keras.callbacks.backup_and_restore import BackupAndRestore as BackupAndRestore
from pellucid.keras.callbacks.callback import Callback as Callback
from pellucid.keras.callbacks.callback_list import CallbackList as CallbackList
from pellucid.keras.callbacks.csv_logger import CSVLogger as CSVLogger
from pellucid.keras.callbacks.early_stopping import EarlyStopping as EarlyStopping
from pellucid.keras.callbacks.history import History as History
from pellucid.keras.callbacks.lambda_callback import LambdaCallback as LambdaCallback
from pellucid.keras.callbacks.learning_rate import (
    LearningRateScheduler as LearningRateScheduler,
    ReduceLROnPlateau as ReduceLROnPlateau,
)
from pellucid.keras.callbacks.model_checkpoint import ModelCheckpoint as ModelCheckpoint
from pellucid.keras.callbacks.progbar_logger import ProgbarLogger as ProgbarLogger
from pellucid.keras.callbacks.swap_ema_weights import SwapEMAWeights as SwapEMAWeights
from pellucid.keras.callbacks.terminate_on_nan import TerminateOnNaN as TerminateOnNaN

__all__ = [
    "BackupAndRestore",
    "CSVLogger",
    "Callback",
    "CallbackList",
    "EarlyStopping",
    "History",
    "LambdaCallback",
    "LearningRateScheduler",
    "ModelCheckpoint",
    "ProgbarLogger",
    "ReduceLROnPlateau",
    "SwapEMAWeights",
    "TerminateOnNaN",
]
