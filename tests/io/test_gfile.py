"""Files by TensorFlow's names."""

from __future__ import annotations

import pytest

import pellucid as tf

gfile = tf.io.gfile


@pytest.fixture
def note(tmp_path):
    path = tmp_path / "note.txt"
    path.write_text("héllo\nworld\n", encoding="utf-8")
    return path


def test_reading(note):
    file = gfile.GFile(str(note))
    assert file.readline() == "héllo\n"
    assert file.tell() == 7
    assert file.read(3) == "wor"
    assert file.size() == 13
    file.seek(0)
    assert file.readlines() == ["héllo\n", "world\n"]
    assert file.read() == ""
    file.seek(-6, 2)
    assert file.read() == "world\n"
    with pytest.raises(tf.errors.OutOfRangeError, match="end of file"):
        file.seek(offset=100)
    with pytest.raises(tf.errors.PermissionDeniedError):
        file.write("a")
    file.close()
    assert list(gfile.GFile(note)) == ["héllo\n", "world\n"]
    assert gfile.GFile(f"file://{note}", "rb").read(3) == b"h\xc3\xa9"


def test_writing(tmp_path):
    path = tmp_path / "out"
    with gfile.GFile(path, "w") as file:
        file.write("a")
        file.write(b"b")
        assert file.tell() == 2
        with pytest.raises(TypeError, match="got 3"):
            file.write(3)
    with gfile.GFile(path, "a") as file:
        file.write("c")
    with gfile.GFile(path, "r") as file:
        assert file.read() == "abc"
    with gfile.GFile(path, "w+") as file:
        file.write("new")
        assert file.read() == "new"


def test_errors(tmp_path, note):
    missing = str(tmp_path / "missing")
    for call in (
        lambda: gfile.GFile(missing).read(),
        lambda: gfile.GFile(f"{missing}/x", "w").write("a"),
        lambda: gfile.listdir(missing),
        lambda: gfile.listdir(note),
        lambda: gfile.remove(missing),
        lambda: gfile.rmtree(missing),
        lambda: gfile.mkdir(f"{missing}/a"),
        lambda: gfile.copy(missing, f"{missing}2"),
        lambda: gfile.rename(missing, f"{missing}2"),
        lambda: gfile.stat(missing),
    ):
        with pytest.raises(tf.errors.NotFoundError):
            call()
    with pytest.raises(tf.errors.InvalidArgumentError, match="mode"):
        gfile.GFile(note, "q")
    with pytest.raises(tf.errors.UnimplementedError, match="gs"):
        gfile.exists("gs://bucket/x")


def test_folders(tmp_path, note):
    gfile.makedirs(tmp_path / "a" / "b")
    gfile.mkdir(tmp_path / "a" / "b")
    gfile.copy(note, tmp_path / "a" / "copy.txt")
    with pytest.raises(tf.errors.AlreadyExistsError):
        gfile.copy(note, tmp_path / "a" / "copy.txt")
    gfile.copy(note, tmp_path / "a" / "copy.txt", overwrite=True)
    top = str(tmp_path)
    down = [(top, ["a"], ["note.txt"]), (f"{top}/a", ["b"], ["copy.txt"]), (f"{top}/a/b", [], [])]
    assert list(gfile.walk(top)) == down
    assert list(gfile.walk(top, topdown=False)) == down[::-1]
    failed = []
    assert list(gfile.walk(f"{top}/none", onerror=failed.append)) == []
    assert isinstance(failed[0], tf.errors.NotFoundError)
    assert gfile.glob([f"{top}/*.txt", f"{top}/a/*"]) == [
        str(note),
        f"{top}/a/b",
        f"{top}/a/copy.txt",
    ]
    assert sorted(gfile.listdir(top)) == ["a", "note.txt"]
    with pytest.raises(tf.errors.AlreadyExistsError):
        gfile.rename(note, tmp_path / "a" / "copy.txt")
    gfile.rename(note, tmp_path / "moved")
    assert gfile.exists(tmp_path / "moved")
    assert not gfile.exists(note)
    gfile.rmtree(tmp_path / "a")
    assert not gfile.isdir(tmp_path / "a")
    gfile.remove(tmp_path / "moved")
    assert gfile.listdir(top) == []
    assert gfile.join("a", "b", "c") == "a/b/c"
    assert gfile.join("a", "/b") == "/b"


def test_stat(note):
    found = gfile.stat(note)
    assert (found.length, found.is_directory) == (13, False)
    assert found.mtime_nsec == note.stat().st_mtime_ns
    assert gfile.stat(note.parent).is_directory
