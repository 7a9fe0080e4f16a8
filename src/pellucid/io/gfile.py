"""`tf.io.gfile`: files and folders by TensorFlow's names.

Paths are local: plain ones, or `file://` ones. Whatever `os.fspath` takes is a path.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any, TypeAlias

from pellucid.core.errors import (
    AlreadyExistsError,
    FailedPreconditionError,
    InvalidArgumentError,
    NotFoundError,
    OutOfRangeError,
    PermissionDeniedError,
    UnimplementedError,
    UnknownError,
    explain,
)

__all__ = [
    "GFile",
    "copy",
    "exists",
    "get_registered_schemes",
    "glob",
    "isdir",
    "join",
    "listdir",
    "makedirs",
    "mkdir",
    "remove",
    "rename",
    "rmtree",
    "stat",
    "walk",
]

Path: TypeAlias = "str | bytes | os.PathLike[Any]"
_MODES = ("r", "w", "a", "r+", "w+", "a+")


def local_path(path: Path) -> str:
    """The path as the operating system knows it."""
    text = os.fspath(path)
    if isinstance(text, bytes):
        text = text.decode()
    scheme, mark, rest = text.partition("://")
    if not mark:
        return text
    if scheme != "file":
        raise UnimplementedError(
            None, None,
            explain("tf.io.gfile [path]", f"File system scheme '{scheme}' not implemented",
                    expected="a local path or file://", received=repr(text)),
        )  # fmt: skip
    return rest


@contextlib.contextmanager
def translated_errors(path: Path) -> Iterator[None]:
    """Turn the operating system's errors into TensorFlow's."""
    try:
        yield
    except FileNotFoundError as error:
        raise NotFoundError(None, None, f"{os.fspath(path)!s}; {error.strerror}") from error
    except FileExistsError as error:
        raise AlreadyExistsError(None, None, f"{os.fspath(path)!s}; {error.strerror}") from error
    except PermissionError as error:
        raise PermissionDeniedError(None, None, f"{os.fspath(path)!s}; {error.strerror}") from error
    except (IsADirectoryError, NotADirectoryError) as error:
        text = f"{os.fspath(path)!s}; {error.strerror}"
        raise FailedPreconditionError(None, None, text) from error
    except OSError as error:
        raise UnknownError(None, None, f"{os.fspath(path)!s}; {error.strerror}") from error


class GFile:
    """A file, opened when it is first read or written.

    Args:
        name: the path.
        mode: `"r"`, `"w"`, `"a"`, with `+` or `b` if wanted. Without `b`, reading gives text.

    Raises:
        InvalidArgumentError: another mode.
        NotFoundError: reading a file that is not there.

    Example:
        >>> with tf.io.gfile.GFile("notes.txt", "w") as f:
        ...     f.write("first line")

    Reference: https://www.tensorflow.org/api_docs/python/tf/io/gfile/GFile
    """

    _reader: Any = None
    _writer: Any = None

    def __init__(self, name: Path, mode: str = "r") -> None:
        plain = mode.replace("b", "")
        if plain not in _MODES:
            raise InvalidArgumentError(
                None, None, f"mode is not 'r' or 'w' or 'a' or 'r+' or 'w+' or 'a+': {mode!r}"
            )
        self._name, self._mode, self._binary = name, plain, "b" in mode

    @property
    def name(self) -> Path:
        """The path, as it was given."""
        return self._name

    @property
    def mode(self) -> str:
        """The mode, without `b`."""
        return self._mode

    # ------------------------------------------------------------------ reading

    def _reading(self) -> Any:
        if self._reader is None:
            if self._mode not in ("r", "r+", "w+", "a+"):
                raise PermissionDeniedError(None, None, "File isn't open for reading")
            self.flush()
            with translated_errors(self._name):
                self._reader = open(local_path(self._name), "rb")
        return self._reader

    def _shown(self, data: bytes) -> Any:
        return data if self._binary else data.decode()

    def size(self) -> int:
        """The number of bytes of the file."""
        self.flush()
        return stat(self._name).length

    def read(self, n: int = -1) -> Any:
        """The next `n` bytes, or all that are left; text in text mode."""
        reader = self._reading()
        with translated_errors(self._name):
            return self._shown(reader.read(None if n == -1 else n))

    def readline(self) -> Any:
        """The next line with its end; empty at the end of the file."""
        reader = self._reading()
        with translated_errors(self._name):
            return self._shown(reader.readline())

    def readlines(self) -> list[Any]:
        """The lines that are left, with their ends."""
        reader = self._reading()
        with translated_errors(self._name):
            return [self._shown(line) for line in reader.readlines()]

    def seek(self, offset: int | None = None, whence: int = 0, position: int | None = None) -> None:
        """Move to `offset` bytes from the beginning (0), from here (1) or from the end (2).

        Raises:
            InvalidArgumentError: no offset, or another `whence`.
            OutOfRangeError: a place beyond the file.
        """
        offset = offset if position is None else position
        if offset is None:
            raise TypeError("seek(): offset argument required")
        reader = self._reading()
        base = {0: 0, 1: reader.tell(), 2: self.size()}.get(whence)
        if base is None:
            raise InvalidArgumentError(
                None, None, f"Invalid whence argument: {whence}. Valid values are 0, 1, or 2."
            )
        if base + offset > self.size():
            raise OutOfRangeError(None, None, "reached end of file")
        if base + offset < 0:
            raise InvalidArgumentError(None, None, f"Seek to {base + offset} is not possible")
        reader.seek(base + offset)

    def tell(self) -> int:
        """How many bytes of the file lie before this place."""
        if self._mode in ("r", "r+", "w+", "a+") and self._writer is None:
            return self._reading().tell()
        return self._writing().tell()

    def seekable(self) -> bool:
        """True."""
        return True

    def __iter__(self) -> GFile:
        return self

    def __next__(self) -> Any:
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    # ------------------------------------------------------------------ writing

    def _writing(self) -> Any:
        if self._writer is None:
            if self._mode == "r":
                raise PermissionDeniedError(None, None, "File isn't open for writing")
            with translated_errors(self._name):
                # r+ in TensorFlow writes a new file, as w+ does.
                mode = "ab" if self._mode[0] == "a" else "wb"
                self._writer = open(local_path(self._name), mode)
        return self._writer

    def write(self, file_content: str | bytes) -> None:
        """Append text or bytes."""
        if isinstance(file_content, str):
            file_content = file_content.encode()
        if not isinstance(file_content, bytes):
            raise TypeError(f"Expected binary or unicode string, got {file_content!r}")
        writer = self._writing()
        with translated_errors(self._name):
            writer.write(file_content)

    def flush(self) -> None:
        """Hand what was written to the operating system."""
        if self._writer is not None:
            with translated_errors(self._name):
                self._writer.flush()

    def close(self) -> None:
        """Close the file. Reading it again opens it anew."""
        for file in (self._reader, self._writer):
            if file is not None:
                with translated_errors(self._name):
                    file.close()
        self._reader = self._writer = None

    def __del__(self) -> None:
        # `GFile(path).read()` is common, and not worth a warning.
        for file in (self._reader, self._writer):
            if file is not None:
                file.close()

    def __enter__(self) -> GFile:
        return self

    def __exit__(
        self,
        unused_type: type[BaseException] | None,
        unused_value: BaseException | None,
        unused_traceback: TracebackType | None,
    ) -> None:
        self.close()


@dataclass(frozen=True)
class FileStatistics:
    """What `stat` knows of a file.

    Attributes:
        length: bytes.
        mtime_nsec: the time of the last change, in nanoseconds.
        is_directory: whether it is a folder.
    """

    length: int
    mtime_nsec: int
    is_directory: bool


def exists(path: Path) -> bool:
    """Whether there is a file or folder."""
    return os.path.exists(local_path(path))


def isdir(path: Path) -> bool:
    """Whether there is a folder."""
    return os.path.isdir(local_path(path))


def stat(path: Path) -> FileStatistics:
    """Length, time of change and kind of a file. Raises NotFoundError."""
    with translated_errors(path):
        found = os.stat(local_path(path))
    folder = os.path.isdir(local_path(path))
    return FileStatistics(found.st_size, found.st_mtime_ns, folder)


def listdir(path: Path) -> list[str]:
    """The names in a folder. Raises NotFoundError if it is none."""
    if not isdir(path):
        raise NotFoundError(None, None, f"Could not find directory {os.fspath(path)!s}")
    with translated_errors(path):
        return os.listdir(local_path(path))


def glob(pattern: Path | list[Path] | tuple[Path, ...]) -> list[str]:
    """The paths that fit a pattern (`*`, `?`, `[a-z]`), or one of several."""
    import glob as patterns

    several = pattern if isinstance(pattern, list | tuple) else [pattern]
    return [found for one in several for found in sorted(patterns.glob(local_path(one)))]


def walk(
    top: Path, topdown: bool = True, onerror: Callable[[Any], Any] | None = None
) -> Iterator[tuple[str, list[str], list[str]]]:
    """The folder, its folders and its files, then the same for each of its folders.

    Args:
        top: where to start.
        topdown: a folder before what is in it, or after.
        onerror: called with an error; otherwise folders that cannot be read are left out.

    Yields: (folder, names of its folders, names of its files).
    """
    here = os.fspath(top)
    here = here.decode() if isinstance(here, bytes) else here
    try:
        names = sorted(listdir(here))
    except NotFoundError as error:
        if onerror is not None:
            onerror(error)
        return
    folders = [n for n in names if isdir(join(here, n))]
    files = [n for n in names if n not in set(folders)]
    if topdown:
        yield here, folders, files
    for folder in folders:
        yield from walk(join(here, folder), topdown, onerror)
    if not topdown:
        yield here, folders, files


def join(path: Path, *paths: Path) -> str:
    """Parts of a path as one; what comes before an absolute part is dropped."""
    parts = [os.fspath(p) for p in (path, *paths)]
    return os.path.join(*[p.decode() if isinstance(p, bytes) else p for p in parts])


def mkdir(path: Path) -> None:
    """Make a folder; its parent must be there. Nothing happens if it is there already."""
    with translated_errors(path), contextlib.suppress(FileExistsError):
        os.mkdir(local_path(path))


def makedirs(path: Path) -> None:
    """Make a folder, and those above it."""
    with translated_errors(path):
        os.makedirs(local_path(path), exist_ok=True)


def remove(path: Path) -> None:
    """Delete a file. Raises NotFoundError."""
    with translated_errors(path):
        os.remove(local_path(path))


def rmtree(path: Path) -> None:
    """Delete a folder and all that is in it (or a file). Raises NotFoundError."""
    import shutil

    local = local_path(path)
    if not os.path.exists(local):
        raise NotFoundError(None, None, f"{local} not found")
    with translated_errors(path):
        if os.path.isdir(local):
            shutil.rmtree(local)
        else:
            os.remove(local)


def copy(src: Path, dst: Path, overwrite: bool = False) -> None:
    """Copy the contents of a file.

    Args:
        src: what to copy.
        dst: the path of the copy.
        overwrite: replace a file that is there.

    Raises:
        AlreadyExistsError: there is one, and it may not be replaced.
        NotFoundError: there is no `src`.
    """
    import shutil

    if not overwrite and exists(dst):
        raise AlreadyExistsError(None, None, "file already exists")
    with translated_errors(src):
        shutil.copyfile(local_path(src), local_path(dst))


def rename(src: Path, dst: Path, overwrite: bool = False) -> None:
    """Give a file or folder another path.

    Args:
        src: its path.
        dst: its path to be.
        overwrite: replace a file that is there.

    Raises:
        AlreadyExistsError: there is one, and it may not be replaced.
        NotFoundError: there is no `src`.
    """
    if not overwrite and exists(dst):
        raise AlreadyExistsError(None, None, "file already exists")
    with translated_errors(src):
        os.replace(local_path(src), local_path(dst))


def get_registered_schemes() -> list[str]:
    """The schemes that paths may have: none, and `file`."""
    return ["", "file"]
