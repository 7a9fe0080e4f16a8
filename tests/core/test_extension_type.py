"""Extension types: fields, conversion, specs, and passing through everything that takes tensors."""

from __future__ import annotations

import inspect
import typing

import numpy as np
import pytest

import pellucid as tf


class Masked(tf.experimental.ExtensionType):
    """Values of which some count."""

    values: tf.Tensor
    mask: tf.Tensor
    name: str = "x"

    def total(self):
        return tf.reduce_sum(tf.where(self.mask, self.values, 0))


class Everything(tf.experimental.ExtensionType):
    number: int
    several: tuple[tf.Tensor, ...]
    named: typing.Mapping[str, tf.Tensor]
    perhaps: typing.Optional[tf.Tensor] = None  # noqa: UP045
    either: int | float = 1
    shape: tf.TensorShape = tf.TensorShape([])
    dtype: tf.DType = tf.float32


class Point(tf.experimental.BatchableExtensionType):
    x: tf.Tensor
    y: tf.Tensor


class Pair(tf.experimental.ExtensionType):
    first: Masked
    ragged: tf.RaggedTensor


def masked():
    return Masked([1.0, 2.0], [True, False])


def test_fields_are_converted_and_shown():
    found = Everything(1, [1.0, 2], {"a": 3}, shape=[1, 2], dtype="int32", either=2.5)
    assert [t.dtype for t in found.several] == [tf.float32, tf.int32]
    assert isinstance(found.several, tuple)
    assert (found.shape.as_list(), found.dtype, found.either) == ([1, 2], tf.int32, 2.5)
    assert found.named["a"].numpy() == 3
    assert found.perhaps is None
    assert repr(masked()).startswith("Masked(values=<tf.Tensor: shape=(2,), dtype=float32")
    assert repr(masked()._type_spec) == (
        "Masked.Spec(values=TensorSpec(shape=(2,), dtype=tf.float32, name=None), "
        "mask=TensorSpec(shape=(2,), dtype=tf.bool, name=None), name='x')"
    )
    assert list(tf.experimental.extension_type.as_dict(masked())) == ["values", "mask", "name"]
    assert list(inspect.signature(Masked).parameters) == ["values", "mask", "name"]
    assert list(inspect.signature(Masked.Spec).parameters) == ["values", "mask", "name"]


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: Masked([1.0]), TypeError, "missing a required argument: 'mask'"),
        (lambda: Masked([1.0], [True], foo=1), TypeError, "unexpected keyword"),
        (lambda: Masked([1.0], [True], name=3), TypeError, "name: expected 'str', got 'int'"),
        (lambda: Everything(1.5, [], {}), TypeError, "number: expected 'int', got 'float'"),
        (lambda: Everything(1, 3, {}), TypeError, "several: expected tuple"),
        (lambda: Everything(1, (), 3), TypeError, "named: expected mapping"),
        (lambda: Everything(1, (), {}, either="a"), TypeError, "either: expected one of"),
        (lambda: Pair(3, 4), TypeError, "first: expected 'Masked'"),
        (lambda: Masked.Spec(tf.TensorSpec([])), TypeError, "missing a required argument"),
        (lambda: Masked.Spec(1, 2, "x"), TypeError, "values: expected a tf.TensorSpec"),
        (lambda: setattr(masked(), "values", 3), AttributeError, "Cannot mutate"),
        (lambda: delattr(masked(), "values"), AttributeError, "Cannot mutate"),
        (lambda: hash(masked()), TypeError, "unhashable"),
        (lambda: tf.convert_to_tensor(masked()), ValueError, "convert"),
    ],
)
def test_refusals(make, error, message):
    with pytest.raises(error, match=message):
        make()


def test_unsupported_annotations():
    for annotation in (list, typing.List[int], typing.Mapping[int, int], dict):  # noqa: UP006
        with pytest.raises(TypeError, match="Unsupported type annotation"):
            type("Bad", (tf.experimental.ExtensionType,), {"__annotations__": {"x": annotation}})
    with pytest.raises(ValueError, match="reserved"):
        type("Bad", (tf.experimental.ExtensionType,), {"__annotations__": {"Spec": int}})
    with pytest.raises(TypeError, match="default value for x"):
        type("Bad", (tf.experimental.ExtensionType,), {"__annotations__": {"x": int}, "x": "a"})


def test_own_constructor_and_validation():
    class Doubled(tf.experimental.ExtensionType):
        x: int

        def __init__(self, half):
            self.x = 2 * half

        def __validate__(self):
            if self.x > 10:
                raise ValueError("too large")

    assert Doubled(3).x == 6
    with pytest.raises(ValueError, match="too large"):
        Doubled(6)

    class Forgetful(tf.experimental.ExtensionType):
        x: int

        def __init__(self):
            pass

    with pytest.raises(ValueError, match="Missing required fields"):
        Forgetful()


def test_inheritance_and_order():
    class Named(Masked):
        rank: int
        title: str = ""

    found = Named([1.0], [True], rank=3)
    assert (found.rank, found.title, found.name) == (3, "", "x")
    assert isinstance(found, Masked)
    assert list(inspect.signature(Named).parameters) == ["values", "mask", "name", "rank", "title"]
    with pytest.raises(TypeError):
        Named([1.0], [True], "x", 3)


def test_equality():
    assert (masked() == masked()).numpy()
    assert (masked() != Masked([1.0, 2.0], [True, True])).numpy()
    assert (masked() == 3) is False
    assert (masked() == Masked([1.0], [True])) is False
    assert (masked() == Masked([1.0, 2.0], [True, False], "y")) is False

    class Plain(tf.experimental.ExtensionType):
        x: int

    assert Plain(1) == Plain(1)
    assert hash(Plain(1)) == hash(Plain(1))
    assert Plain(1) != Plain(2)


def test_specs_and_nest():
    pair = Pair(masked(), tf.ragged.constant([[1], [2, 3]]))
    flat = tf.nest.flatten(pair, expand_composites=True)
    assert len(flat) == 4
    again = tf.nest.pack_sequence_as(pair, flat, expand_composites=True)
    assert (again == pair).numpy()
    general = Masked.Spec(tf.TensorSpec([None]), tf.TensorSpec([None], tf.bool), "x")
    assert general.is_compatible_with(masked())
    assert masked()._type_spec.is_subtype_of(general)
    assert not general.is_compatible_with(Masked([1], [True]))
    longer = Masked(np.ones(3, np.float32), [True] * 3)._type_spec
    assert masked()._type_spec.most_specific_common_supertype([longer]) == general
    assert tf.type_spec_from_value(masked()) == masked()._type_spec
    assert hash(general) == hash(masked()._type_spec.most_specific_common_supertype([longer]))
    everything = Everything(1, [1.0, 2], {"b": 3, "a": [4]}, 5.0)
    doubled = tf.nest.map_structure(lambda t: t * 2, everything, expand_composites=True)
    assert doubled.named["a"].numpy().tolist() == [8]
    assert (doubled.named["b"].numpy(), doubled.perhaps.numpy(), doubled.number) == (6, 10, 1)


def test_functions_and_control_flow():
    traces = []

    @tf.function
    def double(x):
        traces.append(1)
        return Masked(x.values * 2, x.mask), x.total()

    for _ in range(2):
        found, total = double(masked())
    assert (found.values.numpy().tolist(), total.numpy(), len(traces)) == ([2, 4], 1, 1)

    @tf.function
    def loop(x):
        for _ in tf.range(3):
            x = Masked(x.values + 1, x.mask)
        return tf.cond(x.values[0] > 3, lambda: x, lambda: Masked(-x.values, x.mask))

    assert loop(masked()).values.numpy().tolist() == [4, 5]
    signed = tf.function(
        lambda x: x.total(),
        input_signature=[Masked.Spec(tf.TensorSpec([None]), tf.TensorSpec([None], "bool"), "x")],
    )
    assert signed(masked()).numpy() == 1
    with tf.GradientTape() as tape:
        values = tf.constant([1.0, 2.0])
        tape.watch(values)
        total = Masked(values, [True, False]).total() * 3
    assert tape.gradient(total, values).numpy().tolist() == [3, 0]


def test_own_spec_class():
    class WithShape(tf.experimental.ExtensionType):
        x: tf.Tensor

        class Spec:
            @property
            def shape(self):
                return self.x.shape

    assert WithShape([1, 2])._type_spec.shape == [2]
    assert WithShape.Spec(tf.TensorSpec([3])).value_type is WithShape


def test_batches():
    points = Point([[1.0, 2.0], [3.0, 4.0]], [10, 20])
    spec = points._type_spec
    assert spec._unbatch() == Point.Spec(tf.TensorSpec([2]), tf.TensorSpec([], tf.int32))
    assert spec._unbatch()._batch(2) == spec
    scaled = tf.map_fn(lambda p: Point(p.x * 2, p.y + 1), points)
    assert isinstance(scaled, Point)
    assert (scaled.x.numpy().tolist(), scaled.y.numpy().tolist()) == ([[2, 4], [6, 8]], [11, 21])
    sums = tf.map_fn(
        lambda p: tf.reduce_sum(p.x), points, fn_output_signature=tf.float32
    )  # fmt: skip
    assert sums.numpy().tolist() == [3, 7]
    made = tf.map_fn(
        lambda n: Point([1.0], n), tf.range(3),
        fn_output_signature=Point.Spec(tf.TensorSpec([1]), tf.TensorSpec([], tf.int32)),
    )  # fmt: skip
    assert (made.x.shape, made.y.numpy().tolist()) == ([3, 1], [0, 1, 2])
    graph = tf.function(lambda p: tf.map_fn(lambda q: Point(q.x + 1, q.y), p))(points)
    assert graph.x.numpy().tolist() == [[2, 3], [4, 5]]
    encoder = tf.experimental.ExtensionTypeBatchEncoder()
    encoded = encoder.encode(spec, points)
    assert (encoder.decode(spec, encoded) == points).numpy()
    assert encoder.encoding_specs(spec) == [spec.x, spec.y]


def test_variables_have_a_spec():
    spec = tf.type_spec_from_value(tf.Variable([1.0, 2.0]))
    text = "VariableSpec(shape=(2,), dtype=tf.float32, trainable=True, alias_id=None)"
    assert repr(spec) == text
    assert spec == tf.type_spec_from_value(tf.Variable([3.0, 4.0]))
    assert spec != tf.type_spec_from_value(tf.Variable([3.0, 4.0], trainable=False))
    assert spec.value_type is tf.Variable
