"""Processes that a program starts mean the same by `tensorflow`."""

from __future__ import annotations

import sys

import pytest

from pellucid.launcher import children

POOL = """
import multiprocessing as mp, sys
def work(_):
    import tensorflow, keras
    return tensorflow.__name__, keras.__name__
if __name__ == "__main__":
    with mp.get_context(sys.argv[1]).Pool(1) as pool:
        print(pool.map(work, [0])[0])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="fork")
@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_multiprocessing(pellucid, tmp_path, method):
    (tmp_path / "pool.py").write_text(POOL)
    done = pellucid("run", "pool.py", method)
    assert done.stdout == "('pellucid', 'pellucid.keras')\n", done.stderr


def test_spawn_from_a_module(pellucid, tmp_path):
    (tmp_path / "pool.py").write_text(POOL)
    done = pellucid("run", "-m", "pool", "spawn")
    assert done.stdout == "('pellucid', 'pellucid.keras')\n", done.stderr


CHILD = "import subprocess as s, sys; s.run([sys.executable, *{words!r}], check=True)"


def test_child_and_grandchild(check):
    grandchild = ["-c", "import tensorflow, sys; print(tensorflow.__name__, sys.path)"]
    out = check(CHILD.format(words=["-c", CHILD.format(words=grandchild)]))
    assert out.startswith("pellucid ")
    assert "startup" not in out


def test_a_child_does_not_import_pellucid_before_it_needs_it(check):
    code = "import sys; print([m for m in sys.modules if m in ('pellucid', 'typing', 'email')])"
    assert check(CHILD.format(words=["-c", code])) == "[]"


def test_an_existing_sitecustomize_still_runs(python, fake_root, tmp_path):
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text("import sys; sys.the_other = __file__\n")
    words = ["-c", "import sys, tensorflow; print(sys.the_other, tensorflow.__name__)"]
    done = python(
        "-m", "pellucid", "run", "-c", CHILD.format(words=words),
        env={"PYTHONPATH": f"{site}:{fake_root}"},
    )  # fmt: skip
    assert done.stdout == f"{site / 'sitecustomize.py'} pellucid\n", done.stderr


def test_a_python_of_another_environment_does_not_take_part(python, fake_root):
    path = f"{children.STARTUP_FOLDER}:{fake_root}"
    code = "import sys; print(sys.meta_path[0])"
    done = python("-c", code, env={"PYTHONPATH": path, children.VARIABLE: "/elsewhere"})
    assert "Alias" not in done.stdout
    assert done.stderr == ""
    done = python("-c", code, env={"PYTHONPATH": path, children.VARIABLE: sys.prefix})
    assert "Alias" in done.stdout


def test_enlist_and_release(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/a:/b")
    monkeypatch.delenv(children.VARIABLE, raising=False)
    children.enlist_children()
    children.enlist_children()
    assert children.os.environ["PYTHONPATH"] == f"{children.STARTUP_FOLDER}:/a:/b"
    assert children.os.environ[children.VARIABLE] == sys.prefix
    children.release_children()
    assert children.os.environ["PYTHONPATH"] == "/a:/b"
    assert children.VARIABLE not in children.os.environ


def test_an_import_error_in_a_child_shows_only_its_own_line(pellucid):
    code = CHILD.format(words=["-c", "import tensorflow.contrib"]).replace(", check=True", "")
    lines = pellucid("run", "-c", code).stderr.splitlines()
    assert lines[0].startswith("Traceback")
    assert [line for line in lines if "File" in line] == ['  File "<string>", line 1, in <module>']
    assert lines[-1].startswith("ModuleNotFoundError: No module named 'tensorflow.contrib'")
