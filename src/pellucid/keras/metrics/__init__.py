"""Metrics: what is measured while training, with state that adds up over batches."""

from __future__ import annotations

from pellucid.keras.losses.crossentropy import binary_crossentropy as binary_crossentropy
from pellucid.keras.losses.crossentropy import (
    binary_focal_crossentropy as binary_focal_crossentropy,
)
from pellucid.keras.losses.crossentropy import categorical_crossentropy as categorical_crossentropy
from pellucid.keras.losses.crossentropy import (
    categorical_focal_crossentropy as categorical_focal_crossentropy,
)
from pellucid.keras.losses.crossentropy import kl_divergence as KLD
from pellucid.keras.losses.crossentropy import kl_divergence as kld
from pellucid.keras.losses.crossentropy import kl_divergence as kullback_leibler_divergence
from pellucid.keras.losses.crossentropy import (
    sparse_categorical_crossentropy as sparse_categorical_crossentropy,
)
from pellucid.keras.losses.margin import categorical_hinge as categorical_hinge
from pellucid.keras.losses.margin import hinge as hinge
from pellucid.keras.losses.margin import squared_hinge as squared_hinge
from pellucid.keras.losses.regression import huber as huber
from pellucid.keras.losses.regression import log_cosh as logcosh
from pellucid.keras.losses.regression import mean_absolute_error as MAE
from pellucid.keras.losses.regression import mean_absolute_error as mae
from pellucid.keras.losses.regression import mean_absolute_error as mean_absolute_error
from pellucid.keras.losses.regression import mean_absolute_percentage_error as MAPE
from pellucid.keras.losses.regression import mean_absolute_percentage_error as mape
from pellucid.keras.losses.regression import mean_squared_error as MSE
from pellucid.keras.losses.regression import mean_squared_error as mean_squared_error
from pellucid.keras.losses.regression import mean_squared_error as mse
from pellucid.keras.losses.regression import mean_squared_logarithmic_error as MSLE
from pellucid.keras.losses.regression import mean_squared_logarithmic_error as msle
from pellucid.keras.losses.regression import poisson as poisson
from pellucid.keras.metrics.accuracy import Accuracy as Accuracy
from pellucid.keras.metrics.accuracy import BinaryAccuracy as BinaryAccuracy
from pellucid.keras.metrics.accuracy import CategoricalAccuracy as CategoricalAccuracy
from pellucid.keras.metrics.accuracy import SparseCategoricalAccuracy as SparseCategoricalAccuracy
from pellucid.keras.metrics.accuracy import (
    SparseTopKCategoricalAccuracy as SparseTopKCategoricalAccuracy,
)
from pellucid.keras.metrics.accuracy import TopKCategoricalAccuracy as TopKCategoricalAccuracy
from pellucid.keras.metrics.accuracy import binary_accuracy as binary_accuracy
from pellucid.keras.metrics.accuracy import categorical_accuracy as categorical_accuracy
from pellucid.keras.metrics.accuracy import (
    sparse_categorical_accuracy as sparse_categorical_accuracy,
)
from pellucid.keras.metrics.accuracy import (
    sparse_top_k_categorical_accuracy as sparse_top_k_categorical_accuracy,
)
from pellucid.keras.metrics.accuracy import top_k_categorical_accuracy as top_k_categorical_accuracy
from pellucid.keras.metrics.auc import AUC as AUC
from pellucid.keras.metrics.confusion import FalseNegatives as FalseNegatives
from pellucid.keras.metrics.confusion import FalsePositives as FalsePositives
from pellucid.keras.metrics.confusion import Precision as Precision
from pellucid.keras.metrics.confusion import PrecisionAtRecall as PrecisionAtRecall
from pellucid.keras.metrics.confusion import Recall as Recall
from pellucid.keras.metrics.confusion import RecallAtPrecision as RecallAtPrecision
from pellucid.keras.metrics.confusion import SensitivityAtSpecificity as SensitivityAtSpecificity
from pellucid.keras.metrics.confusion import SpecificityAtSensitivity as SpecificityAtSensitivity
from pellucid.keras.metrics.confusion import TrueNegatives as TrueNegatives
from pellucid.keras.metrics.confusion import TruePositives as TruePositives
from pellucid.keras.metrics.correlation import ConcordanceCorrelation as ConcordanceCorrelation
from pellucid.keras.metrics.correlation import PearsonCorrelation as PearsonCorrelation
from pellucid.keras.metrics.correlation import R2Score as R2Score
from pellucid.keras.metrics.correlation import concordance_correlation as concordance_correlation
from pellucid.keras.metrics.correlation import pearson_correlation as pearson_correlation
from pellucid.keras.metrics.error import BinaryCrossentropy as BinaryCrossentropy
from pellucid.keras.metrics.error import CategoricalCrossentropy as CategoricalCrossentropy
from pellucid.keras.metrics.error import CategoricalHinge as CategoricalHinge
from pellucid.keras.metrics.error import CosineSimilarity as CosineSimilarity
from pellucid.keras.metrics.error import Hinge as Hinge
from pellucid.keras.metrics.error import KLDivergence as KLDivergence
from pellucid.keras.metrics.error import LogCoshError as LogCoshError
from pellucid.keras.metrics.error import MeanAbsoluteError as MeanAbsoluteError
from pellucid.keras.metrics.error import MeanAbsolutePercentageError as MeanAbsolutePercentageError
from pellucid.keras.metrics.error import MeanSquaredError as MeanSquaredError
from pellucid.keras.metrics.error import MeanSquaredLogarithmicError as MeanSquaredLogarithmicError
from pellucid.keras.metrics.error import Poisson as Poisson
from pellucid.keras.metrics.error import RootMeanSquaredError as RootMeanSquaredError
from pellucid.keras.metrics.error import (
    SparseCategoricalCrossentropy as SparseCategoricalCrossentropy,
)
from pellucid.keras.metrics.error import SquaredHinge as SquaredHinge
from pellucid.keras.metrics.f_score import F1Score as F1Score
from pellucid.keras.metrics.f_score import FBetaScore as FBetaScore
from pellucid.keras.metrics.iou import BinaryIoU as BinaryIoU
from pellucid.keras.metrics.iou import IoU as IoU
from pellucid.keras.metrics.iou import MeanIoU as MeanIoU
from pellucid.keras.metrics.iou import OneHotIoU as OneHotIoU
from pellucid.keras.metrics.iou import OneHotMeanIoU as OneHotMeanIoU
from pellucid.keras.metrics.metric import Metric as Metric
from pellucid.keras.metrics.reduction import Mean as Mean
from pellucid.keras.metrics.reduction import MeanMetricWrapper as MeanMetricWrapper
from pellucid.keras.metrics.reduction import MeanTensor as MeanTensor
from pellucid.keras.metrics.reduction import Sum as Sum
from pellucid.keras.metrics.registry import deserialize as deserialize
from pellucid.keras.metrics.registry import get as get
from pellucid.keras.metrics.registry import serialize as serialize
