"""`tf.io.parse_example` and its like: serialized examples to tensors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.dtypes import DType, as_dtype
from pellucid.core.errors import explain
from pellucid.core.shapes import TensorShape
from pellucid.core.typing import TensorLike
from pellucid.ops import example_columns as columns
from pellucid.ops.array import reshape
from pellucid.ops.example_wire import feature_bytes, feature_values, sequence_bytes
from pellucid.ops.features import (
    FixedLenFeature,
    FixedLenSequenceFeature,
    RaggedFeature,
    SparseFeature,
    UniformRowLength,
    VarLenFeature,
)
from pellucid.ops.ragged_features import ragged_feature
from pellucid.ops.sparse_features import sparse_feature
from pellucid.ops.sparse_tensor import SparseTensor
from pellucid.ops.string_elements import elements
from pellucid.runtime.dispatch import op

_DTYPES = frozenset({dtypes.float32, dtypes.int64, dtypes.string})

ParseExampleV2 = op(
    "ParseExampleV2",
    "serialized: string, names: string, sparse_keys: string, dense_keys: string, "
    "ragged_keys: string, dense_defaults: Tdense... -> "
    "sparse_indices: num_sparse*int64, sparse_values: sparse_types..., sparse_shapes: "
    "num_sparse*int64, "
    "dense_values: Tdense..., ragged_values: ragged_value_types..., ragged_row_splits: "
    "ragged_split_types...",
    num_sparse=int,
    sparse_types=list,
    ragged_value_types=list,
    ragged_split_types=list,
    dense_shapes=list,
    gradient=None,
)


@ParseExampleV2.infer
def _(call: Any) -> Any:
    batch, attrs = call.shape(0), call.attrs
    if batch is None:
        return [None] * call.op.count_outputs(attrs)
    return _context_shapes(
        batch, attrs["num_sparse"], attrs["dense_shapes"], len(attrs["ragged_value_types"])
    )


@ParseExampleV2.kernel("host")
def _(
    serialized: Any,
    names: Any,
    sparse_keys: Any,
    dense_keys: Any,
    ragged_keys: Any,
    defaults: list[Any],
    sparse_types: list[DType],
    ragged_value_types: list[DType],
    dense_shapes: list[Any],
) -> Any:
    examples = [feature_bytes(data) for data in _texts(serialized)]
    return _parsed(
        examples,
        np.ndim(serialized) == 1,
        zip(elements(sparse_keys), sparse_types, strict=True),
        zip(elements(dense_keys), dense_shapes, defaults, strict=True),
        zip(elements(ragged_keys), ragged_value_types, strict=True),
    )


ParseSequenceExampleV2 = op(
    "ParseSequenceExampleV2",
    "serialized: string, debug_name: string, context_sparse_keys: string, "
    "context_dense_keys: string, "
    "context_ragged_keys: string, feature_list_sparse_keys: string, "
    "feature_list_dense_keys: string, "
    "feature_list_ragged_keys: string, feature_list_dense_missing_assumed_empty: bool, "
    "context_dense_defaults: Tcontext_dense... -> "
    "context_sparse_indices: Ncontext_sparse*int64, context_sparse_values: "
    "context_sparse_types..., "
    "context_sparse_shapes: Ncontext_sparse*int64, context_dense_values: Tcontext_dense..., "
    "context_ragged_values: context_ragged_value_types..., "
    "context_ragged_row_splits: context_ragged_split_types..., "
    "feature_list_sparse_indices: Nfeature_list_sparse*int64, "
    "feature_list_sparse_values: feature_list_sparse_types..., "
    "feature_list_sparse_shapes: Nfeature_list_sparse*int64, "
    "feature_list_dense_values: feature_list_dense_types..., "
    "feature_list_dense_lengths: Nfeature_list_dense*int64, "
    "feature_list_ragged_values: feature_list_ragged_value_types..., "
    "feature_list_ragged_outer_splits: feature_list_ragged_split_types..., "
    "feature_list_ragged_inner_splits: feature_list_ragged_split_types...",
    Ncontext_sparse=0,
    Nfeature_list_sparse=0,
    Nfeature_list_dense=0,
    context_sparse_types=[],
    context_ragged_value_types=[],
    context_ragged_split_types=[],
    context_dense_shapes=[],
    feature_list_sparse_types=[],
    feature_list_dense_types=[],
    feature_list_dense_shapes=[],
    feature_list_ragged_value_types=[],
    feature_list_ragged_split_types=[],
    gradient=None,
)


@ParseSequenceExampleV2.infer
def _(call: Any) -> Any:
    batch, attrs = call.shape(0), call.attrs
    if batch is None:
        return [None] * call.op.count_outputs(attrs)
    sparse, ragged = attrs["Nfeature_list_sparse"], len(attrs["feature_list_ragged_value_types"])
    rank = len(batch) + 2
    outer = (None,) if not batch or batch[0] is None else (batch[0] + 1,)
    return [
        *_context_shapes(
            batch,
            attrs["Ncontext_sparse"],
            attrs["context_dense_shapes"],
            len(attrs["context_ragged_value_types"]),
        ),
        *[(None, rank)] * sparse,
        *[(None,)] * sparse,
        *[(rank,)] * sparse,
        *[(*batch, None, *shape) for shape in attrs["feature_list_dense_shapes"]],
        *[batch] * attrs["Nfeature_list_dense"],
        *[(None,)] * ragged,
        *[outer if batch else (0,)] * ragged,
        *[(None,)] * ragged,
    ]


@ParseSequenceExampleV2.kernel("host")
def _(
    serialized: Any,
    debug_name: Any,
    context_sparse_keys: Any,
    context_dense_keys: Any,
    context_ragged_keys: Any,
    sparse_keys: Any,
    dense_keys: Any,
    ragged_keys: Any,
    may_miss: Any,
    defaults: list[Any],
    context_sparse_types: Any,
    context_ragged_value_types: Any,
    context_dense_shapes: Any,
    feature_list_sparse_types: Any,
    feature_list_dense_types: Any,
    feature_list_dense_shapes: Any,
    feature_list_ragged_value_types: Any,
) -> Any:
    batched = np.ndim(serialized) == 1
    pairs = [sequence_bytes(data) for data in _texts(serialized)]
    context = _parsed(
        [pair[0] for pair in pairs],
        batched,
        zip(elements(context_sparse_keys), context_sparse_types, strict=True),
        zip(elements(context_dense_keys), context_dense_shapes, defaults, strict=True),
        zip(elements(context_ragged_keys), context_ragged_value_types, strict=True),
    )
    lists = [pair[1] for pair in pairs]

    def column(key: bytes, dtype: DType) -> list[Any]:
        return [[feature_values(s, dtype, key) for s in one.get(key, ())] for one in lists]

    sparse = [
        columns.steps_sparse(column(key, dtype), dtype, batched)
        for key, dtype in zip(elements(sparse_keys), feature_list_sparse_types, strict=True)
    ]
    dense = []
    for key, dtype, shape, empty in zip(
        elements(dense_keys),
        feature_list_dense_types,
        feature_list_dense_shapes,
        elements(may_miss),
        strict=True,
    ):
        if not empty and any(key not in one for one in lists):
            raise ValueError(
                f"Feature list {key.decode(errors='replace')!r} is required but could not be found."
            )
        dense.append(columns.steps_dense(column(key, dtype), shape, dtype, key, batched))
    ragged = [
        columns.steps_ragged(column(key, dtype), dtype, batched)
        for key, dtype in zip(elements(ragged_keys), feature_list_ragged_value_types, strict=True)
    ]
    return [*context, *_columns(sparse, 3), *_columns(dense, 2), *_columns(ragged, 3)]


def _texts(serialized: Any) -> list[bytes]:
    if np.ndim(serialized) > 1:
        raise ValueError(
            "Expected serialized to be a scalar or a vector, got shape "
            f"{list(np.shape(serialized))}"
        )
    return elements(serialized)


def _columns(rows: list[Any], count: int) -> list[list[Any]]:
    """One list for each output of all columns."""
    return (
        [list(group) for group in zip(*rows, strict=True)] if rows else [[] for _ in range(count)]
    )


def _parsed(examples: list[Any], batched: bool, sparse: Any, dense: Any, ragged: Any) -> list[Any]:
    """The six outputs that belong to the features of an Example."""

    def column(key: bytes, dtype: DType) -> list[Any]:
        return [
            feature_values(example[key], dtype, key) if key in example else None
            for example in examples
        ]

    thick = [
        columns.dense(
            column(key, dtypes.NUMPY_TO_DTYPE[np.asarray(default).dtype]),
            TensorShape(shape).as_list(),
            np.asarray(default),
            key,
            batched,
        )
        for key, shape, default in dense
    ]
    return [
        *_columns([columns.sparse(column(key, t), t, batched) for key, t in sparse], 3),
        thick,
        *_columns([columns.ragged(column(key, t), t, batched) for key, t in ragged], 2),
    ]


def _context_shapes(batch: Any, sparse: int, dense_shapes: list[Any], ragged: int) -> list[Any]:
    rank = len(batch) + 1
    splits = (0,) if not batch else (None,) if batch[0] is None else (batch[0] + 1,)
    return [
        *[(None, rank)] * sparse,
        *[(None,)] * sparse,
        *[(rank,)] * sparse,
        *[(*batch, *TensorShape(shape).as_list()) for shape in dense_shapes],
        *[(None,)] * ragged,
        *[splits] * ragged,
    ]


# --- public ---------------------------------------------------------------------------------------


class _Request:
    """The features that a program asks for, sorted by the form that the op gives them."""

    def __init__(self, features: Mapping[str, Any], where: str, lists: bool = False) -> None:
        self.sparse: dict[str, DType] = {}
        self.dense: dict[str, Any] = {}
        self.ragged: dict[str, tuple[DType, DType]] = {}
        self.features = {key: features[key] for key in sorted(features)}
        self.lists = lists
        for key, feature in self.features.items():
            self._add(key, feature, where)

    def _add(self, key: str, feature: Any, where: str) -> None:
        if isinstance(feature, VarLenFeature):
            self._want(self.sparse, key, self._dtype(key, feature))
        elif isinstance(feature, SparseFeature) and not self.lists:
            for index in _listed(feature.index_key):
                self._want(self.sparse, index, dtypes.int64)
            self._want(self.sparse, feature.value_key, self._dtype(key, feature))
        elif isinstance(feature, RaggedFeature):
            splits = as_dtype(feature.row_splits_dtype)
            self._want(self.ragged, feature.value_key or key, (self._dtype(key, feature), splits))
            for part in feature.partitions:
                if not isinstance(part, UniformRowLength):
                    self._want(self.ragged, part.key, (dtypes.int64, splits))
        elif isinstance(feature, FixedLenSequenceFeature) or (
            isinstance(feature, FixedLenFeature) and not self.lists
        ):
            self.dense[key] = self._dense(key, feature)
        else:
            raise ValueError(
                explain(
                    f"{where} [features]",
                    f"no feature for {key!r}",
                    expected="tf.io.FixedLenFeature or its like",
                    received=f"{type(feature).__name__} {feature!r}",
                )
            )

    def _want(self, table: dict[str, Any], key: str, value: Any) -> None:
        if table.setdefault(key, value) != value:
            raise ValueError(f"Conflicting type {table[key]} vs {value} for feature {key}.")

    def _dtype(self, key: str, feature: Any) -> DType:
        if not feature.dtype:
            raise ValueError(f"Missing type for feature {key}. Received feature={feature}.")
        return as_dtype(feature.dtype)

    def _dense(self, key: str, feature: Any) -> Any:
        dtype = self._dtype(key, feature)
        if feature.shape is None:
            raise ValueError(f"Missing shape for feature {key}. Received feature={feature}.")
        shape = TensorShape(feature.shape).as_list()
        if isinstance(feature, FixedLenSequenceFeature):
            if not self.lists:
                if not feature.allow_missing:
                    raise ValueError(
                        "Unsupported: FixedLenSequenceFeature requires allow_missing to be True."
                    )
                shape = [None, *shape]
        elif shape and shape[0] is None:
            raise ValueError(
                f"First dimension of shape for feature {key} unknown. Consider using "
                "FixedLenSequenceFeature. "
                f"Received feature={feature}."
            )
        default = feature.default_value
        if default is None:
            default = np.zeros(0, dtype.np_dtype)
        tensor = convert(default, dtype)
        if None not in shape and feature.default_value is not None:
            tensor = reshape(tensor, shape)
        elif feature.default_value is not None:
            tensor = reshape(tensor, [])
        return dtype, shape, tensor, getattr(feature, "allow_missing", False)

    def keys(self, kind: str) -> list[str]:
        """The names of the features of a kind, in the order of the op's inputs."""
        return sorted(getattr(self, kind))

    def result(
        self, parts: Mapping[str, Mapping[str, Any]], batch: Any, name: str | None
    ) -> dict[str, Any]:
        """What the program asked for, from the columns that the op returned."""
        found: dict[str, Any] = {}
        plain = [k for k, f in self.features.items() if isinstance(f, VarLenFeature)]
        for key in plain:
            found[key] = parts["sparse"][key]
        for key in self.keys("dense"):
            found[key] = parts["dense"][key]
        for key, feature in self.features.items():
            if isinstance(feature, RaggedFeature):
                found[key] = ragged_feature(key, feature, parts["ragged"], batch)
            elif isinstance(feature, SparseFeature):
                found[key] = sparse_feature(feature, parts["sparse"])
        return found


def _listed(keys: Any) -> list[str]:
    return list(keys) if isinstance(keys, list | tuple) else [keys]


def _strings(values: list[str]) -> np.ndarray:
    return np.array([v.encode() if isinstance(v, str) else v for v in values], object)


def _names(example_names: Any) -> Any:
    return _strings([]) if example_names is None else example_names


def _take(outputs: list[Any], request: _Request) -> dict[str, dict[str, Any]]:
    """The columns of an Example's features by kind and name."""
    indices, values, shapes, dense, ragged, row_splits = outputs
    triples = zip(indices, values, shapes, strict=True)
    return {
        "sparse": {
            k: SparseTensor(*t) for k, t in zip(request.keys("sparse"), triples, strict=True)
        },
        "dense": dict(zip(request.keys("dense"), dense, strict=True)),
        "ragged": dict(
            zip(request.keys("ragged"), zip(ragged, row_splits, strict=True), strict=True)
        ),
    }


def parse_example(
    serialized: TensorLike,
    features: Mapping[str, Any],
    example_names: TensorLike | None = None,
    name: str | None = None,
) -> dict[str, Any]:
    """Tensors from serialized `tf.train.Example` messages.

    Args:
        serialized: a vector of serialized examples, or a single one.
        features: what to take: for each name a `FixedLenFeature` (a tensor),
            `FixedLenSequenceFeature` (a padded tensor), `VarLenFeature` or `SparseFeature` (a
            SparseTensor), or `RaggedFeature` (a RaggedTensor).
        example_names: names of the examples for messages.

    Returns: dict from names to tensors, whose first dimension is the batch if `serialized` is a
        vector.

    Raises:
        ValueError: no features are asked for, or something that is no feature.
        InvalidArgumentError: bytes that are no example, another dtype or number of values, a
            missing feature.

    Example:
        >>> feature = tf.train.Feature(int64_list=tf.train.Int64List(value=[1, 2]))
        >>> example = tf.train.Example(features=tf.train.Features(feature={"x": feature}))
        >>> features = {"x": tf.io.FixedLenFeature([2], tf.int64)}
        >>> tf.io.parse_example([example.SerializeToString()], features)["x"].numpy().tolist()
        [[1, 2]]
    """
    if not features:
        raise ValueError(explain("tf.io.parse_example [features]", "cannot be empty"))
    request = _Request(features, "tf.io.parse_example")
    batch = convert(serialized, dtypes.string)
    dense = [request.dense[key] for key in request.keys("dense")]
    ragged = [request.ragged[key] for key in request.keys("ragged")]
    outputs = ParseExampleV2(
        batch,
        _names(example_names),
        _strings(request.keys("sparse")),
        _strings(request.keys("dense")),
        _strings(request.keys("ragged")),
        [default for _, _, default, _ in dense],
        num_sparse=len(request.sparse),
        sparse_types=[request.sparse[k] for k in request.keys("sparse")],
        ragged_value_types=[value for value, _ in ragged],
        ragged_split_types=[s for _, s in ragged],
        dense_shapes=[TensorShape(shape) for _, shape, _, _ in dense],
        name=name,
    )
    return request.result(_take(outputs, request), batch, name)


def parse_single_example(
    serialized: TensorLike,
    features: Mapping[str, Any],
    example_names: TensorLike | None = None,
    name: str | None = None,
) -> dict[str, Any]:
    """Tensors from one serialized `tf.train.Example`; see `parse_example`.

    Args:
        serialized: a scalar string.
        features: as for `parse_example`.
        example_names: the name of the example for messages.

    Raises:
        ValueError: `serialized` is no scalar, or no features are asked for.
    """
    if not features:
        raise ValueError(explain("tf.io.parse_single_example [features]", "cannot be empty"))
    example = convert(serialized, dtypes.string)
    if example.shape.rank not in (0, None):
        raise ValueError(f"Input serialized must be a scalar, received shape {example.shape}")
    return parse_example(reshape(example, []), features, example_names, name)


def parse_sequence_example(
    serialized: TensorLike,
    context_features: Mapping[str, Any] | None = None,
    sequence_features: Mapping[str, Any] | None = None,
    example_names: TensorLike | None = None,
    name: str | None = None,
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Tensors from serialized `tf.train.SequenceExample` messages.

    Args:
        serialized: a vector of serialized examples.
        context_features: features of the whole, as for `parse_example`.
        sequence_features: features of each step: `FixedLenSequenceFeature` (a tensor, padded to
            the most steps), `VarLenFeature` (a SparseTensor) or `RaggedFeature` (a RaggedTensor).
        example_names: names of the examples for messages.

    Returns: three dicts: the context, the sequences, and the numbers of steps of the padded ones.
    """
    return _parse_sequences(serialized, context_features, sequence_features, example_names, name)


def parse_single_sequence_example(
    serialized: TensorLike,
    context_features: Mapping[str, Any] | None = None,
    sequence_features: Mapping[str, Any] | None = None,
    example_name: TensorLike | None = None,
    name: str | None = None,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Tensors from one serialized `tf.train.SequenceExample`; see `parse_sequence_example`.

    Args:
        serialized: a scalar string.
        context_features: features of the whole.
        sequence_features: features of each step.
        example_name: the name of the example for messages.

    Returns: two dicts: the context and the sequences.
    """
    example = convert(serialized, dtypes.string)
    if example.shape.rank not in (0, None):
        raise ValueError(f"Input serialized must be a scalar, received shape {example.shape}")
    parsed = _parse_sequences(
        reshape(example, []), context_features, sequence_features, example_name, name
    )
    return parsed[0], parsed[1]


def _parse_sequences(
    serialized: Any, context_features: Any, sequence_features: Any, names: Any, name: str | None
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    if not context_features and not sequence_features:
        raise ValueError(
            "Both context_features and sequence_features are None, but at least one should "
            "have values."
        )
    where = "tf.io.parse_sequence_example"
    context = _Request(context_features or {}, where)
    steps = _Request(sequence_features or {}, where, lists=True)
    batch = convert(serialized, dtypes.string)
    dense = [context.dense[key] for key in context.keys("dense")]
    ragged = [context.ragged[key] for key in context.keys("ragged")]
    step_dense = [steps.dense[key] for key in steps.keys("dense")]
    step_ragged = [steps.ragged[key] for key in steps.keys("ragged")]
    outputs = ParseSequenceExampleV2(
        batch,
        _names(names),
        *[_strings(context.keys(k)) for k in ("sparse", "dense", "ragged")],
        *[_strings(steps.keys(k)) for k in ("sparse", "dense", "ragged")],
        np.array([allow for *_, allow in step_dense], np.bool_),
        [default for _, _, default, _ in dense],
        Ncontext_sparse=len(context.sparse),
        Nfeature_list_sparse=len(steps.sparse),
        Nfeature_list_dense=len(step_dense),
        context_sparse_types=[context.sparse[k] for k in context.keys("sparse")],
        context_ragged_value_types=[v for v, _ in ragged],
        context_ragged_split_types=[s for _, s in ragged],
        context_dense_shapes=[TensorShape(shape) for _, shape, _, _ in dense],
        feature_list_sparse_types=[steps.sparse[k] for k in steps.keys("sparse")],
        feature_list_dense_types=[dtype for dtype, *_ in step_dense],
        feature_list_dense_shapes=[shape for _, shape, _, _ in step_dense],
        feature_list_ragged_value_types=[v for v, _ in step_ragged],
        feature_list_ragged_split_types=[s for _, s in step_ragged],
        name=name,
    )
    whole = context.result(_take(outputs[:6], context), batch, name)
    indices, values, shapes, padded, lengths, ragged_values, outer, inner = outputs[6:]
    parts = {
        "sparse": {
            k: SparseTensor(*t) for k, t in zip(steps.keys("sparse"), zip(indices, values, shapes))
        },
        "dense": dict(zip(steps.keys("dense"), padded, strict=True)),
        "ragged": dict(zip(steps.keys("ragged"), zip(ragged_values, outer, inner), strict=True)),
    }
    return whole, steps.result(parts, batch, name), dict(zip(steps.keys("dense"), lengths))
