"""OpLambda: a TensorFlow op that was called on KerasTensors, as an operation of a model."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.keras import naming
from pellucid.keras.saving import serialization
from pellucid.keras.symbolic.operation import Operation


class OpLambda(Operation):
    """Calls `op(*inputs, **attrs)`.

    Args:
        op: an op of the engine, or the TensorFlow name of one, e.g. 'Relu'.
        attrs: its attributes.
        op_name: the `name=` it was called with.
        name: name of the operation.
    """

    keras_module = "pellucid.keras.symbolic"

    def __init__(
        self,
        op: Any,
        attrs: dict[str, Any] | None = None,
        op_name: str | None = None,
        name: str | None = None,
    ) -> None:
        if isinstance(op, str):
            op = getattr(tf.raw_ops, op)
        self.op, self.attrs, self.op_name = op, dict(attrs or {}), op_name
        self.op_type = str(getattr(op, "name", getattr(op, "__name__", "op")))
        super().__init__(naming.auto_name(self.op_type) if name is None else name)

    def call(self, *inputs: Any) -> Any:
        """The op on tensors."""
        return self.op(*inputs, name=self.op_name, **self.attrs)

    def get_config(self) -> dict[str, Any]:
        """Op name and attributes."""
        return {
            "name": self.name,
            "op": self.op_type,
            "attrs": serialization.serialize_keras_object(self.attrs),
            "op_name": self.op_name,
        }

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> OpLambda:
        """The operation whose `get_config()` gave `config`."""
        attrs = serialization.deserialize_keras_object(config.get("attrs") or {})
        return cls(**{**config, "attrs": attrs})
