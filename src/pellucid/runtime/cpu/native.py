"""The shared library with the CPU kernels: loaded and handed to XLA once, when first needed."""

from __future__ import annotations

import ctypes
import functools
import os
from dataclasses import dataclass
from typing import Any

INTERFACE = 5  # what `pellucid_interface` must answer: raised when a handler changes
HANDLERS = (
    "pellucid_conv_forward",
    "pellucid_conv_forward_bias",
    "pellucid_conv_to_input",
    "pellucid_conv_to_filter",
    "pellucid_max_pool",
    "pellucid_max_pool_gradient",
    "pellucid_random_normal",
    "pellucid_random_words",
    "pellucid_lstm",
    "pellucid_lstm_gradient",
    "pellucid_gru",
    "pellucid_gru_gradient",
    "pellucid_mean_pool",
    "pellucid_mean_pool_gradient",
)


@dataclass(frozen=True)
class Native:
    """The library, or why there is none.

    Attributes:
        library: the loaded library, None if it cannot be used.
        isa: the instruction set it chose: `"avx512"`, `"avx2"` or `"baseline"`.
        reason: why it cannot be used.
    """

    library: Any = None
    isa: str = ""
    reason: str = ""


@functools.cache
def load() -> Native:
    """Load the library; XLA does not know of it yet."""
    from pathlib import Path

    from pellucid.runtime.cpu.build import LIBRARY

    path = Path(os.environ.get("PELLUCID_NATIVE_LIBRARY") or LIBRARY)
    if not path.exists():
        return Native(
            reason=f"{path} is not there: no C++ compiler worked when Pellucid was installed"
        )
    try:
        library = ctypes.CDLL(str(path))
        if library.pellucid_interface() != INTERFACE:
            return Native(reason=f"{path} was built for another version of Pellucid")
    except (OSError, AttributeError) as error:
        # The loader's own words mislead: "No such file" is what it says of another architecture.
        return Native(
            reason=f"{path} cannot be loaded, as if built for another machine or a newer system: "
            f"{error}"
        )
    library.pellucid_isa.restype = ctypes.c_char_p
    return Native(library, library.pellucid_isa().decode())


FIX = (
    "Fix: python -m pellucid.runtime.cpu.build compiles them now, if there is a C++ compiler; "
    "PELLUCID_NATIVE=0 says that XLA's are wanted."
)


@functools.cache
def _registered(jax: Any) -> bool:
    """Hand the library to XLA; whether there is one.

    If there is none, that is said when a program first needs a kernel: once in a process, thanks to
    the cache, by the logger `tensorflow`, which writes to stderr. Importing says nothing.
    """
    import logging

    found = load()
    library = found.library
    if library is None:
        from pellucid.runtime.cpu.build import SLOWER

        logging.getLogger("tensorflow").warning("%s Reason: %s. %s", SLOWER, found.reason, FIX)
        return False
    for name in HANDLERS:
        jax.ffi.register_ffi_target(name, jax.ffi.pycapsule(getattr(library, name)), platform="cpu")
    return True


def switched_off() -> bool:
    """Whether the user said `PELLUCID_NATIVE=0`."""
    return os.environ.get("PELLUCID_NATIVE", "1").strip().lower() in ("0", "false", "off", "no")


def usable(jax: Any) -> bool:
    """Whether native kernels are to be used in what is being compiled."""
    return not switched_off() and jax.default_backend() == "cpu" and _registered(jax)


def status() -> str:
    """One line for people: which kernels are used, or why none."""
    if switched_off():
        return (
            "off (PELLUCID_NATIVE=0): XLA runs convolutions, pooling, LSTM and GRU; "
            "NumPy large eager images, softmax, sums and random numbers"
        )
    found = load()
    if found.library is None:
        from pellucid.runtime.cpu.build import SLOWER

        return f"none: {found.reason}. {SLOWER} {FIX}"
    return (
        f"{found.isa} (convolutions, pooling, LSTM and GRU; "
        "eager images, softmax, sums and random numbers; float32)"
    )
