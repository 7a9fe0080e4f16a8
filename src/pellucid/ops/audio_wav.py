"""WAV files with 16-bit samples: decode_wav, encode_wav."""

from __future__ import annotations

import struct
from typing import Any, NamedTuple

import numpy as np

from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.graph.shape_rules import Call, scalar
from pellucid.runtime.dispatch import op

_PCM = 1
_EXTENSIBLE = 0xFFFE
_SCALE = 32768.0

DecodeWav = op(
    "DecodeWav", "contents: string -> audio: float32, sample_rate: int32", desired_channels=-1,
    desired_samples=-1, gradient=None,
)  # fmt: skip
EncodeWav = op(
    "EncodeWav", "audio: float32, sample_rate: int32 -> contents: string", gradient=None,
    infer=scalar,
)  # fmt: skip


def _chunks(data: bytes) -> dict[bytes, bytes]:
    """The parts of a RIFF file by name, the first of each."""
    if len(data) < 12 or data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise ValueError("Header mismatch: contents are no WAV file")
    found: dict[bytes, bytes] = {}
    place = 12
    while place + 8 <= len(data):
        name, (size,) = data[place : place + 4], struct.unpack("<I", data[place + 4 : place + 8])
        if place + 8 + size > len(data):
            raise ValueError(f"Data too short when trying to read chunk {name!r} of {size} bytes")
        found.setdefault(name, data[place + 8 : place + 8 + size])
        if name == b"data":
            break
        place += 8 + size + size % 2
    return found


def _read(data: bytes) -> tuple[np.ndarray, int]:
    """Samples, int16 (samples, channels), and their rate."""
    chunks = _chunks(data)
    header = chunks.get(b"fmt ", b"")
    if len(header) < 16:
        raise ValueError("Bad format chunk in WAV data")
    kind, channels, rate, bytes_per_second, frame, bits = struct.unpack("<HHIIHH", header[:16])
    if kind not in (_PCM, _EXTENSIBLE):
        raise ValueError(f"Bad audio format for WAV: expected 1 (PCM), but got {kind}")
    if bits != 16:
        raise ValueError(f"Can only read 16-bit WAV files, but received {bits}")
    if not channels or frame != 2 * channels or bytes_per_second != rate * frame:
        raise ValueError(
            f"Bad header: {channels} channels, {frame} bytes per frame, {bytes_per_second} a second"
        )
    if b"data" not in chunks:
        raise ValueError("No data chunk found in WAV")
    samples = np.frombuffer(chunks[b"data"], "<i2", len(chunks[b"data"]) // 2)
    return samples[: len(samples) // channels * channels].reshape(-1, channels), rate


@DecodeWav.kernel("host")
def _(contents: Any, desired_channels: int, desired_samples: int) -> Any:
    if contents.ndim:
        raise ValueError(f"Input contents should be scalar, got shape {contents.shape}")
    samples, rate = _read(bytes(contents[()]))
    audio = samples.astype(np.float32) / np.float32(_SCALE)
    count = len(audio) if desired_samples == -1 else desired_samples
    channels = audio.shape[1] if desired_channels == -1 else desired_channels
    out = np.zeros((count, channels), np.float32)
    kept = audio[:count]
    # Channels that the file does not have are copies of its last one.
    out[: len(kept)] = kept[:, np.minimum(np.arange(channels), audio.shape[1] - 1)]
    return out, np.int32(rate)


@DecodeWav.infer
def _(call: Call) -> Any:
    sizes = call.attrs["desired_samples"], call.attrs["desired_channels"]
    return [tuple(None if n == -1 else n for n in sizes), ()]


@EncodeWav.kernel("host")
def _(audio: Any, sample_rate: Any) -> Any:
    if audio.ndim != 2:
        raise ValueError(f"audio must be 2-dimensional but got shape {audio.shape}")
    if sample_rate.ndim:
        raise ValueError(f"sample_rate must be a scalar but got shape {sample_rate.shape}")
    rate, channels = int(sample_rate), audio.shape[1]
    if rate <= 0 or not 0 < channels < 1024:
        raise ValueError(f"sample_rate must be positive and channels few: {rate}, {channels}")
    loud = np.trunc(audio * np.float32(_SCALE) + np.copysign(np.float32(0.5), audio))
    body = np.clip(loud, -_SCALE, _SCALE - 1).astype("<i2").tobytes()
    form = struct.pack("<HHIIHH", _PCM, channels, rate, rate * 2 * channels, 2 * channels, 16)
    head = (
        b"WAVEfmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", len(body))
    )
    return b"RIFF" + struct.pack("<I", len(head) + len(body)) + head + body


class DecodedWav(NamedTuple):
    """What `decode_wav` returns.

    Attributes:
        audio: float32 (samples, channels), from -1 to 1.
        sample_rate: int32 scalar, samples per second.
    """

    audio: Tensor
    sample_rate: Tensor


def decode_wav(
    contents: TensorLike,
    desired_channels: int = -1,
    desired_samples: int = -1,
    name: str | None = None,
) -> DecodedWav:
    """The samples of a WAV file (16-bit PCM).

    Args:
        contents: the bytes of the file, a scalar string.
        desired_channels: how many channels to return; -1 for those of the file.
        desired_samples: how many samples to return, cut or filled up with zeros; -1 for all.
        name: the node's name in a graph.

    Returns: `audio`, float32 (samples, channels) from -1 to 1, and `sample_rate`, an int32 scalar.

    Raises:
        InvalidArgumentError: the contents are no such file.
    """
    return DecodedWav(
        *DecodeWav(
            contents, desired_channels=desired_channels, desired_samples=desired_samples, name=name
        )
    )


def encode_wav(audio: TensorLike, sample_rate: TensorLike, name: str | None = None) -> Tensor:
    """`audio` as a WAV file (16-bit PCM).

    Args:
        audio: float32 (samples, channels) from -1 to 1; what is beyond is clipped.
        sample_rate: samples per second, an int32 scalar.
        name: the node's name in a graph.

    Returns: the bytes of the file, a scalar string.
    """
    return EncodeWav(audio, sample_rate, name=name)
