"""The one door to JAX: it is imported when the first compiled program is built, not before."""

from __future__ import annotations

import functools
import os
from collections.abc import Sequence
from typing import Any

import numpy as np


@functools.cache
def load_jax() -> Any:
    """The jax module with 64-bit types on, its parts (`numpy`, `lax`, `nn`, `scipy`) loaded.

    A user's own settings in the environment (`JAX_PLATFORMS`, `XLA_FLAGS`, …) stay as they are.
    """
    from pellucid.core import collector
    from pellucid.runtime import compile_cache, threads
    from pellucid.runtime.cpu import tuning

    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    tuning.choose_xla_flags()
    tuning.keep_freed_memory()
    threads.size_pool()
    with collector.rarely():
        import jax
        import jax.numpy
        import jax.scipy.linalg
        import jax.scipy.special

    jax.config.update("jax_enable_x64", True)
    threads.in_turn(jax)
    compile_cache.enable(jax)
    return jax


# Moving a tensor to the device takes 60 µs of Python, once; copying it within a call that reads it,
# 100 µs for each MiB, every time. So a tensor is moved that is this large, or that is read again.
_LARGE, _LARGE_AND_READ_AGAIN = 1 << 22, 1 << 18


def device_value(tensor: Any) -> Any:
    """The array of an `EagerTensor` as a compiled program wants it.

    A large array in host memory is replaced by one on the device, for the next calls.
    """
    array = tensor.value()
    if tensor._device_array is not None or array.nbytes < _LARGE_AND_READ_AGAIN:
        return array
    if array.nbytes < _LARGE and not tensor._was_read:
        tensor._was_read = True
        return array
    jax = load_jax()
    tensor._device_array = array = jax.device_put(array)
    if jax.default_backend() == "cpu":
        tensor._host = None  # or the numbers would be in memory twice
    return array


def on_device(handles: Sequence[Any]) -> list[Any]:
    """The values of variables that a compiled program reads, by the rule above.

    A program that writes a variable leaves it on the device anyway. One that is only read, such as
    a weight that was loaded and is not trained, would otherwise be copied in every call.
    """
    values = [handle.device_value for handle in handles]
    host = [i for i, v in enumerate(values) if isinstance(v, np.ndarray)]
    again = [i for i in host if handles[i].read is values[i] or values[i].nbytes >= _LARGE]
    for i in host:
        handles[i].read = values[i]
    if again:
        for i, value in zip(again, load_jax().device_put([values[i] for i in again]), strict=True):
            handles[i].device_value = values[i] = value
    return values


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
