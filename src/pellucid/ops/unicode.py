"""Unicode text: bytes in some encoding to code points and back.

`errors` says what happens to bytes that are no text: "replace" puts `replacement_char` in the
place of each malformed sequence (the longest piece of a character, as Unicode recommends),
"ignore" drops it, "strict" raises.
"""

from __future__ import annotations

import codecs
import functools
import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.errors import explain
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.graph.shape_rules import same
from pellucid.ops.array import reshape, shape as shape_of, size
from pellucid.ops.creation import range as range_of
from pellucid.ops.ragged_tensor import RaggedTensor
from pellucid.ops.reduction import reduce_prod
from pellucid.ops.string_elements import choice, elements, elementwise, vector, with_rows
from pellucid.runtime.dispatch import op

_ERRORS = ("strict", "replace", "ignore")
_OUTPUTS = {"UTF-8": "utf-8", "UTF-16-BE": "utf-16-be", "UTF-32-BE": "utf-32-be"}
_DECODING: dict[str, Any] = {
    "input_encoding": str,
    "errors": "replace",
    "replacement_char": 65533,
    "replace_control_characters": False,
    "Tsplits": dtypes.int64,
}

UnicodeDecode = op(
    "UnicodeDecode",
    "input: string -> row_splits: Tsplits, char_values: int32",
    gradient=None,
    **_DECODING,
)


@UnicodeDecode.infer
def _(call: Any) -> Any:
    return [_splits_shape(call), (None,)]


@UnicodeDecode.kernel("host")
def _(
    x: Any,
    input_encoding: str,
    errors: str,
    replacement_char: int,
    replace_control_characters: bool,
) -> Any:
    read = _reader(input_encoding, errors, replacement_char, replace_control_characters)
    codec = _codec(input_encoding)
    rows = []
    for text in elements(x):
        row = None if replace_control_characters else _whole(text, codec)
        rows.append("".join(chr(code) for code, _ in read(text)) if row is None else row)
    codes = "".join(rows).encode("utf-32-le", "surrogatepass")
    return _row_splits(rows), np.frombuffer(codes, "<i4")


UnicodeDecodeWithOffsets = op(
    "UnicodeDecodeWithOffsets",
    "input: string -> row_splits: Tsplits, char_values: int32, char_to_byte_starts: int64",
    gradient=None,
    **_DECODING,
)


@UnicodeDecodeWithOffsets.infer
def _(call: Any) -> Any:
    return [_splits_shape(call), (None,), (None,)]


@UnicodeDecodeWithOffsets.kernel("host")
def _(
    x: Any,
    input_encoding: str,
    errors: str,
    replacement_char: int,
    replace_control_characters: bool,
) -> Any:
    read = _reader(input_encoding, errors, replacement_char, replace_control_characters)
    rows = [list(read(text)) for text in elements(x)]
    codes = np.array([code for row in rows for code, _ in row], np.int32)
    return _row_splits(rows), codes, np.array([start for row in rows for _, start in row], np.int64)


UnicodeEncode = op(
    "UnicodeEncode",
    "input_values: int32, input_splits: Tsplits -> output: string",
    errors="replace",
    output_encoding=str,
    replacement_char=65533,
    Tsplits=frozenset({dtypes.int32, dtypes.int64}),
    gradient=None,
)


@UnicodeEncode.infer
def _(call: Any) -> Any:
    dims = call.shape(1)
    return (None if dims is None or dims[0] is None else dims[0] - 1,)


@UnicodeEncode.kernel("host")
def _(values: Any, splits: Any, errors: str, output_encoding: str, replacement_char: int) -> Any:
    write = _writer(output_encoding, errors, replacement_char)
    codes, edges = elements(values), elements(splits)
    return vector([write(codes[a:b]) for a, b in itertools.pairwise(edges)])


UnicodeTranscode = op(
    "UnicodeTranscode",
    "input: string -> output: string",
    input_encoding=str,
    output_encoding=str,
    errors="replace",
    replacement_char=65533,
    replace_control_characters=False,
    infer=same,
    gradient=None,
)


@UnicodeTranscode.kernel("host")
def _(
    x: Any,
    input_encoding: str,
    output_encoding: str,
    errors: str,
    replacement_char: int,
    replace_control_characters: bool,
) -> Any:
    read = _reader(input_encoding, errors, replacement_char, replace_control_characters)
    write = _writer(output_encoding, errors, replacement_char)
    return elementwise(lambda text: write([code for code, _ in read(text)]), x)


UnicodeScript = op("UnicodeScript", "input: int32 -> output: int32", infer=same, gradient=None)


@UnicodeScript.kernel("host")
def _(x: Any) -> Any:
    from pellucid.ops.unicode_scripts import script_of

    return elementwise(script_of, x, dtype=np.int32)


def _splits_shape(call: Any) -> Any:
    dims = call.shape(0)
    return (None if dims is None or dims[0] is None else dims[0] + 1,)


def _row_splits(rows: list[Any]) -> np.ndarray:
    return np.concatenate([[0], np.cumsum([len(row) for row in rows], dtype=np.int64)])


# --- reading and writing --------------------------------------------------------------------------


def _reader(encoding: str, errors: str, replacement: int, controls: bool) -> Any:
    """A function from bytes to their code points and where each of them begins."""
    codec = _codec(encoding)
    choice(errors, _ERRORS, "errors")
    _check_replacement(replacement)

    def read(text: bytes) -> Iterator[tuple[int, int]]:
        for code, start in _decoded(text, codec):
            damaged = code is None
            if damaged and errors == "strict":
                raise ValueError(f"Invalid formatting on input string {text[:80]!r}")
            if damaged or (controls and code < 32):
                if errors != "ignore":
                    yield replacement, start
            else:
                yield code, start

    return read


def _whole(text: bytes, codec: str) -> str | None:
    """The text if nothing in it is malformed: by far the most common case."""
    try:
        return text.decode(codec)
    except UnicodeDecodeError:
        return None


def _decoded(text: bytes, codec: str) -> Iterator[tuple[Any, int]]:
    """Code points (None for malformed bytes) and where they begin."""
    if codec == "utf-16":  # a mark at the beginning says which one; big-endian without
        if text[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            codec = "utf-16-le" if text[:2] == codecs.BOM_UTF16_LE else "utf-16-be"
            yield from ((code, start + 2) for code, start in _decoded(text[2:], codec))
            return
        codec = "utf-16-be"
    position = 0
    while position < len(text):
        try:
            good, bad = text[position:].decode(codec), 0
        except UnicodeDecodeError as error:
            good, bad = (
                text[position : position + error.start].decode(codec),
                error.end - error.start,
            )
        for character in good:
            yield ord(character), position
            position += len(character.encode(codec))
        if bad:
            yield None, position
            position += bad


def _writer(encoding: str, errors: str, replacement: int) -> Any:
    """A function from code points to bytes."""
    codec = _OUTPUTS[choice(encoding, tuple(_OUTPUTS), "output_encoding")]
    choice(errors, _ERRORS, "errors")
    _check_replacement(replacement)

    def write(codes: list[int]) -> bytes:
        found = []
        for code in codes:
            if 0 <= code < 0x110000 and not 0xD800 <= code < 0xE000:
                found.append(chr(code))
            elif errors == "strict":
                raise ValueError(f"Code point {code} is out of range for Unicode, or a surrogate")
            elif errors == "replace":
                found.append(chr(replacement))
        return "".join(found).encode(codec)

    return write


@functools.lru_cache
def _codec(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError as error:
        raise ValueError(f"Could not create converter for input encoding: {encoding}") from error


def _check_replacement(code: int) -> None:
    if not 0 <= code < 0x110000:
        raise ValueError(f"replacement_char out of unicode codepoint range, received {code}")


# --- public ---------------------------------------------------------------------------------------


def unicode_decode(
    input: TensorLike,
    input_encoding: str,
    errors: str = "replace",
    replacement_char: int = 65533,
    replace_control_characters: bool = False,
    name: str | None = None,
) -> Any:
    """The code points of each string.

    Args:
        input: encoded strings; also ragged.
        input_encoding: "UTF-8", "UTF-16-BE", or any other name of an encoding.
        errors: what to do with malformed bytes: "strict", "replace" or "ignore".
        replacement_char: the code point that replaces them.
        replace_control_characters: replace the code points below 32, too.

    Returns: int32, a RaggedTensor with one more dimension than `input`; a vector for a scalar.

    Raises:
        InvalidArgumentError: the encoding is not known, or malformed bytes with "strict".

    Example:
        >>> tf.strings.unicode_decode("é!", "UTF-8").numpy().tolist()
        [233, 33]
    """
    attrs = _decoding(input_encoding, errors, replacement_char, replace_control_characters)
    return with_rows(_strings(input), lambda texts: UnicodeDecode(texts, name=name, **attrs))[0]


def unicode_decode_with_offsets(
    input: TensorLike,
    input_encoding: str,
    errors: str = "replace",
    replacement_char: int = 65533,
    replace_control_characters: bool = False,
    name: str | None = None,
) -> Any:
    """The code points of each string, and the byte at which each of them begins.

    Args: as for `unicode_decode`.

    Returns: a pair: code points (int32) and offsets (int64), each as from `unicode_decode`.
    """
    attrs = _decoding(input_encoding, errors, replacement_char, replace_control_characters)
    return with_rows(
        _strings(input), lambda texts: UnicodeDecodeWithOffsets(texts, name=name, **attrs)
    )


def unicode_split(
    input: TensorLike,
    input_encoding: str,
    errors: str = "replace",
    replacement_char: int = 65533,
    name: str | None = None,
) -> Any:
    """Each string as its characters, in the same encoding.

    Args:
        input: encoded strings; also ragged.
        input_encoding: "UTF-8", "UTF-16-BE" or "UTF-32-BE".
        errors: what to do with malformed bytes: "strict", "replace" or "ignore".
        replacement_char: the code point that replaces them.

    Returns: strings, a RaggedTensor with one more dimension than `input`; a vector for a scalar.
    """
    codes = unicode_decode(input, input_encoding, errors, replacement_char, False, name)
    return _characters(codes, input_encoding, replacement_char)


def unicode_split_with_offsets(
    input: TensorLike,
    input_encoding: str,
    errors: str = "replace",
    replacement_char: int = 65533,
    name: str | None = None,
) -> Any:
    """The characters of each string, and the byte at which each of them begins.

    Args: as for `unicode_split`.

    Returns: a pair: characters (strings) and offsets (int64), each as from `unicode_split`.
    """
    codes, offsets = unicode_decode_with_offsets(
        input, input_encoding, errors, replacement_char, False, name
    )
    return _characters(codes, input_encoding, replacement_char), offsets


def unicode_encode(
    input: TensorLike,
    output_encoding: str,
    errors: str = "replace",
    replacement_char: int = 65533,
    name: str | None = None,
) -> Any:
    """Strings from code points; the innermost dimension of `input` is joined.

    Args:
        input: int32 code points, of rank 1 or more; also ragged.
        output_encoding: "UTF-8", "UTF-16-BE" or "UTF-32-BE".
        errors: what to do with numbers that are no code points: "strict", "replace" or "ignore".
        replacement_char: the code point that replaces them.

    Returns: strings with one dimension less than `input`.

    Raises:
        InvalidArgumentError: a number is no code point, with "strict".

    Example:
        >>> tf.strings.unicode_encode([233, 33], "UTF-8").numpy().decode()
        'é!'
    """
    attrs = {
        "output_encoding": output_encoding,
        "errors": errors,
        "replacement_char": replacement_char,
    }
    if isinstance(input, RaggedTensor):
        if isinstance(input.values, RaggedTensor):
            return input.with_values(unicode_encode(input.values, name=name, **attrs))
        if input.values.shape.rank == 1:
            return UnicodeEncode(input.values, input.row_splits, name=name, **attrs)
        return input.with_values(unicode_encode(input.values, name=name, **attrs))
    codes = convert(input)
    if codes.shape.rank == 0:
        raise ValueError(
            explain(
                "tf.strings.unicode_encode [input]",
                "a row is needed",
                expected="rank 1 or more",
                received="rank 0",
            )
        )
    shape = shape_of(codes)
    width = shape[-1]
    splits = range_of(reduce_prod(shape[:-1]) + 1) * width
    texts = UnicodeEncode(reshape(codes, [-1]), splits, name=name, **attrs)
    return reshape(texts, shape[:-1])


def unicode_transcode(
    input: TensorLike,
    input_encoding: str,
    output_encoding: str,
    errors: str = "replace",
    replacement_char: int = 65533,
    replace_control_characters: bool = False,
    name: str | None = None,
) -> Tensor:
    """Strings from one encoding in another.

    Args:
        input: encoded strings, any shape; also ragged.
        input_encoding: "UTF-8", "UTF-16-BE", or any other name of an encoding.
        output_encoding: "UTF-8", "UTF-16-BE" or "UTF-32-BE".
        errors: what to do with malformed bytes: "strict", "replace" or "ignore".
        replacement_char: the code point that replaces them.
        replace_control_characters: replace the code points below 32, too.
    """
    attrs = _decoding(input_encoding, errors, replacement_char, replace_control_characters)
    return UnicodeTranscode(input, output_encoding=output_encoding, name=name, **attrs)


def unicode_script(input: TensorLike, name: str | None = None) -> Tensor:
    """The script of each code point, as the number that ICU gives it: 25 for Latin, 17 for Han.

    Args:
        input: int32 code points, any shape; also ragged.

    Returns: int32 tensor of the same shape; -1 where there is no such code point.

    Example:
        >>> tf.strings.unicode_script([97, 0x4E2D]).numpy().tolist()
        [25, 17]

    Reference: https://unicode-org.github.io/icu-docs/apidoc/released/icu4c/uscript_8h.html
    """
    return UnicodeScript(input, name=name)


def _decoding(encoding: str, errors: str, replacement: int, controls: bool) -> dict[str, Any]:
    return {
        "input_encoding": encoding,
        "errors": errors,
        "replacement_char": replacement,
        "replace_control_characters": controls,
    }


def _strings(input: TensorLike) -> Any:
    return input if isinstance(input, RaggedTensor) else convert(input, dtypes.string)


def _characters(codes: Any, encoding: str, replacement: int) -> Any:
    """Each code point as a string of its own."""
    if isinstance(codes, RaggedTensor):
        return codes.with_flat_values(_characters(codes.flat_values, encoding, replacement))
    splits = range_of(size(codes) + 1)
    return UnicodeEncode(codes, splits, output_encoding=encoding, replacement_char=replacement)
