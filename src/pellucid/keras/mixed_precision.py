"""Mixed precision under its Keras names."""

from pellucid.keras.config import (
    dtype_policy as dtype_policy,
    dtype_policy as global_policy,
    set_dtype_policy as set_dtype_policy,
    set_dtype_policy as set_global_policy,
)
from pellucid.keras.dtype_policies import DTypePolicy as DTypePolicy, DTypePolicy as Policy
from pellucid.keras.optimizers import LossScaleOptimizer as LossScaleOptimizer

__all__ = [
    "DTypePolicy",
    "LossScaleOptimizer",
    "Policy",
    "dtype_policy",
    "global_policy",
    "set_dtype_policy",
    "set_global_policy",
]
