"""Global defaults of Keras: float type, epsilon, image layout, dtype policy, logging.

Functions: floatx, set_floatx, epsilon, set_epsilon, image_data_format, set_image_data_format,
backend, dtype_policy, set_dtype_policy, enable_/disable_/is_interactive_logging…,
enable_/disable_traceback_filtering, enable_unsafe_deserialization.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from pellucid.keras.dtype_policies import DTypePolicy

__all__ = [
    "backend",
    "disable_interactive_logging",
    "disable_traceback_filtering",
    "dtype_policy",
    "enable_interactive_logging",
    "enable_traceback_filtering",
    "enable_unsafe_deserialization",
    "epsilon",
    "floatx",
    "image_data_format",
    "is_interactive_logging_enabled",
    "is_traceback_filtering_enabled",
    "set_dtype_policy",
    "set_epsilon",
    "set_floatx",
    "set_image_data_format",
    "standardize_data_format",
]

_FLOATS = ("float16", "float32", "float64", "bfloat16")
_FORMATS = ("channels_last", "channels_first")

_state: dict[str, Any] = {
    "floatx": "float32",
    "epsilon": 1e-7,
    "image_data_format": "channels_last",
    "dtype_policy": None,
    "interactive_logging": True,
    "traceback_filtering": True,
    "unsafe_deserialization": False,
}


def floatx() -> str:
    """Name of the default float type of new weights, `'float32'` unless changed.

    Example: `keras.config.floatx()` gives `'float32'`.
    """
    return _state["floatx"]


def set_floatx(value: str) -> None:
    """Set the default float type of new weights.

    Args:
        value: 'float16', 'bfloat16', 'float32' or 'float64'.

    Raises:
        ValueError: for any other value.
    """
    if value not in _FLOATS:
        raise ValueError(
            f"Unknown `floatx` value: {value}. Expected one of {set(_FLOATS)}, received {value!r}."
        )
    _state["floatx"] = str(value)


def epsilon() -> float:
    """The small number that guards divisions and logarithms, 1e-7 unless changed."""
    return _state["epsilon"]


def set_epsilon(value: float) -> None:
    """Set the number returned by `epsilon()`."""
    _state["epsilon"] = float(value)


def image_data_format() -> Literal["channels_last", "channels_first"]:
    """Default layout of images: 'channels_last' is (batch, rows, columns, channels)."""
    return _state["image_data_format"]


def set_image_data_format(data_format: str) -> None:
    """Set the default layout of images.

    Args:
        data_format: 'channels_last' or 'channels_first'.

    Raises:
        ValueError: for any other value.
    """
    _state["image_data_format"] = standardize_data_format(data_format)


def standardize_data_format(data_format: str | None) -> str:
    """`data_format` in lower case, or the global default for None; ValueError if unknown."""
    if data_format is None:
        return image_data_format()
    name = str(data_format).lower()
    if name not in _FORMATS:
        raise ValueError(
            "The `data_format` argument must be one of {'channels_first', 'channels_last'}. "
            f"Received: data_format={data_format}"
        )
    return name


def backend() -> str:
    """Name of the array library under Keras; always 'tensorflow' (its API, Pellucid's engine)."""
    return "tensorflow"


def dtype_policy() -> DTypePolicy:
    """The policy of layers that are made without `dtype`."""
    from pellucid.keras.dtype_policies import DTypePolicy

    policy = _state["dtype_policy"]
    if policy is None or (policy.name != floatx() and policy.follows_floatx):
        policy = _state["dtype_policy"] = DTypePolicy(floatx())
        policy.follows_floatx = True
    return policy


def set_dtype_policy(policy: Any) -> None:
    """Set the policy of layers that are made without `dtype`, e.g. 'mixed_bfloat16'."""
    from pellucid.keras import dtype_policies

    _state["dtype_policy"] = dtype_policies.get(policy) if policy is not None else None


def enable_interactive_logging() -> None:
    """Show progress as an updating line (the default)."""
    _state["interactive_logging"] = True


def disable_interactive_logging() -> None:
    """Send progress to the log instead of an updating line."""
    _state["interactive_logging"] = False


def is_interactive_logging_enabled() -> bool:
    """Whether progress is shown as an updating line."""
    return _state["interactive_logging"]


def enable_traceback_filtering() -> None:
    """Accepted for compatibility: tracebacks are short here and never filtered."""
    _state["traceback_filtering"] = True


def disable_traceback_filtering() -> None:
    """Accepted for compatibility: tracebacks are short here and never filtered."""
    _state["traceback_filtering"] = False


def is_traceback_filtering_enabled() -> bool:
    """The value last set by enable_/disable_traceback_filtering."""
    return _state["traceback_filtering"]


def enable_unsafe_deserialization() -> None:
    """Allow Python lambdas inside saved models to be loaded from now on.

    A lambda in a file is code that runs on loading: enable this only for files that you trust.
    """
    _state["unsafe_deserialization"] = True


def unsafe_deserialization_enabled() -> bool:
    """Whether `enable_unsafe_deserialization` was called (or PELLUCID_UNSAFE_LAMBDA=1 is set)."""
    return _state["unsafe_deserialization"] or os.environ.get("PELLUCID_UNSAFE_LAMBDA") == "1"
