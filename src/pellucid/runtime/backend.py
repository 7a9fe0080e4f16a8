"""The one door to JAX: it is imported when the first compiled program is built, not before."""

from __future__ import annotations

import functools
import os
from typing import Any


@functools.cache
def load_jax() -> Any:
    """The jax module with 64-bit types on, its parts (`numpy`, `lax`, `nn`, `scipy`) loaded.

    A user's own settings in the environment (`JAX_PLATFORMS`, `XLA_FLAGS`, …) stay as they are.
    """
    from pellucid.runtime import compile_cache, threads
    from pellucid.runtime.cpu import tuning

    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    tuning.choose_xla_flags()
    tuning.keep_freed_memory()
    threads.size_pool()
    import jax
    import jax.numpy
    import jax.scipy.linalg
    import jax.scipy.special

    jax.config.update("jax_enable_x64", True)
    compile_cache.enable(jax)
    return jax


def not_concrete_errors() -> tuple[type[Exception], ...]:
    """What jax raises when a kernel asks for the value of something known only at run time."""
    errors = load_jax().errors
    return (
        errors.ConcretizationTypeError,
        errors.TracerArrayConversionError,
        errors.TracerIntegerConversionError,
        errors.TracerBoolConversionError,
        errors.NonConcreteBooleanIndexError,
    )
