"""`tf.keras.optimizers.legacy`: the names of Keras 2.11 to 2.15, with today's optimizers behind.

`lr`, `decay`, `get_weights` and `set_weights` belong to all optimizers here, so nothing differs.
"""

from __future__ import annotations

from pellucid.keras.optimizers.adadelta import Adadelta as Adadelta
from pellucid.keras.optimizers.adagrad import Adagrad as Adagrad
from pellucid.keras.optimizers.adam import Adam as Adam
from pellucid.keras.optimizers.adamax import Adamax as Adamax
from pellucid.keras.optimizers.ftrl import Ftrl as Ftrl
from pellucid.keras.optimizers.nadam import Nadam as Nadam
from pellucid.keras.optimizers.optimizer import Optimizer as Optimizer
from pellucid.keras.optimizers.rmsprop import RMSprop as RMSprop
from pellucid.keras.optimizers.sgd import SGD as SGD

__all__ = [
    "Adadelta",
    "Adagrad",
    "Adam",
    "Adamax",
    "Ftrl",
    "Nadam",
    "Optimizer",
    "RMSprop",
    "SGD",
]
