"""Intersection over union: how well regions of classes overlap."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pellucid as tf
from pellucid.keras.metrics.metric import Metric


class IoU(Metric):
    """Mean of `TP / (TP + FP + FN)` over some classes.

    Args:
        num_classes: number of classes.
        target_class_ids: classes that count.
        name: a name.
        dtype: dtype of the result.
        ignore_class: a label that does not count, or None.
        sparse_y_true: whether labels are integers (else one-hot).
        sparse_y_pred: whether predictions are integers (else scores).
        axis: the axis of the classes, of what is not integer.
    """

    def __init__(
        self,
        num_classes: int,
        target_class_ids: Sequence[int],
        name: str | None = None,
        dtype: Any = None,
        ignore_class: int | None = None,
        sparse_y_true: bool = True,
        sparse_y_pred: bool = True,
        axis: int = -1,
    ) -> None:
        super().__init__(name=name, dtype=dtype or "int32")
        if max(target_class_ids) >= num_classes:
            raise ValueError(
                f"{type(self).__name__} [target_class_ids]: expected classes below num_classes "
                f"({num_classes}), received {max(target_class_ids)}."
            )
        self.num_classes, self.target_class_ids = num_classes, list(target_class_ids)
        self.ignore_class, self.axis = ignore_class, axis
        self.sparse_y_true, self.sparse_y_pred = sparse_y_true, sparse_y_pred
        self.total_cm = self.add_variable((num_classes, num_classes), name="total_confusion_matrix")

    def _classes(self, y: Any, sparse: bool) -> tf.Tensor:
        y = tf.convert_to_tensor(y)
        return tf.cast(y if sparse else tf.argmax(y, axis=self.axis), "int32")

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Takes in a batch of labels, predictions and weights."""
        y_true = self._classes(y_true, self.sparse_y_true)
        y_pred = self._classes(y_pred, self.sparse_y_pred)
        self._add(y_true, y_pred, sample_weight)

    def _add(self, y_true: tf.Tensor, y_pred: tf.Tensor, sample_weight: Any) -> None:
        weight = tf.ones_like(y_true, "float32")
        if sample_weight is not None:
            given = tf.cast(tf.convert_to_tensor(sample_weight), "float32")
            if 0 < given.shape.rank < y_true.shape.rank:
                extra = y_true.shape.rank - given.shape.rank
                given = tf.reshape(given, tf.concat([tf.shape(given), [1] * extra], 0))
            weight = weight * given
        if self.ignore_class is not None:
            valid = tf.not_equal(y_true, self.ignore_class)
            weight = weight * tf.cast(valid, "float32")
        if not tf.as_dtype(self._dtype).is_floating:
            # an integer matrix counts whole weights, as in Keras
            weight = tf.floor(weight)
        rows = tf.one_hot(tf.reshape(y_true, (-1,)), self.num_classes)
        columns = tf.one_hot(tf.reshape(y_pred, (-1,)), self.num_classes)
        matrix = tf.matmul(rows * tf.reshape(weight, (-1, 1)), columns, transpose_a=True)
        self.total_cm.assign_add(tf.cast(matrix, self.total_cm.dtype))

    def result(self) -> tf.Tensor:
        """Returns the mean over the target classes that occur."""
        matrix = tf.cast(tf.convert_to_tensor(self.total_cm), "float32")
        hits = tf.linalg.diag_part(matrix)
        union = tf.reduce_sum(matrix, axis=0) + tf.reduce_sum(matrix, axis=1) - hits
        hits = tf.gather(hits, self.target_class_ids)
        union = tf.gather(union, self.target_class_ids)
        occurring = tf.reduce_sum(tf.cast(tf.not_equal(union, 0.0), "float32"))
        ratio = tf.math.divide_no_nan(hits, union)
        return tf.math.divide_no_nan(tf.reduce_sum(ratio), occurring)

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments from which `from_config` makes the same metric."""
        return super().get_config() | {
            "num_classes": self.num_classes,
            "target_class_ids": self.target_class_ids,
            "ignore_class": self.ignore_class,
            "sparse_y_true": self.sparse_y_true,
            "sparse_y_pred": self.sparse_y_pred,
            "axis": self.axis,
        }


class BinaryIoU(IoU):
    """IoU of the classes 0 and 1, of scores against a threshold.

    Args:
        target_class_ids: classes that count, of 0 and 1.
        threshold: scores at least this are 1; in [0, 1].
        name: a name.
        dtype: dtype of the result.
    """

    def __init__(
        self,
        target_class_ids: Sequence[int] = (0, 1),
        threshold: float = 0.5,
        name: str | None = None,
        dtype: Any = None,
    ) -> None:
        if not 0 <= threshold <= 1:
            raise ValueError(
                f"BinaryIoU [threshold]: expected a number in [0, 1], received {threshold}."
            )
        super().__init__(2, target_class_ids, name, dtype)
        self.threshold = threshold

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Takes in a batch of labels, scores and weights."""
        y_true = tf.cast(tf.convert_to_tensor(y_true), "int32")
        y_pred = tf.cast(tf.convert_to_tensor(y_pred), "float32")
        self._add(y_true, tf.cast(y_pred >= self.threshold, "int32"), sample_weight)

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments from which `from_config` makes the same metric."""
        return {
            "name": self.name,
            "dtype": self._dtype,
            "target_class_ids": self.target_class_ids,
            "threshold": self.threshold,
        }


class MeanIoU(IoU):
    """Mean IoU over all classes.

    Args:
        num_classes: number of classes.
        name: a name.
        dtype: dtype of the result.
        ignore_class: a label that does not count, or None.
        sparse_y_true: whether labels are integers (else one-hot).
        sparse_y_pred: whether predictions are integers (else scores).
        axis: the axis of the classes, of what is not integer.
    """

    def __init__(
        self,
        num_classes: int,
        name: str | None = None,
        dtype: Any = None,
        ignore_class: int | None = None,
        sparse_y_true: bool = True,
        sparse_y_pred: bool = True,
        axis: int = -1,
    ) -> None:
        super().__init__(
            num_classes, range(num_classes), name, dtype, ignore_class, sparse_y_true,
            sparse_y_pred, axis,
        )  # fmt: skip

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments from which `from_config` makes the same metric."""
        config = super().get_config()
        del config["target_class_ids"]
        return config


class OneHotIoU(IoU):
    """IoU of one-hot labels.

    Args:
        num_classes: number of classes.
        target_class_ids: classes that count.
        name: a name.
        dtype: dtype of the result.
        ignore_class: a label that does not count, or None.
        sparse_y_pred: whether predictions are integers (else scores).
        axis: the axis of the classes.
    """

    def __init__(
        self,
        num_classes: int,
        target_class_ids: Sequence[int],
        name: str | None = None,
        dtype: Any = None,
        ignore_class: int | None = None,
        sparse_y_pred: bool = False,
        axis: int = -1,
    ) -> None:
        super().__init__(
            num_classes, target_class_ids, name, dtype, ignore_class, False, sparse_y_pred, axis
        )

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments from which `from_config` makes the same metric."""
        config = super().get_config()
        del config["sparse_y_true"]
        return config


class OneHotMeanIoU(MeanIoU):
    """Mean IoU over all classes, of one-hot labels.

    Args:
        num_classes: number of classes.
        name: a name.
        dtype: dtype of the result.
        ignore_class: a label that does not count, or None.
        sparse_y_pred: whether predictions are integers (else scores).
        axis: the axis of the classes.
    """

    def __init__(
        self,
        num_classes: int,
        name: str | None = None,
        dtype: Any = None,
        ignore_class: int | None = None,
        sparse_y_pred: bool = False,
        axis: int = -1,
    ) -> None:
        super().__init__(num_classes, name, dtype, ignore_class, False, sparse_y_pred, axis)

    def get_config(self) -> dict[str, Any]:
        """Returns the arguments from which `from_config` makes the same metric."""
        config = super().get_config()
        del config["sparse_y_true"]
        return config
