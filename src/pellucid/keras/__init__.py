"""Keras: layers, models, training, saving. `from pellucid import keras`, or `tf.keras`."""

from pellucid.keras import (
    activations as activations,
    applications as applications,
    backend as backend,
    callbacks as callbacks,
    config as config,
    constraints as constraints,
    datasets as datasets,
    dtype_policies as dtype_policies,
    initializers as initializers,
    layers as layers,
    losses as losses,
    metrics as metrics,
    mixed_precision as mixed_precision,
    models as models,
    optimizers as optimizers,
    preprocessing as preprocessing,
    random as random,
    regularizers as regularizers,
    saving as saving,
    tree as tree,
    utils as utils,
)
from pellucid.keras.dtype_policies import DTypePolicy as DTypePolicy
from pellucid.keras.initializers import Initializer as Initializer
from pellucid.keras.layers import Input as Input, InputSpec as InputSpec, Layer as Layer
from pellucid.keras.losses import Loss as Loss
from pellucid.keras.metrics import Metric as Metric
from pellucid.keras.models import Model as Model, Sequential as Sequential
from pellucid.keras.naming import name_scope as name_scope
from pellucid.keras.optimizers import Optimizer as Optimizer
from pellucid.keras.regularizers import Regularizer as Regularizer
from pellucid.keras.symbolic import KerasTensor as KerasTensor, Operation as Operation
from pellucid.keras.variables import Variable as Variable
from pellucid.keras.version import __version__ as __version__, version as version

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
    "applications",
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
