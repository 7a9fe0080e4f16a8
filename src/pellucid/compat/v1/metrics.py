"""`tf.compat.v1.metrics`: metrics over many batches."""

# A table of names, a line of them at a time.
# isort: off
# fmt: off
from pellucid.compat.v1.streaming_metrics import (
    accuracy as accuracy, auc as auc, false_negatives as false_negatives,
    false_positives as false_positives, mean as mean, mean_absolute_error as mean_absolute_error,
    mean_iou as mean_iou, mean_per_class_accuracy as mean_per_class_accuracy,
    mean_relative_error as mean_relative_error, mean_squared_error as mean_squared_error,
    percentage_below as percentage_below, precision as precision, recall as recall,
    root_mean_squared_error as root_mean_squared_error, true_negatives as true_negatives,
    true_positives as true_positives,
)

__all__ = [
    "accuracy", "auc", "false_negatives", "false_positives", "mean", "mean_absolute_error",
    "mean_iou", "mean_per_class_accuracy", "mean_relative_error", "mean_squared_error",
    "percentage_below", "precision", "recall", "root_mean_squared_error", "true_negatives",
    "true_positives",
]
