"""The public convolutions: over sequences, images and volumes, transposed, depthwise, separable.

They put the ops of `conv.py` together; the arguments they share are described at `convolution`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pellucid.core.errors import InvalidArgumentError, explain
from pellucid.core.tensor import Tensor
from pellucid.core.typing import ShapeLike, TensorLike
from pellucid.ops.broadcasting import shape_of, shape_vector
from pellucid.ops.constants import convert_to_tensor
from pellucid.ops.conv import (
    Conv2D,
    Conv2DBackpropInput,
    Conv3D,
    Conv3DBackpropInputV2,
    DepthwiseConv2dNative,
    DepthwiseConv2dNativeBackpropFilter,
    DepthwiseConv2dNativeBackpropInput,
)  # fmt: skip
from pellucid.ops.windows import paddings_of, per_dimension

_FORMS = {1: ("NWC", "NCW"), 2: ("NHWC", "NCHW"), 3: ("NDHWC", "NCDHW")}


def _form(data_format: str | None, rank: int, where: str) -> str:
    """`data_format`, the channels-last one by default."""
    if data_format is None:
        return _FORMS[rank][0]
    if data_format not in _FORMS[rank]:
        last, first = _FORMS[rank]
        raise ValueError(
            explain(f"{where} [data_format]", f"`data_format` must be '{last}' or '{first}'",
                    received=repr(data_format))
        )  # fmt: skip
    return data_format


def _over_batches(run: Callable[[Tensor], Tensor], x: Tensor, rank: int) -> Tensor:
    """Run on `x` with all dimensions before the last rank + 1 as one batch dimension."""
    if x.dims is None or len(x.dims) <= rank + 2:
        return run(x)
    from pellucid.ops.array import reshape
    from pellucid.ops.joining import concat

    extra = len(x.dims) - rank - 1
    inner = x.dims[extra:]
    flat = reshape(x, [-1, *inner] if None not in inner else concat([[-1], shape_of(x)[extra:]], 0))
    y = run(flat)
    if None in x.dims[:extra] or None in y.dims[1:]:
        return reshape(y, concat([shape_of(x)[:extra], shape_of(y)[1:]], 0))
    return reshape(y, [*x.dims[:extra], *y.dims[1:]])


def conv2d(
    input: TensorLike, filters: TensorLike, strides: Any, padding: Any, data_format: str = "NHWC",
    dilations: Any = None, name: str | None = None,
) -> Tensor:  # fmt: skip
    """Convolution of images: each output pixel is a weighted sum of the window under the filter.

        output[b, i, j, k] = sum over di, dj, q of
            input[b, strides*i + dilations*di, strides*j + dilations*dj, q] * filters[di, dj, q, k]

    Args:
        input: tensor (…, height, width, channels).
        filters: tensor (height, width, channels / groups, out channels), same dtype. Where the
            input has more channels than the filter, it is convolved in groups.
        strides: an int, or a list of 1, 2 or 4.
        padding: `"VALID"`, `"SAME"`, or four pairs of numbers of zeros, one for each dimension.
        data_format: `"NHWC"` or `"NCHW"`.
        dilations: an int, or a list of 1, 2 or 4: distances of a filter's elements.
        name: name of the operation.

    Returns: a tensor (…, out height, out width, out channels), same dtype.

    Raises:
        ValueError: a list has the wrong length.
        InvalidArgumentError: shapes do not fit, or the filter is larger than the input.

    Example:
        >>> y = tf.nn.conv2d(tf.ones([1, 3, 3, 1]), tf.ones([2, 2, 1, 1]), 1, "VALID")
        >>> y[0, :, :, 0].numpy()
        array([[4., 4.],
               [4., 4.]], dtype=float32)
    """
    where = "tf.nn.conv2d"
    form = _form(data_format, 2, where)
    mode, pairs = paddings_of(padding, 2, where)
    attrs = {
        "strides": per_dimension(strides, 2, form, "strides", where),
        "padding": mode,
        "explicit_paddings": pairs,
        "data_format": form,
        "dilations": per_dimension(dilations, 2, form, "dilations", where),
        "name": name,
    }
    x, w = _same_dtype(input, filters)
    return _over_batches(lambda x: Conv2D(x, w, **attrs), x, 2)


def _same_dtype(x: Any, w: Any) -> tuple[Tensor, Tensor]:
    x = convert_to_tensor(x)
    return x, convert_to_tensor(w, dtype_hint=x.dtype)


def conv3d(
    input: TensorLike, filters: TensorLike, strides: Sequence[int], padding: str,
    data_format: str = "NDHWC", dilations: Any = None, name: str | None = None,
) -> Tensor:  # fmt: skip
    """Convolution of volumes (…, depth, height, width, channels).

    Args:
        input: tensor of rank 5 or more.
        filters: tensor (depth, height, width, channels, out channels), same dtype.
        strides: a list of 5 ints.
        padding: `"VALID"` or `"SAME"`.
        data_format: `"NDHWC"` or `"NCDHW"`.
        dilations: a list of 1, 3 or 5 ints.
        name: name of the operation.

    Returns: a tensor of the same rank and dtype.
    """
    where = "tf.nn.conv3d"
    form = _form(data_format, 3, where)
    if not isinstance(strides, list | tuple):
        raise TypeError(
            explain(f"{where} [strides]", "a list of 5 ints is needed", received=strides)
        )
    attrs = {
        "strides": _five(list(strides), where),
        "padding": _mode(padding, where),
        "data_format": form,
        "dilations": per_dimension(dilations, 3, form, "dilations", where),
        "name": name,
    }
    x, w = _same_dtype(input, filters)
    return _over_batches(lambda x: Conv3D(x, w, **attrs), x, 3)


def _five(strides: list[int], where: str) -> list[int]:
    if len(strides) != 5:
        raise InvalidArgumentError(
            None,
            None,
            explain(f"{where} [strides]", "a list of 5 ints is needed", received=strides),
        )
    return strides


def _mode(padding: Any, where: str) -> str:
    if not isinstance(padding, str):
        raise TypeError(explain(f"{where} [padding]", "a string is needed", received=padding))
    return padding


def conv1d(
    input: TensorLike, filters: TensorLike, stride: Any, padding: Any, data_format: str = "NWC",
    dilations: Any = None, name: str | None = None,
) -> Tensor:  # fmt: skip
    """Convolution of sequences (…, steps, channels).

    Args:
        input: tensor of rank 3 or more.
        filters: tensor (steps, channels / groups, out channels), same dtype.
        stride: an int, or a list of 1 or 3.
        padding: `"VALID"`, `"SAME"`, or three pairs of numbers of zeros.
        data_format: `"NWC"` or `"NCW"`.
        dilations: an int, or a list of 1 or 3.
        name: name of the operation.

    Returns: a tensor (…, out steps, out channels), same dtype.
    """
    from pellucid.ops.array import expand_dims, squeeze

    where = "tf.nn.conv1d"
    form = _form(data_format, 1, where)
    axis = -3 if form == "NWC" else -2
    if not isinstance(padding, str):
        padding = _as_image(list(padding), [0, 0], form)
    x, w = _same_dtype(input, filters)
    strides = _as_image(per_dimension(stride, 1, form, "stride", where), 1, form)
    rates = _as_image(per_dimension(dilations, 1, form, "dilations", where), 1, form)
    image, kernel = expand_dims(x, axis), expand_dims(w, 0)
    y = conv2d(image, kernel, strides, padding, form.replace("W", "HW"), rates, name)
    return squeeze(y, [axis])


def _as_image(values: list[Any], extra: Any, form: str) -> list[Any]:
    """A list over (batch, steps, channels) as one over (batch, 1, steps, channels)."""
    at = 1 if form == "NWC" else 2
    return [*values[:at], extra, *values[at:]]


def convolution(
    input: TensorLike, filters: TensorLike, strides: Any = None, padding: str = "VALID",
    data_format: str | None = None, dilations: Any = None, name: str | None = None,
) -> Tensor:  # fmt: skip
    """Convolution over 1, 2 or 3 spatial dimensions, as many as the filter has.

    Args:
        input: tensor (…, spatial…, channels).
        filters: tensor (spatial…, channels / groups, out channels), same dtype.
        strides: steps from one window to the next: an int or a list.
        padding: `"VALID"` (windows inside the input) or `"SAME"` (one for each step).
        data_format: channels last by default, or `"NCW"`, `"NCHW"`, `"NCDHW"`.
        dilations: distances of a filter's elements: an int or a list.
        name: name of the operation.

    Returns: a tensor of the same rank and dtype.

    Raises:
        ValueError: the filter has no or more than 3 spatial dimensions; strides and dilations are
            both larger than 1.
    """
    where = "tf.nn.convolution"
    x, w = _same_dtype(input, filters)
    rank = len(w.dims) - 2 if w.dims is not None else len(x.dims or ()) - 2
    if rank not in (1, 2, 3):
        raise ValueError(explain(where, "`num_spatial_dims` must be 1, 2, or 3", received=rank))
    form = _form(data_format, rank, where)
    steps = per_dimension(strides, rank, form, "strides", where)
    rates = per_dimension(dilations, rank, form, "dilations", where)
    if max(steps) > 1 and max(rates) > 1:
        raise ValueError(
            explain(where, "`strides > 1` not supported in conjunction with `dilations > 1`",
                    received=f"strides={steps}, dilations={rates}")
        )  # fmt: skip
    run: Any = {1: conv1d, 2: conv2d, 3: conv3d}[rank]
    return run(x, w, steps, _mode(padding, where), form, rates, name)


# ---------------------------------------------------------------------- transposed


def conv2d_transpose(
    input: TensorLike, filters: TensorLike, output_shape: ShapeLike, strides: Any,
    padding: Any = "SAME", data_format: str = "NHWC", dilations: Any = None,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """The transpose of `conv2d`: every input pixel spreads the filter over the output.

    Args:
        input: tensor (batch, height, width, in channels).
        filters: tensor (height, width, out channels, in channels), same dtype.
        output_shape: shape of the result: all four sizes, or height and width.
        strides: an int, or a list of 1, 2 or 4.
        padding: `"VALID"`, `"SAME"` or four pairs: that of the convolution that this transposes.
        data_format: `"NHWC"` or `"NCHW"`.
        dilations: an int, or a list of 1, 2 or 4.
        name: name of the operation.

    Returns: a tensor of `output_shape`, same dtype.

    Raises:
        InvalidArgumentError: a convolution of `output_shape` does not give the shape of `input`.

    Reference: Zeiler et al., "Deconvolutional Networks", 2010.
    """
    where = "tf.nn.conv2d_transpose"
    form = _form(data_format, 2, where)
    mode, pairs = paddings_of(padding, 2, where)
    x, w = _same_dtype(input, filters)
    return Conv2DBackpropInput(
        shape_vector(output_shape), w, x, strides=per_dimension(strides, 2, form, "strides", where),
        padding=mode, explicit_paddings=pairs, data_format=form,
        dilations=per_dimension(dilations, 2, form, "dilations", where), name=name,
    )  # fmt: skip


def conv1d_transpose(
    input: TensorLike, filters: TensorLike, output_shape: ShapeLike, strides: Any,
    padding: str = "SAME", data_format: str = "NWC", dilations: Any = None, name: str | None = None,
) -> Tensor:  # fmt: skip
    """The transpose of `conv1d`; filters are (steps, out channels, in channels).

    `output_shape` is (batch, steps, channels) in `data_format`. See `conv2d_transpose`.
    """
    from pellucid.ops.array import expand_dims, squeeze
    from pellucid.ops.joining import concat

    where = "tf.nn.conv1d_transpose"
    form = _form(data_format, 1, where)
    axis = 1 if form == "NWC" else 2
    x, w = _same_dtype(input, filters)
    shape = shape_vector(output_shape)
    y = conv2d_transpose(
        expand_dims(x, axis), expand_dims(w, 0), concat([shape[:axis], [1], shape[axis:]], 0),
        _as_image(per_dimension(strides, 1, form, "strides", where), 1, form), padding,
        form.replace("W", "HW"),
        _as_image(per_dimension(dilations, 1, form, "dilations", where), 1, form), name,
    )  # fmt: skip
    return squeeze(y, [axis])


def conv3d_transpose(
    input: TensorLike, filters: TensorLike, output_shape: ShapeLike, strides: Any,
    padding: str = "SAME", data_format: str = "NDHWC", dilations: Any = None,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """The transpose of `conv3d`; filters are (depth, height, width, out channels, in channels).

    See `conv2d_transpose` for the arguments.
    """
    where = "tf.nn.conv3d_transpose"
    form = _form(data_format, 3, where)
    x, w = _same_dtype(input, filters)
    return Conv3DBackpropInputV2(
        shape_vector(output_shape), w, x, strides=per_dimension(strides, 3, form, "strides", where),
        padding=_mode(padding, where), data_format=form,
        dilations=per_dimension(dilations, 3, form, "dilations", where), name=name,
    )  # fmt: skip


def conv_transpose(
    input: TensorLike, filters: TensorLike, output_shape: ShapeLike, strides: Any,
    padding: str = "SAME", data_format: str | None = None, dilations: Any = None,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """The transpose of `convolution` over 1, 2 or 3 spatial dimensions; see `conv2d_transpose`.

    Raises:
        ValueError: `output_shape` does not have 3, 4 or 5 entries.
    """
    shape = shape_vector(output_shape)
    length = None if shape.dims is None else shape.dims[0]
    if length not in (3, 4, 5):
        raise ValueError(
            explain(
                "tf.nn.conv_transpose [output_shape]",
                "must be of length 3, 4 or 5",
                received=output_shape,
            )
        )
    run: Any = {3: conv1d_transpose, 4: conv2d_transpose, 5: conv3d_transpose}[length]
    return run(input, filters, shape, strides, padding, data_format, dilations, name)


# ---------------------------------------------------------------------- depthwise


def depthwise_conv2d(
    input: TensorLike, filter: TensorLike, strides: Sequence[int], padding: Any,
    data_format: str | None = None, dilations: Sequence[int] | None = None, name: str | None = None,
) -> Tensor:  # fmt: skip
    """Convolution of every channel by itself: channel q and filter m give channel q * M + m.

    Args:
        input: tensor (batch, height, width, channels).
        filter: tensor (height, width, channels, M), same dtype.
        strides: a list of 4 ints.
        padding: `"VALID"`, `"SAME"`, or four pairs of numbers of zeros.
        data_format: `"NHWC"` or `"NCHW"`.
        dilations: two ints, for height and width.
        name: name of the operation.

    Returns: a tensor (batch, out height, out width, channels * M), same dtype.

    Reference: Sifre, "Rigid-Motion Scattering for Image Classification", 2014.
    """
    where = "tf.nn.depthwise_conv2d"
    form = _form(data_format, 2, where)
    mode, pairs = paddings_of(padding, 2, where)
    if not isinstance(strides, list | tuple):
        raise TypeError(
            explain(f"{where} [strides]", "a list of 4 ints is needed", received=strides)
        )
    rates = [1, 1] if dilations is None else [int(d) for d in dilations]
    x, w = _same_dtype(input, filter)
    return DepthwiseConv2dNative(
        x, w, strides=list(strides), padding=mode, explicit_paddings=pairs, data_format=form,
        dilations=per_dimension(rates, 2, form, "dilations", where), name=name,
    )  # fmt: skip


def depthwise_conv2d_backprop_input(
    input_sizes: ShapeLike, filter: TensorLike, out_backprop: TensorLike, strides: Sequence[int],
    padding: Any, data_format: str = "NHWC", dilations: Sequence[int] = (1, 1, 1, 1),
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """The gradient of `depthwise_conv2d` with respect to its input, of shape `input_sizes`."""
    mode, pairs = paddings_of(padding, 2, "tf.nn.depthwise_conv2d_backprop_input")
    dy, w = _same_dtype(out_backprop, filter)
    return DepthwiseConv2dNativeBackpropInput(
        shape_vector(input_sizes), w, dy, strides=list(strides), padding=mode,
        explicit_paddings=pairs, data_format=data_format, dilations=list(dilations), name=name,
    )  # fmt: skip


def depthwise_conv2d_backprop_filter(
    input: TensorLike, filter_sizes: ShapeLike, out_backprop: TensorLike, strides: Sequence[int],
    padding: Any, data_format: str = "NHWC", dilations: Sequence[int] = (1, 1, 1, 1),
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """The gradient of `depthwise_conv2d` with respect to its filter, of shape `filter_sizes`."""
    mode, pairs = paddings_of(padding, 2, "tf.nn.depthwise_conv2d_backprop_filter")
    x, dy = _same_dtype(input, out_backprop)
    return DepthwiseConv2dNativeBackpropFilter(
        x, shape_vector(filter_sizes), dy, strides=list(strides), padding=mode,
        explicit_paddings=pairs, data_format=data_format, dilations=list(dilations), name=name,
    )  # fmt: skip


def separable_conv2d(
    input: TensorLike, depthwise_filter: TensorLike, pointwise_filter: TensorLike,
    strides: Sequence[int], padding: Any, data_format: str | None = None,
    dilations: Sequence[int] | None = None, name: str | None = None,
) -> Tensor:  # fmt: skip
    """A depthwise convolution, then a 1x1 convolution that mixes the channels.

    Args:
        input: tensor (batch, height, width, channels).
        depthwise_filter: tensor (height, width, channels, M).
        pointwise_filter: tensor (1, 1, channels * M, out channels).
        strides: a list of 4 ints.
        padding: `"VALID"`, `"SAME"`, or four pairs of numbers of zeros.
        data_format: `"NHWC"` or `"NCHW"`.
        dilations: two ints, for height and width.
        name: name of the operation.

    Returns: a tensor (batch, out height, out width, out channels), same dtype.

    Raises:
        ValueError: the pointwise filter is not 1x1.

    Reference: Chollet, "Xception", 2016, arXiv:1610.02357.
    """
    point = convert_to_tensor(pointwise_filter)
    if point.dims is not None and not all(n in (1, None) for n in point.dims[:2]):
        raise ValueError(
            explain("tf.nn.separable_conv2d [pointwise_filter]", "must be 1x1",
                    expected="(1, 1, channels, out channels)", received=point.shape)
        )  # fmt: skip
    deep = depthwise_conv2d(input, depthwise_filter, strides, padding, data_format, dilations)
    return conv2d(deep, point, 1, "VALID", data_format or "NHWC", name=name)


# ---------------------------------------------------------------------- dilated


def atrous_conv2d(
    value: TensorLike, filters: TensorLike, rate: int, padding: str, name: str | None = None
) -> Tensor:
    """`conv2d` with filter elements `rate` pixels apart.

    value: (batch, height, width, channels); filters as in `conv2d`; rate: a positive int;
    padding: `"VALID"` or `"SAME"`.  Returns: a tensor of the same rank and dtype.
    """
    _check_rate(rate, "tf.nn.atrous_conv2d")
    return convolution(value, filters, None, padding, "NHWC", [rate, rate], name)


def atrous_conv2d_transpose(
    value: TensorLike, filters: TensorLike, output_shape: ShapeLike, rate: int, padding: str,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """The transpose of `atrous_conv2d`; filters are (height, width, out channels, in channels)."""
    _check_rate(rate, "tf.nn.atrous_conv2d_transpose")
    padding = _mode(padding, "tf.nn.atrous_conv2d_transpose")
    return conv2d_transpose(value, filters, output_shape, 1, padding, "NHWC", rate, name)


def _check_rate(rate: Any, where: str) -> None:
    if rate < 1:
        raise ValueError(explain(f"{where} [rate]", "must be positive", received=rate))
