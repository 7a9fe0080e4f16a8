"""Dtype policies: in which dtype a layer computes and in which it keeps its weights."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras import config

__all__ = ["DTypePolicy", "deserialize", "get", "serialize"]

_MIXED = {"mixed_float16": "float16", "mixed_bfloat16": "bfloat16"}


class DTypePolicy:
    """Compute dtype and variable dtype of a layer.

    `'float32'` (or any dtype name) uses it for both; `'mixed_float16'` and `'mixed_bfloat16'`
    compute in 16 bit and keep float32 weights.

    Args:
        name: 'mixed_float16', 'mixed_bfloat16' or a dtype name; None is `keras.config.floatx()`.

    Example: `DTypePolicy('mixed_bfloat16').variable_dtype` gives `'float32'`.
    Reference: Micikevicius et al., Mixed Precision Training, arXiv:1710.03740.
    """

    # True in the global policy that nobody set: it changes with floatx
    follows_floatx = False

    def __init__(self, name: str | None = None) -> None:
        if name is None:
            name = config.floatx()
        if not isinstance(name, str):
            raise TypeError(f"'name' must be a string, such as 'mixed_float16'. Received: {name!r}")
        self._name = name
        if name in _MIXED:
            self._compute, self._variable = _MIXED[name], "float32"
        else:
            try:
                self._compute = self._variable = tf.as_dtype(name).name
            except TypeError:
                raise ValueError(
                    f"Cannot convert '{name}' to a mixed precision DTypePolicy. Valid policies "
                    "include 'mixed_float16', 'mixed_bfloat16', and the name of any float dtype."
                ) from None

    @property
    def name(self) -> str:
        """The name given to the constructor."""
        return self._name

    @property
    def compute_dtype(self) -> str:
        """Dtype of the layer's inputs and outputs."""
        return self._compute

    @property
    def variable_dtype(self) -> str:
        """Dtype of the layer's weights."""
        return self._variable

    @property
    def quantization_mode(self) -> None:
        """None: quantization wraps layers from outside."""
        return None

    def get_config(self) -> dict[str, Any]:
        """`{'name': …}`."""
        return {"name": self._name}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> DTypePolicy:
        """The policy whose `get_config()` gave `config`."""
        return cls(**config)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DTypePolicy) and other._name == self._name

    def __hash__(self) -> int:
        return hash(self._name)

    def __repr__(self) -> str:
        return f'<DTypePolicy "{self._name}">'


def get(identifier: Any) -> DTypePolicy:
    """A policy from None (global policy), a policy, a name, a dtype or a config dict."""
    if identifier is None:
        return config.dtype_policy()
    if isinstance(identifier, DTypePolicy):
        return identifier
    if isinstance(identifier, dict):
        return deserialize(identifier)
    if isinstance(identifier, str):
        return DTypePolicy(identifier)
    try:
        return DTypePolicy(tf.as_dtype(identifier).name)
    except TypeError:
        raise ValueError(
            "Cannot interpret `dtype` argument. Expected a string or an instance of DTypePolicy. "
            f"Received: dtype={identifier}"
        ) from None


def serialize(policy: DTypePolicy) -> dict[str, Any]:
    """The policy as `{'module': 'keras', 'class_name': 'DTypePolicy', 'config': …}`."""
    return {
        "module": "keras",
        "class_name": "DTypePolicy",
        "config": policy.get_config(),
        "registered_name": None,
    }


def deserialize(config: dict[str, Any]) -> DTypePolicy:
    """The policy that `serialize` described; Keras 2's `Policy` dicts are read too."""
    name = config.get("class_name", "DTypePolicy")
    if name not in ("DTypePolicy", "FloatDTypePolicy", "Policy"):
        raise ValueError(
            f"keras.dtype_policies.deserialize: unknown policy class. Expected 'DTypePolicy', "
            f"received {name!r}."
        )
    return DTypePolicy(config["config"]["name"])
