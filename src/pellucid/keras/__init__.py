"""Keras: layers, models, training, saving. `from pellucid import keras`, or `tf.keras`."""

from pellucid.keras import activations as activations
from pellucid.keras import backend as backend
from pellucid.keras import callbacks as callbacks
from pellucid.keras import config as config
from pellucid.keras import constraints as constraints
from pellucid.keras import datasets as datasets
from pellucid.keras import dtype_policies as dtype_policies
from pellucid.keras import initializers as initializers
from pellucid.keras import layers as layers
from pellucid.keras import losses as losses
from pellucid.keras import metrics as metrics
from pellucid.keras import mixed_precision as mixed_precision
from pellucid.keras import models as models
from pellucid.keras import optimizers as optimizers
from pellucid.keras import preprocessing as preprocessing
from pellucid.keras import random as random
from pellucid.keras import regularizers as regularizers
from pellucid.keras import saving as saving
from pellucid.keras import tree as tree
from pellucid.keras import utils as utils
from pellucid.keras.dtype_policies import DTypePolicy as DTypePolicy
from pellucid.keras.initializers import Initializer as Initializer
from pellucid.keras.layers import Input as Input
from pellucid.keras.layers import InputSpec as InputSpec
from pellucid.keras.layers import Layer as Layer
from pellucid.keras.losses import Loss as Loss
from pellucid.keras.metrics import Metric as Metric
from pellucid.keras.models import Model as Model
from pellucid.keras.models import Sequential as Sequential
from pellucid.keras.naming import name_scope as name_scope
from pellucid.keras.optimizers import Optimizer as Optimizer
from pellucid.keras.regularizers import Regularizer as Regularizer
from pellucid.keras.symbolic import KerasTensor as KerasTensor
from pellucid.keras.symbolic import Operation as Operation
from pellucid.keras.variables import Variable as Variable
from pellucid.keras.version import __version__ as __version__
from pellucid.keras.version import version as version

__all__ = [
    "DTypePolicy",
    "Initializer",
    "Input",
    "InputSpec",
    "KerasTensor",
    "Layer",
    "Loss",
    "Metric",
    "Model",
    "Operation",
    "Optimizer",
    "Regularizer",
    "Sequential",
    "Variable",
    "__version__",
    "activations",
    "backend",
    "callbacks",
    "config",
    "constraints",
    "datasets",
    "dtype_policies",
    "initializers",
    "layers",
    "losses",
    "metrics",
    "mixed_precision",
    "models",
    "name_scope",
    "optimizers",
    "preprocessing",
    "random",
    "regularizers",
    "saving",
    "tree",
    "utils",
    "version",
]
