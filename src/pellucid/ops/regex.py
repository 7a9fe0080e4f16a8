"""Regular expressions, by RE2: they match in linear time, and work on bytes that are UTF-8 text.

RE2's syntax is that of TensorFlow. It differs from Python's `re` (no look-around, `\\z` for the
end of the text), so the library that implements it does the matching here too.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.graph.shape_rules import same
from pellucid.ops.string_elements import elementwise, scalar
from pellucid.runtime.dispatch import op

RegexReplace = op(
    "RegexReplace",
    "input: string, pattern: string, rewrite: string -> output: string",
    replace_global=True,
    infer=same,
    gradient=None,
)


@RegexReplace.kernel("host")
def _(x: Any, pattern: Any, rewrite: Any, replace_global: bool) -> Any:
    return _replaced(x, scalar(pattern, "Pattern"), scalar(rewrite, "Rewrite"), replace_global)


StaticRegexReplace = op(
    "StaticRegexReplace",
    "input: string -> output: string",
    pattern=str,
    rewrite=str,
    replace_global=True,
    infer=same,
    gradient=None,
)


@StaticRegexReplace.kernel("host")
def _(x: Any, pattern: str, rewrite: str, replace_global: bool) -> Any:
    return _replaced(x, _bytes(pattern), _bytes(rewrite), replace_global)


RegexFullMatch = op(
    "RegexFullMatch", "input: string, pattern: string -> output: bool", infer=same, gradient=None
)


@RegexFullMatch.kernel("host")
def _(x: Any, pattern: Any) -> Any:
    return _matched(x, scalar(pattern, "Pattern"))


StaticRegexFullMatch = op(
    "StaticRegexFullMatch", "input: string -> output: bool", pattern=str, infer=same, gradient=None
)


@StaticRegexFullMatch.kernel("host")
def _(x: Any, pattern: str) -> Any:
    return _matched(x, _bytes(pattern))


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text


@functools.lru_cache(maxsize=256)
def compiled(pattern: bytes) -> Any:
    """The RE2 expression of a pattern.

    Raises:
        ValueError: the pattern is wrong.
        ImportError: the library is missing.
    """
    try:
        import re2
    except ImportError as error:
        raise ImportError("Regular expressions need RE2. Fix: pip install google-re2") from error
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        reason = error.args[0] if error.args else ""
        text = reason.decode() if isinstance(reason, bytes) else reason
        raise ValueError(
            f"Invalid pattern: {pattern.decode(errors='replace')}, error: {text}"
        ) from error


def _matched(x: Any, pattern: bytes) -> np.ndarray:
    fullmatch = compiled(pattern).fullmatch
    return elementwise(lambda text: fullmatch(text) is not None, x, dtype=np.bool_)


def _replaced(x: Any, pattern: bytes, rewrite: bytes, everywhere: bool) -> np.ndarray:
    regex = compiled(pattern)
    parts, whole = _parse(rewrite)
    groups = [part for part in parts if isinstance(part, int)]
    if max(groups, default=0) > regex.groups or not (whole or everywhere):
        return elementwise(bytes, x)  # a rewrite that cannot be done leaves the text alone

    def replace(text: bytes) -> bytes:
        pieces, end = [], 0
        for match in _matches(regex, text):
            pieces.append(text[end : match.start()])
            pieces += [
                part if isinstance(part, bytes) else match.group(part) or b"" for part in parts
            ]
            end = match.end()
            if not everywhere:
                break
        return b"".join([*pieces, text[end:]]) if pieces else text

    return elementwise(replace, x)


def _matches(regex: Any, text: bytes) -> Iterator[Any]:
    """The matches one after the other; an empty one never touches the end of the one before."""
    found = list(regex.finditer(text))
    if all(match.end() > match.start() for match in found):
        yield from found  # much faster than single searches, but with its own idea of empty ones
        return
    position, end = 0, -1
    while position <= len(text):
        match = regex.search(text, position)
        if match is None:
            return
        if match.start() == match.end() == end:
            position += _character(text, position)
            continue
        yield match
        position = end = match.end()


# A whole character of UTF-8 text; damaged text goes byte by byte.
_CHARACTER = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)


def _character(text: bytes, position: int) -> int:
    found = _CHARACTER.match(text, position)
    return found.end() - position if found else 1


@functools.lru_cache(maxsize=256)
def _parse(rewrite: bytes) -> tuple[tuple[bytes | int, ...], bool]:
    r"""Literal pieces and group numbers (`\1`); False if it breaks off at a wrong escape."""
    parts: list[bytes | int] = []
    position = 0
    for escape in re.finditer(rb"\\(.?)", rewrite, re.DOTALL):
        parts.append(rewrite[position : escape.start()])
        letter = escape[1]
        if letter.isdigit():
            parts.append(int(letter))
        elif letter == b"\\":
            parts.append(b"\\")
        else:
            return tuple(parts), False
        position = escape.end()
    return (*parts, rewrite[position:]), True


def regex_replace(
    input: TensorLike,
    pattern: TensorLike,
    rewrite: TensorLike,
    replace_global: bool = True,
    name: str | None = None,
) -> Tensor:
    r"""Each string with what matches `pattern` replaced by `rewrite`.

    Args:
        input: strings, any shape; also ragged.
        pattern: a regular expression in RE2's syntax.
        rewrite: the replacement; `\0` stands for the whole match, `\1` to `\9` for its groups.
        replace_global: replace all matches, or only the first.

    Raises:
        InvalidArgumentError: the pattern is wrong.

    Example:
        >>> tf.strings.regex_replace("Text with tags.<br />", "<[^>]+>", " ").numpy()
        b'Text with tags. '

    Reference: https://github.com/google/re2/wiki/Syntax
    """
    if isinstance(pattern, str | bytes) and isinstance(rewrite, str | bytes):
        return StaticRegexReplace(
            input, pattern=pattern, rewrite=rewrite, replace_global=replace_global, name=name
        )
    return RegexReplace(input, pattern, rewrite, replace_global=replace_global, name=name)


def regex_full_match(input: TensorLike, pattern: TensorLike, name: str | None = None) -> Tensor:
    """Whether `pattern` matches each string from its beginning to its end.

    Args:
        input: strings, any shape; also ragged.
        pattern: a regular expression in RE2's syntax.

    Returns: bool tensor of the shape of `input`.

    Example:
        >>> tf.strings.regex_full_match(["TF lib", "lib TF"], ".*lib$").numpy().tolist()
        [True, False]
    """
    if isinstance(pattern, str | bytes):
        return StaticRegexFullMatch(input, pattern=pattern, name=name)
    return RegexFullMatch(input, pattern, name=name)
