"""Penalties on weights."""

from pellucid.keras.regularizers.lookup import deserialize as deserialize
from pellucid.keras.regularizers.lookup import get as get
from pellucid.keras.regularizers.lookup import serialize as serialize
from pellucid.keras.regularizers.regularizer import L1 as L1
from pellucid.keras.regularizers.regularizer import L1 as l1
from pellucid.keras.regularizers.regularizer import L1L2 as L1L2
from pellucid.keras.regularizers.regularizer import L1L2 as l1_l2
from pellucid.keras.regularizers.regularizer import L2 as L2
from pellucid.keras.regularizers.regularizer import L2 as l2
from pellucid.keras.regularizers.regularizer import OrthogonalRegularizer as OrthogonalRegularizer
from pellucid.keras.regularizers.regularizer import OrthogonalRegularizer as orthogonal_regularizer
from pellucid.keras.regularizers.regularizer import Regularizer as Regularizer

__all__ = [
    "L1",
    "L1L2",
    "L2",
    "OrthogonalRegularizer",
    "Regularizer",
    "deserialize",
    "get",
    "l1",
    "l1_l2",
    "l2",
    "orthogonal_regularizer",
    "serialize",
]
