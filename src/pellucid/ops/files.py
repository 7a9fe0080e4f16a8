"""Files as ops: `tf.io.read_file`, `tf.io.write_file`, `tf.io.matching_files`."""

from __future__ import annotations

import os
from typing import Any

from pellucid.core.errors import (
    FailedPreconditionError,
    NotFoundError,
    OpError,
    PermissionDeniedError,
    UnknownError,
)
from pellucid.core.tensor import Tensor
from pellucid.core.typing import TensorLike
from pellucid.graph.shape_rules import scalar as scalar_shape
from pellucid.ops.string_elements import elements, scalar, vector
from pellucid.ops.variables import Variable
from pellucid.runtime.dispatch import op

ReadFile = op("ReadFile", "filename: string -> contents: string", infer=scalar_shape, gradient=None)


@ReadFile.kernel("host")
def _(filename: Any) -> Any:
    path = os.fsdecode(scalar(filename, "Input filename tensor"))
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise _failure("tf.io.read_file", path, error) from error


WriteFile = op("WriteFile", "filename: string, contents: string ->", stateful=True, gradient=None)


@WriteFile.kernel("host")
def _(filename: Any, contents: Any) -> None:
    path = os.fsdecode(scalar(filename, "Input filename tensor"))
    data = scalar(contents, "Contents tensor")
    try:
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        with open(path, "wb") as file:
            file.write(data)
    except OSError as error:
        raise _failure("tf.io.write_file", path, error) from error


MatchingFiles = op("MatchingFiles", "pattern: string -> filenames: string", gradient=None)


@MatchingFiles.infer
def _(call: Any) -> Any:
    return (None,)


@MatchingFiles.kernel("host")
def _(pattern: Any) -> Any:
    import glob

    found = [path for one in elements(pattern) for path in glob.glob(os.fsdecode(one))]
    return vector([os.fsencode(path) for path in sorted(set(found))])


def _failure(where: str, path: str, error: OSError) -> OpError:
    kinds = {
        FileNotFoundError: NotFoundError,
        PermissionError: PermissionDeniedError,
        IsADirectoryError: FailedPreconditionError,
    }
    kind = kinds.get(type(error), UnknownError)
    return kind(None, None, f"{where} [filename]: {path}; {error.strerror}")


def read_file(filename: TensorLike, name: str | None = None) -> Tensor:
    """The content of a file.

    Args:
        filename: a scalar string.

    Returns: a scalar string, the bytes of the file.

    Raises:
        NotFoundError: there is no such file.
    """
    return ReadFile(filename, name=name)


def write_file(filename: TensorLike, contents: TensorLike, name: str | None = None) -> Any:
    """Write a file, and the folders that lead to it.

    Args:
        filename: a scalar string.
        contents: a scalar string, the bytes to write.
    """
    return WriteFile(filename, contents, name=name)


def matching_files(pattern: TensorLike, name: str | None = None) -> Tensor:
    """The names of the files that match a pattern, sorted.

    Args:
        pattern: a scalar or vector of shell patterns, with `*`, `?` and `[…]`.

    Returns: a vector of strings.
    """
    return MatchingFiles(pattern, name=name)


def match_filenames_once(pattern: TensorLike, name: str | None = None) -> Variable:
    """A variable with the names of the files that match a pattern now.

    Args:
        pattern: a scalar or vector of shell patterns.
    """
    return Variable(matching_files(pattern), trainable=False, name=name, shape=[None])
