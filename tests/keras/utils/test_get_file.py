"""`keras.utils.get_file`: names, cache, checksums, archives, a user's own folder, no network."""

from __future__ import annotations

import hashlib
import http.server
import io
import tarfile
import threading
import zipfile
from pathlib import Path

import pytest

from pellucid.keras.utils.get_file import file_name, get_file

SHA = hashlib.sha256(b"hello").hexdigest()
MD5 = hashlib.md5(b"hello").hexdigest()


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder that plays the server, through file:// addresses."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "a.txt").write_text("hello")
    with tarfile.open(folder / "pack.tgz", "w:gz") as tar:
        info = tarfile.TarInfo("pack/one.txt")
        info.size = 1
        tar.addfile(info, io.BytesIO(b"1"))
    with zipfile.ZipFile(folder / "pack.zip", "w") as packed:
        packed.writestr("pack/one.txt", "1")
    return folder


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def tree(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_the_name_comes_from_the_url(site: Path, cache: Path):
    path = get_file(origin=(site / "a.txt").as_uri(), cache_dir=cache)
    assert path == str(cache / "datasets" / "a.txt")
    assert Path(path).read_text() == "hello"
    assert tree(cache) == ["datasets/a.txt"]
    assert file_name(None, "https://example.org/x/my%20a.txt?raw=1#top") == "my a.txt"


def test_a_cached_file_is_not_fetched_again(site: Path, cache: Path):
    first = get_file("b.txt", (site / "a.txt").as_uri(), cache_dir=cache, cache_subdir="x/y")
    (site / "a.txt").write_text("changed")
    assert (
        get_file("b.txt", (site / "a.txt").as_uri(), cache_dir=cache, cache_subdir="x/y") == first
    )
    assert Path(first).read_text() == "hello"
    get_file(
        "b.txt",
        (site / "a.txt").as_uri(),
        cache_dir=cache,
        cache_subdir="x/y",
        force_download=True,
    )
    assert Path(first).read_text() == "changed"


@pytest.mark.parametrize(
    "check",
    [
        {"file_hash": SHA},
        {"file_hash": SHA.upper()},
        {"file_hash": MD5},
        {"md5_hash": MD5},
        {"file_hash": MD5, "hash_algorithm": "md5"},
        {"file_hash": SHA, "hash_algorithm": "sha256"},
    ],
)
def test_a_stale_file_is_replaced_when_its_sum_is_wrong(site: Path, cache: Path, check: dict):
    stale = cache / "datasets" / "a.txt"
    stale.parent.mkdir(parents=True)
    stale.write_text("old")
    path = get_file(origin=(site / "a.txt").as_uri(), cache_dir=cache, **check)
    assert Path(path).read_text() == "hello"


def test_a_wrong_download_leaves_nothing_behind(site: Path, cache: Path):
    with pytest.raises(ValueError, match=f"Expected the sha256 sum {'0' * 64}, received {SHA}"):
        get_file(origin=(site / "a.txt").as_uri(), cache_dir=cache, file_hash="0" * 64)
    assert tree(cache) == []


@pytest.mark.parametrize("archive", ["pack.tgz", "pack.zip"])
@pytest.mark.parametrize(
    ("fname", "folder", "file"),
    [
        (None, "{}", "{}_archive"),
        ("flowers", "flowers", "flowers_archive"),
        ("flowers.v1.tar.gz", "flowers_extracted", "flowers.v1.tar.gz"),
    ],
)
def test_archives_lie_where_keras_puts_them(
    site: Path, cache: Path, archive: str, fname: str | None, folder: str, file: str
):
    target = cache / "datasets" / folder.format(archive)
    for _ in range(2):
        path = get_file(fname, (site / archive).as_uri(), extract=True, cache_dir=cache)
        assert path == str(target)
    inside = str((target / "pack" / "one.txt").relative_to(cache))
    assert tree(cache) == sorted([inside, f"datasets/{file.format(archive)}"])


def test_untar_means_tar_only(site: Path, cache: Path):
    path = get_file("t", (site / "pack.tgz").as_uri(), untar=True, cache_dir=cache)
    assert (Path(path) / "pack" / "one.txt").read_text() == "1"
    with pytest.raises(ValueError, match="Expected an archive of the format tar"):
        get_file("z", (site / "pack.zip").as_uri(), untar=True, cache_dir=cache)


def test_a_tar_file_cannot_leave_its_folder(site: Path, cache: Path):
    with tarfile.open(site / "bad.tar", "w") as tar:
        tar.addfile(tarfile.TarInfo("../outside.txt"), io.BytesIO(b""))
    with pytest.raises((tarfile.FilterError, ValueError)):
        get_file("bad", (site / "bad.tar").as_uri(), extract=True, cache_dir=cache)
    assert tree(cache) == ["datasets/bad_archive"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"fname": "a"}, r"\[origin\]"),
        ({"origin": "http://127.0.0.1:9/"}, "does not end in a file's name"),
        ({"fname": "x/a", "origin": "file:///a"}, "received the path 'x/a'"),
        ({"origin": "file:///a", "hash_algorithm": "crc"}, "received 'crc'"),
        ({"origin": "file:///a", "extract": True, "archive_format": "rar"}, "received 'rar'"),
    ],
)
def test_bad_arguments(cache: Path, arguments: dict, message: str):
    with pytest.raises(ValueError, match=message):
        get_file(cache_dir=cache, **arguments)


def test_without_a_network_the_error_says_where_to_put_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setenv("no_proxy", "*")
    with pytest.raises(ConnectionError) as caught:
        get_file(origin="http://127.0.0.1:9/mnist.npz")
    text = str(caught.value)
    assert str(tmp_path / "datasets" / "mnist.npz") in text
    assert "http://127.0.0.1:9/mnist.npz" in text
    assert "PELLUCID_DATASETS" in text
    assert tree(tmp_path) == []


@pytest.mark.parametrize("place", ["a.txt", "sub/a.txt", "datasets/sub/a.txt"])
def test_the_users_folder_comes_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, site: Path, place: str
):
    given = tmp_path / "given" / place
    given.parent.mkdir(parents=True)
    given.write_text("mine")
    monkeypatch.setenv("PELLUCID_DATASETS", str(tmp_path / "given"))
    origin = (site / "a.txt").as_uri()
    assert get_file(origin=origin, cache_subdir="datasets/sub") == str(given)
    with pytest.warns(UserWarning, match="is not the usual file"):
        assert get_file(origin=origin, cache_subdir="datasets/sub", file_hash=SHA) == str(given)
    elsewhere = get_file(origin=origin, cache_subdir="datasets/sub", cache_dir=tmp_path / "c")
    assert Path(elsewhere).read_text() == "hello"


def test_the_users_folder_may_hold_the_archive(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, site: Path
):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PELLUCID_DATASETS", str(site))
    path = get_file("things", "http://127.0.0.1:9/pack.tgz", extract=True)
    assert path == str(tmp_path / "home" / "datasets" / "things")
    assert (Path(path) / "pack" / "one.txt").read_text() == "1"


def test_progress_is_one_plain_line_outside_a_terminal(
    site: Path, cache: Path, capsys: pytest.CaptureFixture[str]
):
    get_file(origin=(site / "a.txt").as_uri(), cache_dir=cache)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("Downloading data from file://")
    assert lines[1].startswith("a.txt  0.0 of 0.0 MB  100 %")
    assert len(lines) == 2


class Truncating(http.server.BaseHTTPRequestHandler):
    """A server that promises ten bytes, sends three, and hangs up."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "10")
        self.end_headers()
        self.wfile.write(b"abc")

    def log_message(self, format: str, *args: object) -> None:
        """Tests are silent."""


def test_a_connection_that_ends_early_leaves_nothing_behind(
    cache: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("no_proxy", "*")
    with http.server.HTTPServer(("127.0.0.1", 0), Truncating) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        with pytest.raises(ConnectionError, match="ended after 3 of 10 bytes"):
            get_file(origin=f"http://127.0.0.1:{server.server_port}/a.txt", cache_dir=cache)
    assert tree(cache) == []
