"""Projections of weights."""

from pellucid.keras.constraints.constraint import Constraint as Constraint
from pellucid.keras.constraints.constraint import MaxNorm as MaxNorm
from pellucid.keras.constraints.constraint import MaxNorm as max_norm
from pellucid.keras.constraints.constraint import MinMaxNorm as MinMaxNorm
from pellucid.keras.constraints.constraint import MinMaxNorm as min_max_norm
from pellucid.keras.constraints.constraint import NonNeg as NonNeg
from pellucid.keras.constraints.constraint import NonNeg as non_neg
from pellucid.keras.constraints.constraint import UnitNorm as UnitNorm
from pellucid.keras.constraints.constraint import UnitNorm as unit_norm
from pellucid.keras.constraints.lookup import deserialize as deserialize
from pellucid.keras.constraints.lookup import get as get
from pellucid.keras.constraints.lookup import serialize as serialize

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
