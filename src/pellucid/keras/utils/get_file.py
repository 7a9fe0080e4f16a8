"""`keras.utils.get_file`: fetch a file once, verify it, keep it where Keras keeps it.

The steps, in the order in which a call takes them:

    get_file        decides: a file the user gave, the cache, or the network
    file_name       the local name, given or taken from the URL
    places          where the file lies, and the folder it is extracted into
    given_file      looks in the folder named by PELLUCID_DATASETS
    cache_folder    $KERAS_HOME or ~/.keras
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pellucid.keras.utils.archives import archive_formats, extract_archive
from pellucid.keras.utils.download import HashAlgorithm, download, hash_algorithm_of, matches_hash

if TYPE_CHECKING:
    from pathlib import Path


def get_file(
    fname: str | os.PathLike[str] | None = None,
    origin: str | None = None,
    untar: bool = False,
    md5_hash: str | None = None,
    file_hash: str | None = None,
    cache_subdir: str = "datasets",
    hash_algorithm: HashAlgorithm = "auto",
    extract: bool = False,
    archive_format: str | Sequence[str] | None = "auto",
    cache_dir: str | os.PathLike[str] | None = None,
    force_download: bool = False,
) -> str:
    """Downloads a file from a URL unless it is there already, and returns its path.

    The file is kept as `<cache_dir>/<cache_subdir>/<fname>`. Before the cache, the folder named
    by the environment variable `PELLUCID_DATASETS` is searched (unless `cache_dir` or
    `force_download` is given). A half-finished download never appears under the final name.

    Args:
        fname: name of the local file; default: the last part of `origin`. With `extract`, a name
            without a dot names the folder that is extracted into; a name with one names the
            archive, and its folder is `<name>_extracted`.
        origin: URL of the file (http, https, ftp or file).
        untar: old spelling of `extract=True, archive_format="tar"`.
        md5_hash: old spelling of `file_hash` with an md5 sum.
        file_hash: the hex digest that the file must have. A cached file with another digest is
            downloaded again; a file in `PELLUCID_DATASETS` is used, with a warning.
        cache_subdir: folder below the cache; an absolute path stands for itself.
        hash_algorithm: `"sha256"`, `"md5"`, or `"auto"`: told by the digest's length.
        extract: unpack the archive (tar, tar.gz, tar.bz2, tar.xz, zip) and return the folder.
        archive_format: `"auto"` (tar or zip), `"tar"`, `"zip"`, or a list of these.
        cache_dir: the cache; default `$KERAS_HOME`, or `~/.keras`.
        force_download: download even if the file is there.

    Returns:
        Path of the file, or with `extract` of the folder that holds the archive's content.

    Raises:
        ValueError: no `origin`; a path as `fname`; an unknown algorithm or format; a wrong digest;
            a file that is no archive.
        ConnectionError: no download was possible; names the file, the URL and the folder.

    Example:
        >>> path = tf.keras.utils.get_file(origin="https://example.org/flowers.tgz", extract=True)
    """
    if origin is None:
        raise ValueError("keras.utils.get_file [origin]: expected the file's URL, received None.")
    if md5_hash is not None and file_hash is None:
        file_hash, hash_algorithm = md5_hash, "md5"
    if hash_algorithm not in ("auto", "md5", "sha256"):
        raise ValueError(
            "keras.utils.get_file [hash_algorithm]: expected 'auto', 'md5' or 'sha256', "
            f"received {hash_algorithm!r}."
        )
    formats = archive_formats("tar" if untar else archive_format) if extract or untar else None
    name = file_name(fname, origin)
    folder = cache_folder(cache_dir) / cache_subdir
    archive, target = places(folder, name, fname is not None, formats is not None)

    file, fresh = archive, False
    given = None
    if cache_dir is None and not force_download:
        given = given_file(name, origin_name(origin), cache_subdir, formats is not None)
    if given is not None and given.is_dir():
        return str(given)
    if given is not None:
        warn_if_altered(given, file_hash, hash_algorithm)
        file = given
    elif force_download or not is_current(archive, file_hash, hash_algorithm):
        download(origin, archive, file_hash, hash_algorithm)
        fresh = True
    if formats is None:
        return str(file)
    if fresh or not target.exists():
        extract_archive(file, target, formats)
    return str(target)


def origin_name(origin: str) -> str:
    """The last part of a URL's path: `"a.tgz"` of `"https://example.org/x/a.tgz?raw=1"`."""
    import urllib.parse
    import urllib.request
    from pathlib import Path

    path = urllib.parse.urlsplit(origin).path
    return "" if path.endswith("/") else Path(urllib.request.url2pathname(path)).name


def file_name(fname: str | os.PathLike[str] | None, origin: str) -> str:
    """The local name: `fname` if given, else the last part of `origin`."""
    from pathlib import Path

    if fname is None:
        name = origin_name(origin)
        if not name:
            raise ValueError(
                f"keras.utils.get_file [fname]: {origin!r} does not end in a file's name. "
                "Fix: pass fname=."
            )
        return name
    name = os.fspath(fname)
    if not name or Path(name).name != name:
        raise ValueError(
            f"keras.utils.get_file [fname]: expected a file's name, received the path {name!r}. "
            "Fix: give the folder as cache_dir= and cache_subdir=."
        )
    return name


def places(folder: Path, name: str, named_by_user: bool, extract: bool) -> tuple[Path, Path]:
    """Where the file lies and the folder it is extracted into, as Keras 3 names them."""
    if not extract:
        return folder / name, folder / name
    if named_by_user and "." in name:
        return folder / name, folder / (name.split(".")[0] + "_extracted")
    return folder / f"{name}_archive", folder / name


def cache_folder(cache_dir: str | os.PathLike[str] | None = None) -> Path:
    """The folder of Keras's files: `cache_dir`, else `$KERAS_HOME`, else `~/.keras`."""
    import tempfile
    from pathlib import Path

    if cache_dir is not None:
        return Path(cache_dir).expanduser()
    if home := os.environ.get("KERAS_HOME"):
        return Path(home).expanduser()
    folder = Path("~/.keras").expanduser()
    existing = next(place for place in (folder, *folder.parents) if place.exists())
    # Containers often run with a home that nobody may write to: Keras goes to /tmp then.
    return folder if os.access(existing, os.W_OK) else Path(tempfile.gettempdir()) / ".keras"


def given_file(name: str, remote_name: str, cache_subdir: str, extract: bool) -> Path | None:
    """The file, or with `extract` its folder, that the user put into `$PELLUCID_DATASETS`, if any.

    It may lie there directly, or in the folders that Keras would use (`datasets/fashion-mnist/`).
    """
    from pathlib import Path

    root = os.environ.get("PELLUCID_DATASETS")
    if not root:
        return None
    top = Path(root).expanduser()
    parts = Path(cache_subdir).parts
    below = Path(*parts[1:]) if parts[:1] == ("datasets",) else Path(cache_subdir)
    for folder in (top, top / below, top / cache_subdir):
        for candidate in (folder / name, folder / remote_name):
            if candidate.is_file() or (extract and candidate.is_dir()):
                return candidate
    return None


def is_current(path: Path, digest: str | None, algorithm: str) -> bool:
    """Whether the cache holds the file, and it is the one that was asked for."""
    if not path.exists():
        return False
    if digest is None or matches_hash(path, digest, algorithm):
        return True
    print(f"{path} has another {hash_algorithm_of(digest, algorithm)} sum than expected.")
    return False


def warn_if_altered(path: Path, digest: str | None, algorithm: str) -> None:
    """A file that the user gave is used as it is; that it is not the usual one is worth a word."""
    if digest is not None and not matches_hash(path, digest, algorithm):
        kind = hash_algorithm_of(digest, algorithm)
        warnings.warn(
            f"{path} is not the usual file of this name: its {kind} sum differs from {digest}. "
            "It is used because PELLUCID_DATASETS names its folder.",
            UserWarning,
            stacklevel=3,
        )
