"""`tf.config.optimizer`: whether XLA compiles everything, and options of graph optimization."""

from pellucid.runtime.settings import (
    get_experimental_options as get_experimental_options,
    get_jit as get_jit,
    set_experimental_options as set_experimental_options,
    set_jit as set_jit,
)

__all__ = ["get_experimental_options", "get_jit", "set_experimental_options", "set_jit"]
