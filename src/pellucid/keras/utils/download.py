"""Downloading one file: atomically, verified, with a progress line."""

from __future__ import annotations

import os
import sys
import time
from typing import IO, TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

CHUNK = 1 << 16
TIMEOUT_SECONDS = 30.0

HashAlgorithm = Literal["auto", "md5", "sha256"]


def hash_algorithm_of(digest: str, algorithm: str) -> str:
    """`"sha256"` or `"md5"`; `"auto"` is told by the digest's length."""
    if algorithm != "auto":
        return algorithm
    return "sha256" if len(digest) == 64 else "md5"


def hash_of(path: Path, algorithm: str) -> str:
    """The file's hex digest."""
    import hashlib

    with open(path, "rb") as file:
        return hashlib.file_digest(file, algorithm).hexdigest()


def matches_hash(path: Path, digest: str, algorithm: str) -> bool:
    """Whether the file has this hex digest."""
    return hash_of(path, hash_algorithm_of(digest, algorithm)) == digest.lower()


def download(origin: str, target: Path, digest: str | None, algorithm: str) -> None:
    """Downloads `origin` to `target`, which changes only once all of it has come and is right.

    Args:
        origin: the URL.
        target: the final path; its folder is made.
        digest: the expected hex digest, or None.
        algorithm: `"sha256"`, `"md5"` or `"auto"`.

    Raises:
        ConnectionError: the download failed.
        ValueError: the file has another digest.
        OSError: the folder cannot be written to.
    """
    import urllib.error

    handle, part = temporary_file(target)
    try:
        with os.fdopen(handle, "wb") as file:
            receive(origin, file, target.name)
        if digest is not None and not matches_hash(part, digest, algorithm):
            kind = hash_algorithm_of(digest, algorithm)
            raise ValueError(
                f"keras.utils.get_file: {origin} is not the expected file. Expected the {kind} sum "
                f"{digest}, received {hash_of(part, kind)} ({part.stat().st_size} bytes). "
                f"Fix: try again, or put the right file at {target}."
            )
        part.chmod(0o666 & ~current_umask())
        os.replace(part, target)
    except (urllib.error.URLError, ConnectionError, TimeoutError, EOFError) as error:
        raise unreachable(origin, target, error) from error
    finally:
        part.unlink(missing_ok=True)


def temporary_file(target: Path) -> tuple[int, Path]:
    """An open temporary file beside `target`, so that the final rename stays on one disk."""
    import tempfile
    from pathlib import Path

    folder = target.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=folder)
    except OSError as error:
        raise OSError(
            f"keras.utils.get_file: nothing can be written to {folder}: "
            f"{error.strerror or error}. Fix: set KERAS_HOME to a folder of yours."
        ) from error
    return handle, Path(name)


def receive(origin: str, file: IO[bytes], label: str) -> None:
    """Copies the bytes behind a URL into an open file, with a progress line."""
    import urllib.request

    print(f"Downloading data from {origin}")
    request = urllib.request.Request(origin, headers={"User-Agent": "pellucid"})
    with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:
        total = int(response.headers.get("Content-Length") or 0)
        progress = ProgressLine(label, total)
        received = 0
        while chunk := response.read(CHUNK):
            file.write(chunk)
            received += len(chunk)
            progress.show(received)
        progress.close(received)
    if total and received != total:
        raise EOFError(f"the connection ended after {received} of {total} bytes")


def unreachable(origin: str, target: Path, error: Exception) -> ConnectionError:
    """The error of a download that failed: what, from where, why, and where the file may be put."""
    import urllib.error
    import urllib.parse
    from pathlib import Path

    reason = getattr(error, "reason", None) or error
    if isinstance(error, urllib.error.HTTPError):
        reason = f"{error.code} {error.reason}"
    given = os.environ.get("PELLUCID_DATASETS")
    folder = f"{given} (PELLUCID_DATASETS)" if given else "the folder that PELLUCID_DATASETS names"
    name = Path(urllib.parse.urlsplit(origin).path).name
    return ConnectionError(
        f"keras.utils.get_file: {target.name} is not here and could not be downloaded.\n"
        f"  file:   {target}\n"
        f"  from:   {origin}\n"
        f"  reason: {reason}\n"
        "Fix: with a network, run again; without one, bring the file from that address and put it "
        f"at {target}, or as {name} into {folder}."
    )


def current_umask() -> int:
    """The process's umask: mkstemp's files are private, a cache's files are not."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


class ProgressLine:
    """One line that grows in a terminal; one closing line elsewhere."""

    def __init__(self, label: str, total: int) -> None:
        self.label = label
        self.total = total
        self.live = sys.stdout.isatty()
        self.start = self.last = time.monotonic()

    def text(self, received: int) -> str:
        """`mnist.npz  3.2 of 11.5 MB  28 %`"""
        size = f"{received / 1e6:.1f}"
        if self.total:
            share = min(100, round(100 * received / self.total))
            return f"{self.label}  {size} of {self.total / 1e6:.1f} MB  {share} %"
        return f"{self.label}  {size} MB"

    def show(self, received: int) -> None:
        """Redraws the line, at most ten times a second."""
        now = time.monotonic()
        if self.live and now - self.last >= 0.1:
            self.last = now
            print(f"\r{self.text(received)}  ", end="", flush=True)

    def close(self, received: int) -> None:
        """Draws the line for the last time."""
        seconds = time.monotonic() - self.start
        print(f"{chr(13) if self.live else ''}{self.text(received)}  {seconds:.1f} s", flush=True)
