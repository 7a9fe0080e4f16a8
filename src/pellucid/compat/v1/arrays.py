"""Array functions whose arguments TensorFlow 1 named or ordered in another way."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.compat.v1.argument_names import axis_and_keep, either
from pellucid.core import dtypes
from pellucid.core.tensor import Tensor
from pellucid.core.typing import AxisLike, DTypeLike, ShapeLike, TensorLike


def constant(
    value: Any, dtype: DTypeLike | None = None, shape: ShapeLike | None = None,
    name: str = "Const", verify_shape: bool = False,
) -> Tensor:  # fmt: skip
    """A constant tensor; fewer values than `shape` has elements are continued with the last one.

    Args:
        value, dtype, shape, name: see `tf.constant`.
        verify_shape: raise TypeError if `value` does not have `shape` itself.
    """
    made = tf.constant(value, dtype, name=name)
    if shape is None or made.shape == tf.TensorShape(shape):
        return made
    if verify_shape:
        raise TypeError(f"Expected Tensor's shape: {tf.TensorShape(shape)}, got {made.shape}.")
    flat = tf.constant(value, dtype).shape.num_elements() or 0
    wanted = tf.TensorShape(shape).num_elements() or 0
    if not 0 < flat < wanted:
        return tf.constant(value, dtype, shape, name)
    row = tf.reshape(made, [-1])
    return tf.reshape(tf.concat([row, tf.repeat(row[-1:], wanted - flat)], 0), shape, name)


def convert_to_tensor(
    value: Any, dtype: DTypeLike | None = None, name: str | None = None,
    preferred_dtype: DTypeLike | None = None, dtype_hint: DTypeLike | None = None,
) -> Tensor:  # fmt: skip
    """A tensor of `value`, as `tf.convert_to_tensor`; `preferred_dtype`: an older `dtype_hint`."""
    hint = either("dtype_hint", dtype_hint, "preferred_dtype", preferred_dtype)
    return tf.convert_to_tensor(value, dtype, hint, name)


def expand_dims(
    input: TensorLike, axis: Any = None, name: str | None = None,
    dim: Any = None,
) -> Tensor:  # fmt: skip
    """A dimension of size 1 is inserted at `axis` (older: `dim`). See `tf.expand_dims`."""
    axis = either("axis", axis, "dim", dim)
    if axis is None:
        raise ValueError("Must specify an axis argument to tf.expand_dims()")
    return tf.expand_dims(input, axis, name)


def squeeze(
    input: TensorLike, axis: AxisLike | None = None, name: str | None = None,
    squeeze_dims: AxisLike | None = None,
) -> Tensor:  # fmt: skip
    """Dimensions of size 1 are dropped (`axis`, older: `squeeze_dims`). See `tf.squeeze`."""
    return tf.squeeze(input, either("axis", axis, "squeeze_dims", squeeze_dims), name)


def boolean_mask(
    tensor: TensorLike, mask: TensorLike, name: str = "boolean_mask", axis: int | None = None
) -> Tensor:
    """The elements or slices where `mask` is true. See `tf.boolean_mask`."""
    return tf.boolean_mask(tensor, mask, axis, name)


def gather(
    params: TensorLike, indices: TensorLike, validate_indices: bool | None = None,
    name: str | None = None, axis: Any = None, batch_dims: int = 0,
) -> Tensor:  # fmt: skip
    """Slices of `params`. See `tf.gather`."""
    return tf.gather(params, indices, validate_indices, axis, batch_dims, name)


def gather_nd(
    params: TensorLike, indices: TensorLike, name: str | None = None, batch_dims: int = 0,
    bad_indices_policy: str = "",
) -> Tensor:  # fmt: skip
    """Elements or slices at coordinates. See `tf.gather_nd`."""
    return tf.gather_nd(params, indices, batch_dims, name, bad_indices_policy)


def batch_gather(params: TensorLike, indices: TensorLike, name: str | None = None) -> Tensor:
    """Slices for each element of a batch: `tf.gather` with all but the last axis as batch."""
    rank = tf.convert_to_tensor(indices).shape.rank or 1
    return tf.gather(params, indices, batch_dims=rank - 1, name=name)


def pad(
    tensor: TensorLike, paddings: TensorLike, mode: str = "CONSTANT", name: str | None = None,
    constant_values: TensorLike = 0,
) -> Tensor:  # fmt: skip
    """Values are added around a tensor. See `tf.pad`."""
    return tf.pad(tensor, paddings, mode, constant_values, name)


def shape(input: Any, name: str | None = None, out_type: DTypeLike | None = None) -> Tensor:
    """The shape as a vector. See `tf.shape`."""
    return tf.shape(input, out_type, name)


def size(input: Any, name: str | None = None, out_type: DTypeLike | None = None) -> Tensor:
    """The number of elements. See `tf.size`."""
    return tf.size(input, out_type, name)


def transpose(
    a: TensorLike, perm: AxisLike | None = None, name: str = "transpose", conjugate: bool = False
) -> Tensor:
    """Axes in another order. See `tf.transpose`."""
    return tf.transpose(a, perm, conjugate, name)


def zeros_like(
    tensor: TensorLike, dtype: DTypeLike | None = None, name: str | None = None,
    optimize: bool = True,
) -> Tensor:  # fmt: skip
    """Zeros of the same shape. See `tf.zeros_like`; `optimize` is without effect."""
    return tf.zeros_like(tensor, dtype, name)


def ones_like(
    tensor: TensorLike, dtype: DTypeLike | None = None, name: str | None = None,
    optimize: bool = True,
) -> Tensor:  # fmt: skip
    """Ones of the same shape. See `tf.ones_like`; `optimize` is without effect."""
    return tf.ones_like(tensor, dtype, name)


def reverse_sequence(
    input: TensorLike, seq_lengths: TensorLike, seq_axis: int | None = None,
    batch_axis: int | None = None, name: str | None = None, seq_dim: int | None = None,
    batch_dim: int | None = None,
) -> Tensor:  # fmt: skip
    """The beginnings of sequences are reversed. See `tf.reverse_sequence`."""
    seq_axis = either("seq_axis", seq_axis, "seq_dim", seq_dim)
    batch_axis = either("batch_axis", batch_axis, "batch_dim", batch_dim)
    return tf.reverse_sequence(input, seq_lengths, seq_axis, batch_axis, name)


def where(
    condition: TensorLike, x: Any = None, y: Any = None,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """`x` where `condition` is true, else `y`; without them the coordinates of what is true.

    Unlike `tf.where` it does not broadcast: `x` and `y` have one shape, and `condition` has it too,
    or is a scalar, or a vector that chooses among the first dimension of `x` and `y`.
    """
    if x is None and y is None:
        return tf.where(condition, name=name)
    if x is None or y is None:
        raise ValueError("x and y must both be non-None or both be None.")
    first, test = tf.convert_to_tensor(x), tf.convert_to_tensor(condition)
    second = tf.convert_to_tensor(y, first.dtype)
    if not first.shape.is_compatible_with(second.shape):
        raise ValueError(
            f"tf.compat.v1.where: x and y must have one shape, received {first.shape} and "
            f"{second.shape}. Fix: tf.where broadcasts."
        )
    rank = first.shape.rank or 0
    if test.shape.rank == 1 and rank > 1:
        test = tf.reshape(test, [-1, *[1] * (rank - 1)])
    return tf.where(test, first, second, name)


def space_to_batch(
    input: TensorLike, paddings: TensorLike, block_size: Any = None, name: str | None = None,
    block_shape: Any = None,
) -> Tensor:  # fmt: skip
    """Blocks of space move into the batch, as in `tf.space_to_batch`; `block_size`: both axes."""
    return tf.space_to_batch(input, _block(block_size, block_shape), paddings, name)


def batch_to_space(
    input: TensorLike, crops: TensorLike, block_size: Any = None, name: str | None = None,
    block_shape: Any = None,
) -> Tensor:  # fmt: skip
    """The inverse of `space_to_batch`."""
    return tf.batch_to_space(input, _block(block_size, block_shape), crops, name)


def _block(size: Any, shape: Any) -> Any:
    given = either("block_shape", shape, "block_size", size)
    return [given, given] if isinstance(given, int) else given


def space_to_depth(
    input: TensorLike, block_size: int, name: str | None = None, data_format: str = "NHWC"
) -> Tensor:
    """Blocks of space become channels. See `tf.nn.space_to_depth`."""
    return tf.nn.space_to_depth(input, block_size, data_format, name)


def depth_to_space(
    input: TensorLike, block_size: int, name: str | None = None, data_format: str = "NHWC"
) -> Tensor:
    """Channels become blocks of space. See `tf.nn.depth_to_space`."""
    return tf.nn.depth_to_space(input, block_size, data_format, name)


def confusion_matrix(
    labels: TensorLike, predictions: TensorLike, num_classes: Any = None,
    dtype: DTypeLike = dtypes.int32, name: str | None = None, weights: Any = None,
) -> Tensor:  # fmt: skip
    """How often each class was predicted for each class. See `tf.math.confusion_matrix`."""
    return tf.math.confusion_matrix(labels, predictions, num_classes, weights, dtype, name)


def bincount(
    arr: TensorLike, weights: Any = None, minlength: Any = None,
    maxlength: Any = None, dtype: DTypeLike = dtypes.int32,
) -> Tensor:  # fmt: skip
    """How often each integer occurs. See `tf.math.bincount`."""
    return tf.math.bincount(arr, weights, minlength, maxlength, dtype)


def sparse_to_dense(
    sparse_indices: TensorLike, output_shape: TensorLike, sparse_values: TensorLike,
    default_value: TensorLike = 0, validate_indices: bool = True, name: str | None = None,
) -> Tensor:  # fmt: skip
    """A tensor that holds `sparse_values` at `sparse_indices`, and the default elsewhere.

    Args:
        sparse_indices: (N, rank) coordinates; a vector for rank 1; a scalar for one element.
        output_shape: the shape of the result.
        sparse_values: N values, or one for all.
        default_value: the other elements.
        validate_indices: whether they are checked to be in order and unlike each other.
        name: the node's name.
    """
    where_to = tf.cast(sparse_indices, tf.int64)
    rank = tf.convert_to_tensor(output_shape).shape[0]
    where_to = tf.reshape(where_to, [-1, rank])
    values = tf.convert_to_tensor(sparse_values)
    values = tf.broadcast_to(values, tf.shape(where_to)[:1])
    made = tf.SparseTensor(where_to, values, tf.cast(output_shape, tf.int64))
    default = (
        tf.cast(default_value, values.dtype)
        if not isinstance(default_value, str)
        else default_value
    )
    return tf.sparse.to_dense(made, default, validate_indices, name)


def tuple(tensors: Any, name: str | None = None, control_inputs: Any = None) -> list[Any]:
    """Tensors that are given out together. See `tf.tuple`."""
    return tf.tuple(tensors, control_inputs, name)


def string_split(
    source: TensorLike, sep: str | None = None, skip_empty: bool = True,
    delimiter: str | None = None, result_type: str = "SparseTensor", name: str | None = None,
) -> Any:  # fmt: skip
    """The parts of strings between separators.

    Args:
        source: a vector of strings.
        sep: the separator; default a blank. `delimiter` is its older name.
        skip_empty: leave out empty parts.
        result_type: `"SparseTensor"` or `"RaggedTensor"`.
        name: the node's name.
    """
    text = either("sep", sep, "delimiter", delimiter)
    parts = tf.strings.split(source, " " if text is None else text, name=name)
    if skip_empty:
        parts = tf.ragged.boolean_mask(parts, tf.not_equal(parts, ""))
    return _parts(parts, result_type)


def strings_split(
    input: TensorLike | None = None, sep: str | None = None, maxsplit: int = -1,
    result_type: str = "SparseTensor", source: TensorLike | None = None, name: str | None = None,
) -> Any:  # fmt: skip
    """The parts of strings between separators, as `tf.strings.split` makes them.

    Args:
        input: strings of any shape; one string counts as a vector with one. `source` is its older
            name.
        sep: the separator; default any blanks.
        maxsplit: split at most this often; -1 without limit.
        result_type: `"SparseTensor"` or `"RaggedTensor"`.
        name: the node's name.
    """
    texts = tf.convert_to_tensor(either("input", input, "source", source), tf.string)
    if texts.shape.rank == 0:
        texts = tf.expand_dims(texts, 0)
    return _parts(tf.strings.split(texts, sep, maxsplit, name), result_type)


def _parts(parts: Any, result_type: str) -> Any:
    if result_type == "RaggedTensor":
        return parts
    if result_type != "SparseTensor":
        raise ValueError("result_type must be 'RaggedTensor' or 'SparseTensor'.")
    return parts.to_sparse()


def substr(input: TensorLike, pos: TensorLike, len: TensorLike, name: str | None = None,
           unit: str = "BYTE") -> Tensor:  # fmt: skip
    """Parts of strings. See `tf.strings.substr`."""
    return tf.strings.substr(input, pos, len, unit, name)


def reduce_join(
    inputs: TensorLike, axis: AxisLike | None = None, keep_dims: bool | None = None,
    separator: str = "", name: str | None = None, reduction_indices: AxisLike | None = None,
    keepdims: bool | None = None,
) -> Tensor:  # fmt: skip
    """Strings joined along axes. See `tf.strings.reduce_join`."""
    axis, keep = axis_and_keep(axis, reduction_indices, keepdims, keep_dims)
    return tf.strings.reduce_join(inputs, axis, keep, separator, name)


def string_to_hash_bucket(
    string_tensor: Any = None, num_buckets: Any = None,
    name: str | None = None, input: Any = None,
) -> Tensor:  # fmt: skip
    """The bucket of each string. See `tf.strings.to_hash_bucket`."""
    value = either("input", input, "string_tensor", string_tensor)
    return tf.strings.to_hash_bucket(value, num_buckets, name)


def string_to_number(
    string_tensor: Any = None, out_type: DTypeLike = dtypes.float32,
    name: str | None = None, input: Any = None,
) -> Tensor:  # fmt: skip
    """The numbers that strings spell. See `tf.strings.to_number`."""
    return tf.strings.to_number(
        either("input", input, "string_tensor", string_tensor), out_type, name
    )


def strings_length(input: TensorLike, name: str | None = None, unit: str = "BYTE") -> Tensor:
    """The lengths of strings. See `tf.strings.length`."""
    return tf.strings.length(input, unit, name)


def to_float(x: Any, name: str = "ToFloat") -> Any:
    """`tf.cast(x, tf.float32)`."""
    return tf.cast(x, tf.float32, name)


def to_double(x: Any, name: str = "ToDouble") -> Any:
    """`tf.cast(x, tf.float64)`."""
    return tf.cast(x, tf.float64, name)


def to_int32(x: Any, name: str = "ToInt32") -> Any:
    """`tf.cast(x, tf.int32)`."""
    return tf.cast(x, tf.int32, name)


def to_int64(x: Any, name: str = "ToInt64") -> Any:
    """`tf.cast(x, tf.int64)`."""
    return tf.cast(x, tf.int64, name)


def to_bfloat16(x: Any, name: str = "ToBFloat16") -> Any:
    """`tf.cast(x, tf.bfloat16)`."""
    return tf.cast(x, tf.bfloat16, name)


def to_complex64(x: Any, name: str = "ToComplex64") -> Any:
    """`tf.cast(x, tf.complex64)`."""
    return tf.cast(x, tf.complex64, name)


def to_complex128(x: Any, name: str = "ToComplex128") -> Any:
    """`tf.cast(x, tf.complex128)`."""
    return tf.cast(x, tf.complex128, name)


def div(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """Python 2's division: integers are rounded down, other numbers are not."""
    x = tf.convert_to_tensor(x)
    return tf.math.floordiv(x, y, name) if x.dtype.is_integer else tf.math.divide(x, y, name)


def decode_csv(
    records: TensorLike, record_defaults: Any, field_delim: str = ",",
    use_quote_delim: bool = True, name: str | None = None, na_value: str = "",
    select_cols: Any = None,
) -> Any:  # fmt: skip
    """The columns of lines. See `tf.io.decode_csv`."""
    return tf.io.decode_csv(
        records, record_defaults, field_delim, use_quote_delim, na_value, select_cols, name
    )


def decode_raw(
    input_bytes: Any = None, out_type: Any = None,
    little_endian: bool = True, name: str | None = None, bytes: Any = None,
) -> Tensor:  # fmt: skip
    """Bytes as numbers. See `tf.io.decode_raw`."""
    data = either("input_bytes", input_bytes, "bytes", bytes)
    return tf.io.decode_raw(data, out_type, little_endian, name=name)


def parse_example(
    serialized: TensorLike, features: Any, name: str | None = None,
    example_names: Any = None,
) -> Any:  # fmt: skip
    """The features of `tf.train.Example`s. See `tf.io.parse_example`."""
    return tf.io.parse_example(serialized, features, example_names, name)


def parse_single_example(
    serialized: TensorLike, features: Any, name: str | None = None,
    example_names: Any = None,
) -> Any:  # fmt: skip
    """The features of one `tf.train.Example`. See `tf.io.parse_single_example`."""
    return tf.io.parse_single_example(serialized, features, example_names, name)


def multinomial(
    logits: TensorLike, num_samples: TensorLike, seed: int | None = None, name: str | None = None,
    output_dtype: DTypeLike | None = None,
) -> Tensor:  # fmt: skip
    """Samples of categories. See `tf.random.categorical`."""
    return tf.random.categorical(logits, num_samples, output_dtype or tf.int64, seed, name)


def random_poisson(
    lam: TensorLike, shape: Any, dtype: DTypeLike = dtypes.float32,
    seed: int | None = None, name: str | None = None,
) -> Tensor:  # fmt: skip
    """Samples of Poisson distributions. See `tf.random.poisson`."""
    return tf.random.poisson(shape, lam, dtype, seed, name)


def accumulate_n(
    inputs: Any, shape: Any = None, tensor_dtype: DTypeLike | None = None, name: str | None = None
) -> Tensor:
    """The sum of tensors. See `tf.add_n`; `shape` and `tensor_dtype` must fit."""
    total = tf.add_n(inputs, name)
    if shape is not None:
        tf.TensorShape(shape).assert_is_compatible_with(total.shape)
    if tensor_dtype is not None and tf.as_dtype(tensor_dtype) is not total.dtype:
        raise TypeError(f"tensor_dtype is {tensor_dtype}, but input is of type {total.dtype}")
    return total


def clip_by_average_norm(t: TensorLike, clip_norm: TensorLike, name: str | None = None) -> Tensor:
    """Scaled down where the norm, divided by the number of elements, exceeds `clip_norm`."""
    t = tf.convert_to_tensor(t)
    count = tf.cast(tf.size(t), t.dtype)
    return tf.clip_by_norm(t, tf.cast(clip_norm, t.dtype) * count, name=name)
