"""`tf.train.Example` and its parts: named lists of numbers or strings, for TFRecord files."""

from __future__ import annotations

from pellucid.core.protobuf import Message


class BytesList(Message, fields="repeated bytes value = 1"):
    """A list of byte strings: `BytesList(value=[b"a"])`."""

    value: list[bytes]


class FloatList(Message, fields="repeated float value = 1"):
    """A list of float32 numbers: `FloatList(value=[0.5])`."""

    value: list[float]


class Int64List(Message, fields="repeated int64 value = 1"):
    """A list of int64 numbers: `Int64List(value=[1, 2])`."""

    value: list[int]


class Feature(
    Message,
    fields=(
        "oneof kind "
        "{ BytesList bytes_list = 1; FloatList float_list = 2; Int64List int64_list = 3; }"
    ),
):
    """One of three lists: `Feature(int64_list=Int64List(value=[1]))`."""

    bytes_list: BytesList
    float_list: FloatList
    int64_list: Int64List


class Features(Message, fields="map<string, Feature> feature = 1"):
    """Features by name: `Features(feature={"x": …})`."""

    feature: dict[str, Feature]


class Example(Message, fields="Features features = 1"):
    """One example of a data set.

    Example:
        >>> feature = tf.train.Feature(int64_list=tf.train.Int64List(value=[1, 2]))
        >>> example = tf.train.Example(features=tf.train.Features(feature={"x": feature}))
        >>> example.SerializeToString()
        b'\\n\\r\\n\\x0b\\n\\x01x\\x12\\x06\\x1a\\x04\\n\\x02\\x01\\x02'
    """

    features: Features


class FeatureList(Message, fields="repeated Feature feature = 1"):
    """The features of one name, step after step."""

    feature: list[Feature]


class FeatureLists(Message, fields="map<string, FeatureList> feature_list = 1"):
    """Feature lists by name."""

    feature_list: dict[str, FeatureList]


class SequenceExample(Message, fields="Features context = 1; FeatureLists feature_lists = 2"):
    """An example with features for every step of a sequence, beside those of the whole."""

    context: Features
    feature_lists: FeatureLists
