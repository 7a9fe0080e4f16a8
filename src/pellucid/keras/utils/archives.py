"""Unpacking tar and zip files into a folder, all or nothing."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pellucid.keras.utils.download import current_umask

if TYPE_CHECKING:
    from pathlib import Path


def archive_formats(archive_format: str | Sequence[str] | None) -> tuple[str, ...]:
    """The formats to try: `"auto"` means tar and zip, None means none.

    Raises:
        ValueError: a format other than these.
    """
    if archive_format is None:
        return ()
    if archive_format == "auto":
        return ("tar", "zip")
    formats = (archive_format,) if isinstance(archive_format, str) else tuple(archive_format)
    unknown = [name for name in formats if name not in ("tar", "zip")]
    if unknown:
        raise ValueError(
            "keras.utils.get_file [archive_format]: expected 'auto', 'tar', 'zip' or None, "
            f"received {unknown[0]!r}."
        )
    return formats


def extract_archive(archive: Path, target: Path, formats: Sequence[str]) -> None:
    """Unpacks an archive into the folder `target`, which appears only when it is complete.

    Args:
        archive: a tar (also gzip, bzip2, xz) or zip file.
        target: the folder; replaced if it is there.
        formats: which of `"tar"` and `"zip"` to try.

    Raises:
        ValueError: the file is no archive of these formats, or points outside the folder.
    """
    import shutil
    import tarfile
    import tempfile
    import zipfile
    from pathlib import Path

    target.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent))
    try:
        if "tar" in formats and tarfile.is_tarfile(archive):
            extract_tar(archive, part)
        elif "zip" in formats and zipfile.is_zipfile(archive):
            with zipfile.ZipFile(archive) as packed:
                packed.extractall(part)
        else:
            expected = " or ".join(formats) or "(none: archive_format=None)"
            raise ValueError(
                f"keras.utils.get_file [extract]: {archive} cannot be extracted. "
                f"Expected an archive of the format {expected}."
            )
        part.chmod(0o777 & ~current_umask())
        if target.is_dir():
            shutil.rmtree(target)
        os.replace(part, target)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def extract_tar(archive: Path, folder: Path) -> None:
    """Unpacks a tar file; nothing in it may point outside the folder."""
    import tarfile

    with tarfile.open(archive) as tar:
        if hasattr(tarfile, "data_filter"):
            tar.extractall(folder, filter="data")
            return
        for member in tar.getmembers():  # Python 3.11.0 to 3.11.3 know no filters
            inside = (folder / member.name).resolve().is_relative_to(folder.resolve())
            if not inside or not (member.isfile() or member.isdir()):
                raise ValueError(
                    f"keras.utils.get_file [extract]: {archive} holds {member.name!r}, "
                    "which points outside the folder it is extracted into."
                )
        tar.extractall(folder)
