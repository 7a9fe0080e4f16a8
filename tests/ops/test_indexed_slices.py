"""Tests of ops/indexed_slices.py."""

from __future__ import annotations

import pytest

import pellucid as tf


def rows(dense_shape=(3, 2)):
    shape = None if dense_shape is None else tf.constant(dense_shape)
    return tf.IndexedSlices(tf.constant([[1.0, 2.0], [3.0, 4.0]]), tf.constant([2, 2]), shape)


def test_parts():
    made = rows()
    assert made.dtype == tf.float32
    assert made.shape == [3, 2]
    assert rows(None).shape.as_list() == [None, 2]
    assert tf.is_tensor(made)


def test_conversion_adds_up_what_repeats():
    assert tf.convert_to_tensor(rows()).numpy().tolist() == [[0, 0], [0, 0], [4, 6]]
    assert tf.add(rows(), 1.0).numpy()[0].tolist() == [1.0, 1.0]
    with pytest.raises(ValueError, match="dense_shape"):
        tf.convert_to_tensor(rows(None))
    with pytest.raises(ValueError):
        tf.convert_to_tensor(rows(), tf.float64)


def test_arithmetic():
    assert (-rows()).values.numpy()[0].tolist() == [-1.0, -2.0]
    assert isinstance(rows() * 2.0, tf.IndexedSlices)
    assert (2.0 * rows()).values.numpy()[0].tolist() == [2.0, 4.0]
    assert (rows() / 2.0).values.numpy()[0].tolist() == [0.5, 1.0]
    assert (rows() + tf.ones([3, 2])).numpy()[2].tolist() == [5.0, 7.0]
    assert (1.0 - rows()).numpy()[2].tolist() == [-3.0, -5.0]


def test_type_spec():
    spec = tf.type_spec_from_value(rows())
    parts = "TensorShape([3, 2]), tf.float32, tf.int32, tf.int32, TensorShape([2])"
    assert repr(spec) == f"IndexedSlicesSpec({parts})"
    again = spec._from_components(spec._to_components(rows()))
    assert again.values.numpy().tolist() == rows().values.numpy().tolist()


def test_through_a_function():
    doubled = tf.function(lambda r: r * 2.0)(rows())
    assert isinstance(doubled, tf.IndexedSlices)
    assert tf.convert_to_tensor(doubled).numpy()[2].tolist() == [8.0, 12.0]


def test_one_index_for_each_row():
    rows = tf.IndexedSlices(tf.ones([3, 2]), tf.constant([0, 1]))
    with pytest.raises(ValueError, match="one for each row"):
        tf.nest.flatten(rows, expand_composites=True)


def test_its_text_is_that_of_its_tensors():
    found = str(tf.IndexedSlices(tf.constant([1.0]), tf.constant([2]), tf.constant([4])))
    assert found == (
        "IndexedSlices(indices=tf.Tensor([2], shape=(1,), dtype=int32), "
        "values=tf.Tensor([1.], shape=(1,), dtype=float32), "
        "dense_shape=tf.Tensor([4], shape=(1,), dtype=int32))"
    )
