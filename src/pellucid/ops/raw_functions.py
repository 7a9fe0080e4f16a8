"""Ops that TensorFlow also offers at its top, with the op's own parameters.

`tf.fftnd` beside `tf.signal.fftnd`, `tf.realdiv` beside `tf.divide`: what programs should call
are the latter.
"""

from __future__ import annotations

from collections.abc import Sequence

from pellucid.core import dtypes
from pellucid.core.dtypes import as_dtype
from pellucid.core.errors import FailedPreconditionError, UnimplementedError, explain
from pellucid.core.tensor import Tensor
from pellucid.core.typing import DTypeLike, TensorLike
from pellucid.ops import signal_fftnd
from pellucid.ops.array import reshape, shape
from pellucid.ops.broadcasting import as_tensor
from pellucid.ops.conv import Conv2D, Conv2DBackpropFilter, Conv2DBackpropInput
from pellucid.ops.convolution import conv3d
from pellucid.ops.division import RealDiv
from pellucid.ops.index_shuffle import RandomIndexShuffle
from pellucid.ops.joining import concat
from pellucid.ops.linalg import MatrixSquareRoot


def realdiv(x: TensorLike, y: TensorLike, name: str | None = None) -> Tensor:
    """x / y, element by element, for floating and complex tensors."""
    return RealDiv(x, y, name=name)


def matrix_square_root(input: TensorLike, name: str | None = None) -> Tensor:
    """The matrix whose square is `input`, for the last two dimensions."""
    return MatrixSquareRoot(input, name=name)


def random_index_shuffle(
    index: TensorLike, seed: TensorLike, max_index: TensorLike, rounds: int = 4,
    name: str | None = None,
) -> Tensor:  # fmt: skip
    """Where `index` is in a permutation of 0 … max_index that `seed` decides.

    Args:
        index: int32, int64, uint32 or uint64; a scalar, or a vector for several permutations.
        seed: three numbers, or a row of three for each index.
        max_index: the largest index, of the dtype of `index`.
        rounds: how often the cipher is applied, an even number from 4.
        name: the node's name in a graph.
    """
    return RandomIndexShuffle(index, seed, max_index, rounds=rounds, name=name)


def fftnd(
    input: TensorLike, fft_length: TensorLike, axes: TensorLike, name: str | None = None
) -> Tensor:
    """The discrete Fourier transform over `axes`; see `tf.signal.fftnd`."""
    return signal_fftnd.FFTND(input, fft_length, axes, name=name)


def ifftnd(
    input: TensorLike, fft_length: TensorLike, axes: TensorLike, name: str | None = None
) -> Tensor:
    """The inverse discrete Fourier transform over `axes`; see `tf.signal.ifftnd`."""
    return signal_fftnd.IFFTND(input, fft_length, axes, name=name)


def rfftnd(
    input: TensorLike, fft_length: TensorLike, axes: TensorLike,
    Tcomplex: DTypeLike = dtypes.complex64, name: str | None = None,
) -> Tensor:  # fmt: skip
    """The Fourier transform of a real tensor over `axes`; see `tf.signal.rfftnd`."""
    return signal_fftnd.RFFTND(input, fft_length, axes, Tcomplex=as_dtype(Tcomplex), name=name)


def irfftnd(
    input: TensorLike, fft_length: TensorLike, axes: TensorLike,
    Treal: DTypeLike = dtypes.float32, name: str | None = None,
) -> Tensor:  # fmt: skip
    """The inverse of `tf.rfftnd`."""
    return signal_fftnd.IRFFTND(input, fft_length, axes, Treal=as_dtype(Treal), name=name)


def check_pinned(tensor: TensorLike, name: str | None = None) -> Tensor:
    """`tensor`, after checking that it lies in memory that a GPU can read by itself.

    Raises:
        FailedPreconditionError: always; XLA does not say where host memory is pinned.
    """
    raise FailedPreconditionError(
        None, None, explain("tf.check_pinned", "it is not known whether memory is pinned",
                            received=repr(as_tensor(tensor)))
    )  # fmt: skip


def conv(
    input: TensorLike, filter: TensorLike, strides: Sequence[int], padding: str,
    explicit_paddings: Sequence[int] = (), data_format: str = "CHANNELS_LAST",
    dilations: Sequence[int] = (), batch_dims: int = 1, groups: int = 1, name: str | None = None,
) -> Tensor:  # fmt: skip
    """Convolution over two or three spatial dimensions, with any number of batch dimensions.

    Args:
        input: (…, height, width, channels), or with depth in front.
        filter: (height, width, channels / groups, outputs), or with depth.
        strides: one number for each of batch, space and channels.
        padding: `"SAME"`, `"VALID"` or `"EXPLICIT"`.
        explicit_paddings: for `"EXPLICIT"`, before and after for each dimension.
        data_format: `"CHANNELS_LAST"` or `"CHANNELS_FIRST"`.
        dilations: as `strides`, steps between the taps.
        batch_dims: how many leading dimensions are batches.
        groups: must be what the channels of `input` and `filter` say.
        name: the node's name in a graph.

    Raises:
        UnimplementedError: other ranks, or explicit paddings in three dimensions.
        ValueError: `groups` that the channels do not fit.
    """
    x, w = as_tensor(input), as_tensor(filter)
    space, first = len(w.shape) - 2, data_format == "CHANNELS_FIRST"
    if x.shape.rank != batch_dims + space + 1 or space not in (2, 3):
        raise UnimplementedError(
            None, None, explain("tf.conv", "two or three spatial dimensions are supported",
                                received=f"input {x.shape}, filter {w.shape}")
        )  # fmt: skip
    channels = x.shape[batch_dims] if first else x.shape[-1]
    if channels is not None and channels != groups * (w.shape[-2] or 0):
        raise ValueError(
            explain("tf.conv [groups]", f"{channels} channels, {w.shape[-2]} of the filter",
                    received=groups)
        )  # fmt: skip
    sizes = shape(x)
    flat = x if batch_dims == 1 else reshape(x, concat([[-1], sizes[batch_dims:]], 0))
    steps = list(dilations) or [1] * (space + 2)
    if space == 2:
        made = Conv2D(
            flat, w, strides=list(strides), padding=padding,
            explicit_paddings=list(explicit_paddings), data_format="NCHW" if first else "NHWC",
            dilations=steps, name=name,
        )  # fmt: skip
    elif explicit_paddings:
        raise UnimplementedError(None, None, "tf.conv: no explicit paddings in three dimensions")
    else:
        made = conv3d(
            flat, w, strides, padding, data_format="NCDHW" if first else "NDHWC",
            dilations=steps, name=name,
        )  # fmt: skip
    if batch_dims == 1:
        return made
    return reshape(made, concat([sizes[:batch_dims], shape(made)[1:]], 0))


def conv2d_backprop_filter_v2(
    input: TensorLike, filter: TensorLike, out_backprop: TensorLike, strides: Sequence[int],
    padding: str, use_cudnn_on_gpu: bool = True, explicit_paddings: Sequence[int] = (),
    data_format: str = "NHWC", dilations: Sequence[int] = (1, 1, 1, 1), name: str | None = None,
) -> Tensor:  # fmt: skip
    """The gradient of `tf.nn.conv2d` by its filter, whose shape `filter` gives."""
    return Conv2DBackpropFilter(
        input, shape(filter), out_backprop, strides=list(strides), padding=padding,
        use_cudnn_on_gpu=use_cudnn_on_gpu, explicit_paddings=list(explicit_paddings),
        data_format=data_format, dilations=list(dilations), name=name,
    )  # fmt: skip


def conv2d_backprop_input_v2(
    input: TensorLike, filter: TensorLike, out_backprop: TensorLike, strides: Sequence[int],
    padding: str, use_cudnn_on_gpu: bool = True, explicit_paddings: Sequence[int] = (),
    data_format: str = "NHWC", dilations: Sequence[int] = (1, 1, 1, 1), name: str | None = None,
) -> Tensor:  # fmt: skip
    """The gradient of `tf.nn.conv2d` by its input, whose shape `input` gives."""
    return Conv2DBackpropInput(
        shape(input), filter, out_backprop, strides=list(strides), padding=padding,
        use_cudnn_on_gpu=use_cudnn_on_gpu, explicit_paddings=list(explicit_paddings),
        data_format=data_format, dilations=list(dilations), name=name,
    )  # fmt: skip
