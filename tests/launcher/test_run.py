"""A program under `pellucid run` sees what it would see under `python`."""

from __future__ import annotations

import signal
import sys
import zipfile

import pytest

SHOW = """
import sys, os
print(__name__, __file__, sys.argv, sys.path[0], __spec__, __doc__)
print(sys.modules['__main__'].__dict__ is globals(), sorted(k for k in globals()))
"""


@pytest.fixture
def same(python, tmp_path):
    """Assert that words after `python` and after `pellucid run` do the same; the output."""

    def run(*words, **options):
        plain = python(*words, **options)
        ours = python("-m", "pellucid", "run", *words, **options)
        assert ours.stdout == plain.stdout
        assert ours.stderr == plain.stderr
        assert ours.returncode == plain.returncode
        return ours

    return run


def test_script(same, tmp_path):
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "show.py").write_text('"""Doc."""\n' + SHOW)
    done = same("inner/show.py", "a", "-v", "--help")
    assert "['inner/show.py', 'a', '-v', '--help']" in done.stdout


def test_script_imports_its_neighbours_and_pickles_its_classes(same, tmp_path):
    (tmp_path / "neighbour.py").write_text("x = 3\n")
    (tmp_path / "show.py").write_text(
        "import neighbour, pickle\nclass A: pass\nprint(type(pickle.loads(pickle.dumps(A()))) is A)"
    )
    assert same("show.py").stdout == "True\n"


def test_code(same):
    assert "['-c', 'a']" in same("-c", "import sys; print(sys.argv, repr(sys.path[0]))", "a").stdout


def test_standard_input(same):
    same("-", "a", stdin="import sys; print(sys.argv, repr(sys.path[0]))")


def test_module_and_package(same, tmp_path):
    show = SHOW.replace("__spec__", "__spec__.name, __package__")
    (tmp_path / "one.py").write_text(show)
    package = tmp_path / "two"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "__main__.py").write_text(show)
    same("-m", "one", "a")
    same("-m", "two", "a")


def test_folder_and_zip(same, tmp_path):
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "__main__.py").write_text("import sys; print(sys.argv, sys.path[0])")
    same("app", "a")
    with zipfile.ZipFile(tmp_path / "app.zip", "w") as file:
        file.writestr("__main__.py", "import sys; print(sys.argv, sys.path[0])")
    same("app.zip", "a")


def test_encoding_declaration(same, tmp_path):
    (tmp_path / "latin.py").write_bytes(b"# coding: latin-1\nprint(ascii('\xe9'))\n")
    assert same("latin.py").stdout == "'\\xe9'\n"


@pytest.mark.parametrize(
    "program",
    [
        "import sys; sys.exit(3)",
        "raise SystemExit('words')",
        "def f():\n    1 / 0\nf()",
        "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    raise ValueError('x') from e",
        "import json\njson.loads('{')",
        "import nobody_has_this",
        "raise ExceptionGroup('g', [ValueError(1)])",
        "def f(:\n",
        "import atexit; atexit.register(print, 'late'); raise ValueError",
        "import sys\n"
        "sys.excepthook = lambda *a: print('hook', a[0], a[2].tb_frame.f_code.co_name)\n"
        "raise KeyError(1)",
    ],
)
def test_ends_and_tracebacks(same, tmp_path, program):
    (tmp_path / "p.py").write_text(program)
    same("p.py")


def test_interrupt_ends_by_its_signal(same, tmp_path):
    (tmp_path / "p.py").write_text("raise KeyboardInterrupt")
    assert same("p.py").returncode == -signal.SIGINT


def test_missing_script(pellucid, tmp_path):
    done = pellucid("run", "nowhere.py")
    assert done.returncode == 2
    assert done.stdout == ""
    assert "can't open file" in done.stderr
    assert str(tmp_path / "nowhere.py") in done.stderr


def test_missing_module(pellucid):
    done = pellucid("run", "-m", "nowhere")
    assert (done.returncode, done.stderr) == (1, "pellucid run: No module named nowhere\n")


def test_python_flags_are_kept(python):
    code = "import sys; print(sys.flags.safe_path, sys.path[0] == '')"
    assert python("-P", "-m", "pellucid", "run", "-c", code).stdout == "True False\n"


def test_future_imports_of_the_launcher_do_not_leak(same, tmp_path):
    (tmp_path / "p.py").write_text("def f(x: int): pass\nprint(f.__annotations__)")
    if sys.version_info < (3, 14):
        assert "<class 'int'>" in same("p.py").stdout
