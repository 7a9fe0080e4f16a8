"""Functions of `tf` that take one's own types."""

from __future__ import annotations

import typing

import pytest

import pellucid as tf


class Masked(tf.experimental.ExtensionType):
    values: tf.Tensor
    mask: tf.Tensor


def masked():
    return Masked([1.0, -2.0], [True, False])


def test_one_function():
    before = tf.concat

    @tf.experimental.dispatch_for_api(tf.concat)
    def concat(values: typing.List[Masked], axis, name="concat"):  # noqa: UP006
        return Masked(
            tf.concat([v.values for v in values], axis), tf.concat([v.mask for v in values], axis)
        )

    found = tf.concat([masked(), masked()], 0)
    assert found.values.numpy().tolist() == [1, -2, 1, -2]
    assert tf.concat([[1], [2]], 0).numpy().tolist() == [1, 2]
    tf.experimental.unregister_dispatch_for(concat)
    assert tf.concat is before
    with pytest.raises(ValueError):
        tf.concat([masked(), masked()], 0)
    with pytest.raises(ValueError, match="not registered"):
        tf.experimental.unregister_dispatch_for(concat)


def test_signatures_by_name_and_position():
    def reduce_sum(input_tensor, axis=None, keepdims=False, name=None):
        return tf.reduce_sum(tf.where(input_tensor.mask, input_tensor.values, 0.0))

    for signature in ({"input_tensor": Masked}, {0: Masked}, {0: Masked | tf.RaggedTensor}):
        tf.experimental.dispatch_for_api(tf.reduce_sum, signature)(reduce_sum)
        assert tf.reduce_sum(masked()).numpy() == 1
        assert tf.reduce_sum(tf.math.reduce_sum([1, 2])).numpy() == 3
        tf.experimental.unregister_dispatch_for(reduce_sum)


def test_elementwise():
    @tf.experimental.dispatch_for_unary_elementwise_apis(Masked)
    def unary(api, x):
        return Masked(api(x.values), x.mask)

    @tf.experimental.dispatch_for_binary_elementwise_apis(Masked, Masked)
    def binary(api, x, y):
        return Masked(api(x.values, y.values), x.mask & y.mask)

    @tf.experimental.dispatch_for_binary_elementwise_assert_apis(Masked, Masked)
    def asserted(api, x, y):
        return api(x.values[:1], y.values[:1])

    try:
        assert tf.abs(masked()).values.numpy().tolist() == [1, 2]
        assert tf.cast(masked(), tf.int32).values.dtype == tf.int32
        assert tf.nn.relu(masked()).values.numpy().tolist() == [1, 0]
        assert tf.ones_like(masked(), dtype=tf.int64).values.dtype == tf.int64
        assert tf.maximum(masked(), masked()).values.numpy().tolist() == [1, -2]
        assert tf.add(x=masked(), y=masked()).values.numpy().tolist() == [2, -4]
        with pytest.raises((TypeError, ValueError)):
            tf.add(masked(), 1.0)
        tf.debugging.assert_equal(masked(), masked())
        with pytest.raises(tf.errors.InvalidArgumentError):
            tf.debugging.assert_less(masked(), masked())
        with pytest.raises(ValueError, match="already been registered"):
            tf.experimental.dispatch_for_unary_elementwise_apis(Masked)(lambda api, x: x)
    finally:
        for handler in (unary, binary, asserted):
            tf.experimental.unregister_dispatch_for(handler)
    with pytest.raises((TypeError, ValueError)):
        tf.abs(masked())


def test_refusals():
    with pytest.raises(ValueError, match="does not support dispatch"):
        tf.experimental.dispatch_for_api(len)
    with pytest.raises(ValueError, match="does not match"):
        tf.experimental.dispatch_for_api(tf.add, {"x": Masked})(lambda x: x)
    with pytest.raises(ValueError, match="type annotations"):
        tf.experimental.dispatch_for_api(tf.add)(lambda x, y, name=None: x)
    with pytest.raises(ValueError, match="no parameters"):
        tf.experimental.dispatch_for_api(tf.add, {"z": Masked})(lambda x, y, name=None: x)


def test_the_name_may_be_left_out():
    @tf.experimental.dispatch_for_api(tf.stack)
    def stacked(values: list[Masked], axis=0):
        return Masked(
            tf.stack([v.values for v in values], axis), tf.stack([v.mask for v in values], axis)
        )

    @tf.experimental.dispatch_for_api(tf.concat, {"values": list[Masked]})
    def joined(values, axis):
        return Masked(
            tf.concat([v.values for v in values], axis), tf.concat([v.mask for v in values], axis)
        )

    try:
        m = masked()
        assert tf.stack([m, m]).values.shape == (2, 2)
        assert tf.stack([m, m], axis=1, name="here").values.numpy().tolist() == [[1, 1], [-2, -2]]
        assert tf.concat([m, m], 0, name="here").values.shape == (4,)
        assert tf.stack([1, 2], name="here").numpy().tolist() == [1, 2]
    finally:
        tf.experimental.unregister_dispatch_for(stacked)
        tf.experimental.unregister_dispatch_for(joined)
