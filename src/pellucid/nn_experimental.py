"""`tf.nn.experimental`: dropout with random numbers of choice."""

from pellucid.ops.dropout import (
    general_dropout as general_dropout,
    stateless_dropout as stateless_dropout,
)

__all__ = [
    "general_dropout",
    "stateless_dropout",
]
