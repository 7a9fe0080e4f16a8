"""Arithmetic with gradients that may be `tf.IndexedSlices`: those of rows that were looked up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pellucid as tf


def dense(gradient: Any) -> Any:
    """Returns IndexedSlices as a dense tensor, with the values of equal indices added."""
    if isinstance(gradient, tf.IndexedSlices):
        return tf.convert_to_tensor(gradient)
    return gradient


def squares(gradient: Any) -> Any:
    """Returns the squares of a gradient, dense.

    Rows of IndexedSlices that occur more than once are squared before they are added, as Keras on
    TensorFlow does: a word that is twice in a batch weighs in the mean square twice.
    """
    return dense(_row_by_row(tf.square, gradient))


def magnitudes(gradient: Any) -> Any:
    """Returns the absolute values of a gradient, dense; repeated rows as in `squares`."""
    return dense(_row_by_row(tf.abs, gradient))


def toward(average: Any, gradient: Any, weight: Any) -> Any:
    """Returns `average + (gradient - average) * weight`, a step of an exponential moving average.

    Rows of IndexedSlices are added where they belong: a gradient of zeros as large as the variable
    is never made, which for an embedding would cost more than the step itself.
    """
    if not isinstance(gradient, tf.IndexedSlices):
        return average + (gradient - average) * weight
    return tf.tensor_scatter_nd_add(
        average - average * weight, gradient.indices[:, None], gradient.values * weight
    )


def toward_squares(average: Any, gradient: Any, weight: Any) -> Any:
    """Returns `average + (gradient² - average) * weight`; repeated rows as in `squares`."""
    return toward(average, _row_by_row(tf.square, gradient), weight)


def _row_by_row(function: Callable[[Any], Any], gradient: Any) -> Any:
    if isinstance(gradient, tf.IndexedSlices):
        return tf.IndexedSlices(function(gradient.values), gradient.indices, gradient.dense_shape)
    return function(gradient)


def scaled(gradient: Any, factor: Any) -> Any:
    """Returns `gradient * factor`; IndexedSlices stay sparse."""
    return _row_by_row(lambda values: values * factor, gradient)
