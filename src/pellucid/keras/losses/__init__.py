"""Losses: how wrong a prediction is, as classes with a reduction and as plain functions."""

from __future__ import annotations

from pellucid.keras.losses.crossentropy import binary_crossentropy as binary_crossentropy
from pellucid.keras.losses.crossentropy import (
    binary_focal_crossentropy as binary_focal_crossentropy,
)
from pellucid.keras.losses.crossentropy import categorical_crossentropy as categorical_crossentropy
from pellucid.keras.losses.crossentropy import (
    categorical_focal_crossentropy as categorical_focal_crossentropy,
)
from pellucid.keras.losses.crossentropy import (
    categorical_generalized_cross_entropy as categorical_generalized_cross_entropy,
)
from pellucid.keras.losses.crossentropy import kl_divergence as KLD
from pellucid.keras.losses.crossentropy import kl_divergence as kl_divergence
from pellucid.keras.losses.crossentropy import kl_divergence as kld
from pellucid.keras.losses.crossentropy import kl_divergence as kullback_leibler_divergence
from pellucid.keras.losses.crossentropy import (
    sparse_categorical_crossentropy as sparse_categorical_crossentropy,
)
from pellucid.keras.losses.margin import CategoricalHinge as CategoricalHinge
from pellucid.keras.losses.margin import Hinge as Hinge
from pellucid.keras.losses.margin import SquaredHinge as SquaredHinge
from pellucid.keras.losses.margin import categorical_hinge as categorical_hinge
from pellucid.keras.losses.margin import hinge as hinge
from pellucid.keras.losses.margin import squared_hinge as squared_hinge
from pellucid.keras.losses.loss import Loss as Loss
from pellucid.keras.losses.loss import Reduction as Reduction
from pellucid.keras.losses.metric_learning import CTC as CTC
from pellucid.keras.losses.metric_learning import Circle as Circle
from pellucid.keras.losses.metric_learning import circle as circle
from pellucid.keras.losses.metric_learning import ctc as ctc
from pellucid.keras.losses.probabilistic import BinaryCrossentropy as BinaryCrossentropy
from pellucid.keras.losses.probabilistic import (
    BinaryFocalCrossentropy as BinaryFocalCrossentropy,
)
from pellucid.keras.losses.probabilistic import CategoricalCrossentropy as CategoricalCrossentropy
from pellucid.keras.losses.probabilistic import (
    CategoricalFocalCrossentropy as CategoricalFocalCrossentropy,
)
from pellucid.keras.losses.probabilistic import (
    CategoricalGeneralizedCrossEntropy as CategoricalGeneralizedCrossEntropy,
)
from pellucid.keras.losses.probabilistic import KLDivergence as KLDivergence
from pellucid.keras.losses.probabilistic import (
    SparseCategoricalCrossentropy as SparseCategoricalCrossentropy,
)
from pellucid.keras.losses.registry import deserialize as deserialize
from pellucid.keras.losses.registry import get as get
from pellucid.keras.losses.registry import serialize as serialize
from pellucid.keras.losses.regression import CosineSimilarity as CosineSimilarity
from pellucid.keras.losses.regression import Huber as Huber
from pellucid.keras.losses.regression import LogCosh as LogCosh
from pellucid.keras.losses.regression import MeanAbsoluteError as MeanAbsoluteError
from pellucid.keras.losses.regression import (
    MeanAbsolutePercentageError as MeanAbsolutePercentageError,
)
from pellucid.keras.losses.regression import MeanSquaredError as MeanSquaredError
from pellucid.keras.losses.regression import (
    MeanSquaredLogarithmicError as MeanSquaredLogarithmicError,
)
from pellucid.keras.losses.regression import Poisson as Poisson
from pellucid.keras.losses.regression import cosine_similarity as cosine_similarity
from pellucid.keras.losses.regression import huber as huber
from pellucid.keras.losses.regression import log_cosh as log_cosh
from pellucid.keras.losses.regression import log_cosh as logcosh
from pellucid.keras.losses.regression import mean_absolute_error as MAE
from pellucid.keras.losses.regression import mean_absolute_error as mae
from pellucid.keras.losses.regression import mean_absolute_error as mean_absolute_error
from pellucid.keras.losses.regression import mean_absolute_percentage_error as MAPE
from pellucid.keras.losses.regression import mean_absolute_percentage_error as mape
from pellucid.keras.losses.regression import (
    mean_absolute_percentage_error as mean_absolute_percentage_error,
)
from pellucid.keras.losses.regression import mean_squared_error as MSE
from pellucid.keras.losses.regression import mean_squared_error as mean_squared_error
from pellucid.keras.losses.regression import mean_squared_error as mse
from pellucid.keras.losses.regression import mean_squared_logarithmic_error as MSLE
from pellucid.keras.losses.regression import (
    mean_squared_logarithmic_error as mean_squared_logarithmic_error,
)
from pellucid.keras.losses.regression import mean_squared_logarithmic_error as msle
from pellucid.keras.losses.regression import poisson as poisson
from pellucid.keras.losses.segmentation import Dice as Dice
from pellucid.keras.losses.segmentation import Tversky as Tversky
from pellucid.keras.losses.segmentation import dice as dice
from pellucid.keras.losses.segmentation import tversky as tversky
