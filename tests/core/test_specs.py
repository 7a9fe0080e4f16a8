"""Type specs."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from pellucid.core import dtypes, specs
from pellucid.core.convert import convert
from pellucid.core.shapes import TensorShape
from pellucid.core.specs import BoundedTensorSpec, TensorSpec, TypeSpec
from pellucid.core.tensor import Tensor


class PairSpec(TypeSpec):
    """A spec as a user writes one."""

    def __init__(self, label, parts):
        self.label, self.parts = label, parts

    @property
    def value_type(self):
        return tuple

    def _serialize(self):
        return self.label, self.parts

    @property
    def _component_specs(self):
        return self.parts

    def _to_components(self, value):
        return list(value)

    def _from_components(self, components):
        return tuple(components)


def pair(label, *shapes):
    return PairSpec(label, [TensorSpec(shape) for shape in shapes])


def test_repr():
    assert repr(TensorSpec([None], dtypes.int32, name="x")) == (
        "TensorSpec(shape=(None,), dtype=tf.int32, name='x')"
    )
    assert repr(TensorSpec(None, dtypes.string)) == (
        "TensorSpec(shape=<unknown>, dtype=tf.string, name=None)"
    )
    assert repr(pair("p", [2])) == (
        "PairSpec('p', [TensorSpec(shape=(2,), dtype=tf.float32, name=None)])"
    )
    assert repr(BoundedTensorSpec([2], "int8", 0, 1)) == (
        "BoundedTensorSpec(shape=(2,), dtype=tf.int8, name=None, "
        "minimum=array(0, dtype=int8), maximum=array(1, dtype=int8))"
    )


def test_parts():
    spec = TensorSpec([2])
    assert (spec.shape, spec.dtype, spec.name) == (TensorShape([2]), dtypes.float32, None)
    assert spec.value_type is Tensor
    with pytest.raises(AttributeError):
        spec.name = "b"


def test_bad_arguments():
    for arguments in (([2], "nope"), ([2], None), ("a",)):
        with pytest.raises(TypeError):
            TensorSpec(*arguments)
    with pytest.raises(ValueError, match="-1"):
        TensorSpec([-1])
    with pytest.raises(TypeError, match="abstract"):
        TypeSpec()


def test_equality():
    assert TensorSpec([2]) == TensorSpec([2])
    assert TensorSpec([2]) != TensorSpec([3])
    assert TensorSpec([2], name="a") != TensorSpec([2], name="b")
    assert TensorSpec([2]) != 5
    assert hash(TensorSpec([2], name="a")) == hash(TensorSpec([2], name="b"))
    assert BoundedTensorSpec([2], "int8", 0, 1) == BoundedTensorSpec([2], "int8", 0, 1)
    assert BoundedTensorSpec([2], "int8", 0, 1) != BoundedTensorSpec([2], "int8", 0, 2)
    assert BoundedTensorSpec([2], "float32", 0, 1) != TensorSpec([2])
    assert TensorSpec([2]) != BoundedTensorSpec([2], "float32", 0, 1)
    assert pair("p", [2]) == pair("p", [2])
    assert hash(pair("p", [2])) == hash(pair("p", [2]))
    assert pair("p", [2]) != pair("q", [2])


def test_compatibility_with_specs():
    assert TensorSpec([None]).is_compatible_with(TensorSpec([2]))
    assert TensorSpec([2]).is_compatible_with(TensorSpec([None]))
    assert not TensorSpec([2]).is_compatible_with(TensorSpec([2], "int32"))


def test_compatibility_with_values():
    spec = TensorSpec([None, 2])
    assert spec.is_compatible_with(convert(np.zeros((3, 2), np.float32)))
    assert not spec.is_compatible_with(convert(np.zeros((3, 3), np.float32)))
    for other in ([1.0, 2.0], np.zeros((3, 2), np.float32), 5, None):
        assert not spec.is_compatible_with(other)


def test_compatibility_of_composites():
    assert pair("p", [2]).is_compatible_with(pair("p", [None]))
    assert not pair("p", [2]).is_compatible_with(pair("q", [2]))
    assert not pair("p", [2]).is_compatible_with(pair("p", [2], [2]))
    assert not pair("p", [2]).is_compatible_with(TensorSpec([2]))


def test_subtypes():
    assert TensorSpec([2, 3]).is_subtype_of(TensorSpec([None, 3]))
    assert not TensorSpec([None]).is_subtype_of(TensorSpec([2]))
    assert not TensorSpec([2]).is_subtype_of(TensorSpec([2], "int32"))
    assert TensorSpec([2]).is_subtype_of(TensorSpec([2], name="b"))
    assert not TensorSpec([2], name="a").is_subtype_of(TensorSpec([2]))
    assert BoundedTensorSpec([2], "float32", 0, 1).is_subtype_of(TensorSpec([None]))
    assert pair("p", [2]).is_subtype_of(pair("p", [None]))
    assert not pair("p", [None]).is_subtype_of(pair("p", [2]))


def test_supertypes():
    spec = TensorSpec([2])
    assert spec.most_specific_common_supertype([]) == spec
    assert spec.most_specific_common_supertype([TensorSpec([3])]) == TensorSpec([None])
    assert spec.most_specific_common_supertype([TensorSpec([3, 4])]) == TensorSpec(None)
    for other in (TensorSpec([2], "int32"), TensorSpec([2], name="b"), 5):
        assert spec.most_specific_common_supertype([other]) is None
        with pytest.raises(ValueError, match="No TypeSpec is compatible"):
            spec.most_specific_compatible_type(other)
    assert spec.most_specific_compatible_type(TensorSpec([3])) == TensorSpec([None])


def test_supertypes_of_composites():
    shape = TensorShape([1])
    nested = PairSpec(shape, {"a": [TensorSpec([2])]})
    other = PairSpec(TensorShape([3]), {"a": [TensorSpec([5])]})
    assert nested.most_specific_common_supertype([other]) == PairSpec(
        TensorShape([None]), {"a": [TensorSpec([None])]}
    )
    assert pair("p", [2]).most_specific_common_supertype([pair("q", [2])]) is None
    assert pair("p", [2]).most_specific_common_supertype([pair("p", [2], [2])]) is None


def test_components():
    spec = pair("p", [2], [3])
    assert spec._flat_tensor_specs == [TensorSpec([2]), TensorSpec([3])]
    assert spec._to_tensor_list((5, 6)) == [5, 6]
    assert spec._from_tensor_list([5, 6]) == (5, 6)
    assert TensorSpec([2])._flat_tensor_specs == [TensorSpec([2])]


def test_from_spec_and_from_tensor():
    assert TensorSpec.from_spec(TensorSpec([2], name="z")).name == "z"
    assert TensorSpec.from_spec(TensorSpec([2], name="z"), name="n").name == "n"
    bounded = BoundedTensorSpec([2], "float32", 0, 1, name="r")
    assert TensorSpec.from_spec(bounded) == TensorSpec([2], name="r")
    assert TensorSpec.from_tensor(convert([1, 2])) == TensorSpec([2], "int32")
    assert TensorSpec.from_tensor(convert(1), name="u").name == "u"
    for value in (3, np.ones(3)):
        with pytest.raises(ValueError, match=r"should be a tf\.Tensor"):
            TensorSpec.from_tensor(value)


def test_bounds():
    spec = BoundedTensorSpec([2], "float32", [1, 2], 5)
    assert spec.minimum.tolist() == [1, 2]
    assert spec.maximum == 5
    with pytest.raises(ValueError, match="read-only"):
        spec.minimum[0] = 3
    for bounds in ((None, 1), (0, None), ([1, 2, 3], 1)):
        with pytest.raises(ValueError, match="BoundedTensorSpec"):
            BoundedTensorSpec([2], "float32", *bounds)
    whole = BoundedTensorSpec.from_spec(TensorSpec([2], "int8"))
    assert (whole.minimum, whole.maximum) == (-128, 127)
    assert BoundedTensorSpec.from_spec(spec) == spec


def test_batching():
    assert TensorSpec([])._batch(5) == TensorSpec([5])
    assert TensorSpec([2])._batch(None) == TensorSpec([None, 2])
    assert TensorSpec([2, 3])._unbatch() == TensorSpec([3])
    with pytest.raises(ValueError, match="rank >= 1"):
        TensorSpec([])._unbatch()


def test_pickle():
    for spec in (
        TensorSpec([2, None], "int8", name="q"),
        BoundedTensorSpec([2], "int8", 0, 3, name="q"),
        pair("p", [2]),
    ):
        assert pickle.loads(pickle.dumps(spec)) == spec


@pytest.mark.parametrize(
    ("value", "shape", "dtype"),
    [
        (5, [], "int32"),
        (1.5, [], "float32"),
        (True, [], "bool"),
        ("a", [], "string"),
        ([1.0, 2.0], [2], "float32"),
        ((1, 2), [2], "int32"),
        (np.ones(2), [2], "float64"),
        (np.float16(2), [], "float16"),
        (TensorShape([1, 2]), [2], "int32"),
    ],
)
def test_type_spec_from_value(value, shape, dtype):
    assert specs.type_spec_from_value(value) == TensorSpec(shape, dtype)


@pytest.mark.parametrize(
    "value", [object(), {"a": 1}, [[1, 2], [3]], TensorSpec([2]), dtypes.float32, None]
)
def test_values_without_spec(value):
    with pytest.raises(TypeError, match="Could not build a TypeSpec"):
        specs.type_spec_from_value(value)


def test_composite_values_know_their_spec():
    class Value:
        _type_spec = pair("p", [2])

    assert specs.type_spec_from_value(Value()) == pair("p", [2])


def test_registered_classes():
    class Thing:
        pass

    class Child(Thing):
        pass

    specs.register_type_spec_from_value(Thing, lambda thing: pair("thing", [1]))
    assert specs.type_spec_from_value(Child()) == pair("thing", [1])
