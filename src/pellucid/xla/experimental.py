"""`tf.xla.experimental`: older ways to ask for compilation."""

from pellucid.function.xla import compile as compile, jit_scope as jit_scope

__all__ = ["compile", "jit_scope"]
