"""Projections of weights."""

from pellucid.keras.constraints.constraint import (
    Constraint as Constraint,
    MaxNorm as MaxNorm,
    MaxNorm as max_norm,
    MinMaxNorm as MinMaxNorm,
    MinMaxNorm as min_max_norm,
    NonNeg as NonNeg,
    NonNeg as non_neg,
    UnitNorm as UnitNorm,
    UnitNorm as unit_norm,
)
from pellucid.keras.constraints.lookup import (
    deserialize as deserialize,
    get as get,
    serialize as serialize,
)

__all__ = [
    "Constraint",
    "MaxNorm",
    "MinMaxNorm",
    "NonNeg",
    "UnitNorm",
    "deserialize",
    "get",
    "max_norm",
    "min_max_norm",
    "non_neg",
    "serialize",
    "unit_norm",
]
