"""Web-safe base64: `tf.io.encode_base64`, `tf.io.decode_base64`."""

from __future__ import annotations

import re
from typing import Any

from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.graph.shape_rules import same
from pellucid.ops.string_elements import elementwise
from pellucid.runtime.dispatch import op

EncodeBase64 = op(
    "EncodeBase64", "input: string -> output: string", pad=False, infer=same, gradient=None
)


@EncodeBase64.kernel("host")
def _(x: Any, pad: bool) -> Any:
    from base64 import urlsafe_b64encode

    return elementwise(
        lambda s: urlsafe_b64encode(s) if pad else urlsafe_b64encode(s).rstrip(b"="), x
    )


DecodeBase64 = op("DecodeBase64", "input: string -> output: string", infer=same, gradient=None)

_DIGITS = re.compile(rb"[A-Za-z0-9_-]*")


@DecodeBase64.kernel("host")
def _(x: Any) -> Any:
    return elementwise(_decode, x)


def _decode(text: bytes) -> bytes:
    from base64 import urlsafe_b64decode

    digits = text.rstrip(b"=")
    if not _DIGITS.fullmatch(digits) or len(text) - len(digits) not in (0, -len(digits) % 4):
        raise ValueError(f"Invalid character found in base64: {text[:80]!r}")
    if len(digits) % 4 == 1:
        raise ValueError(f"Base64 string length cannot be 1 modulo 4: {text[:80]!r}")
    return urlsafe_b64decode(digits + b"=" * (-len(digits) % 4))


def encode_base64(input: TensorLike, pad: bool = False, name: str | None = None) -> Tensor:
    """Each string in web-safe base64, where - and _ take the places of + and /.

    Args:
        input: strings, any shape; also ragged.
        pad: end with = signs, so that lengths are multiples of 4.
    """
    return EncodeBase64(input, pad=pad, name=name)


def decode_base64(input: TensorLike, name: str | None = None) -> Tensor:
    """The strings that web-safe base64 stands for.

    Args:
        input: encoded strings, any shape, with or without = signs at the end; also ragged.

    Raises:
        InvalidArgumentError: a string is no such code.

    Example:
        >>> tf.io.decode_base64("aGVsbG8").numpy()
        b'hello'
    """
    return DecodeBase64(input, name=name)
