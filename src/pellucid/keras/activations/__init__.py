"""Activation functions and their names."""

from pellucid.keras.activations.functions import celu as celu
from pellucid.keras.activations.functions import elu as elu
from pellucid.keras.activations.functions import exponential as exponential
from pellucid.keras.activations.functions import gelu as gelu
from pellucid.keras.activations.functions import glu as glu
from pellucid.keras.activations.functions import hard_shrink as hard_shrink
from pellucid.keras.activations.functions import hard_sigmoid as hard_sigmoid
from pellucid.keras.activations.functions import hard_silu as hard_silu
from pellucid.keras.activations.functions import hard_swish as hard_swish
from pellucid.keras.activations.functions import hard_tanh as hard_tanh
from pellucid.keras.activations.functions import leaky_relu as leaky_relu
from pellucid.keras.activations.functions import linear as linear
from pellucid.keras.activations.functions import log_sigmoid as log_sigmoid
from pellucid.keras.activations.functions import log_softmax as log_softmax
from pellucid.keras.activations.functions import mish as mish
from pellucid.keras.activations.functions import relu as relu
from pellucid.keras.activations.functions import relu6 as relu6
from pellucid.keras.activations.functions import selu as selu
from pellucid.keras.activations.functions import sigmoid as sigmoid
from pellucid.keras.activations.functions import silu as silu
from pellucid.keras.activations.functions import soft_shrink as soft_shrink
from pellucid.keras.activations.functions import softmax as softmax
from pellucid.keras.activations.functions import softplus as softplus
from pellucid.keras.activations.functions import softsign as softsign
from pellucid.keras.activations.functions import sparse_plus as sparse_plus
from pellucid.keras.activations.functions import sparse_sigmoid as sparse_sigmoid
from pellucid.keras.activations.functions import sparsemax as sparsemax
from pellucid.keras.activations.functions import squareplus as squareplus
from pellucid.keras.activations.functions import swish as swish
from pellucid.keras.activations.functions import tanh as tanh
from pellucid.keras.activations.functions import tanh_shrink as tanh_shrink
from pellucid.keras.activations.functions import threshold as threshold
from pellucid.keras.activations.lookup import deserialize as deserialize
from pellucid.keras.activations.lookup import get as get
from pellucid.keras.activations.lookup import serialize as serialize

__all__ = [
    "celu",
    "deserialize",
    "elu",
    "exponential",
    "gelu",
    "get",
    "glu",
    "hard_shrink",
    "hard_sigmoid",
    "hard_silu",
    "hard_swish",
    "hard_tanh",
    "leaky_relu",
    "linear",
    "log_sigmoid",
    "log_softmax",
    "mish",
    "relu",
    "relu6",
    "selu",
    "serialize",
    "sigmoid",
    "silu",
    "soft_shrink",
    "softmax",
    "softplus",
    "softsign",
    "sparse_plus",
    "sparse_sigmoid",
    "sparsemax",
    "squareplus",
    "swish",
    "tanh",
    "tanh_shrink",
    "threshold",
]
