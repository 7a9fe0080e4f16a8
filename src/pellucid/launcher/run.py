"""Run a script, a module or a line of code as Python itself would, with the aliases in place.

The program gets a fresh `__main__`, its own `sys.argv` and `sys.path[0]`, Python's exit codes, and
tracebacks that begin at its own first line.
"""

from __future__ import annotations

import builtins
import importlib.machinery
import importlib.util
import io
import os
import sys
from importlib.machinery import ModuleSpec, SourceFileLoader
from itertools import pairwise
from types import CodeType, ModuleType, TracebackType

_HERE = os.path.dirname(os.path.abspath(__file__)) + os.sep


def run_script(path: str, arguments: list[str]) -> None:
    """Run the file `path` (`-` for standard input, or a folder or zip with a `__main__.py`).

    Raises:
        SystemExit: the file cannot be read (status 2), or the program ends this way itself.
    """
    sys.argv[:] = [path, *arguments]
    if path == "-":
        _set_first_path("")
        _execute(_compiled(sys.stdin.read(), "<stdin>"), _fresh_main())
        return
    if os.path.isdir(path) or path.endswith((".zip", ".pyz")):
        _set_first_path(os.path.abspath(path))
        _run_found(_spec_of("__main__", path))
        return
    try:
        with io.open_code(os.path.abspath(path)) as file:
            source = file.read()
    except OSError as error:
        reason = f"[Errno {error.errno}] {os.strerror(error.errno or 0)}"
        print(f"pellucid run: can't open file {os.path.abspath(path)!r}: {reason}", file=sys.stderr)
        raise SystemExit(2) from None
    _set_first_path(os.path.dirname(os.path.realpath(path)))
    main = _fresh_main()
    main.__file__ = os.path.abspath(path)
    main.__dict__["__cached__"] = None
    main.__loader__ = SourceFileLoader("__main__", main.__file__)
    _execute(_compiled(source, main.__file__), main)


def run_module(name: str, arguments: list[str]) -> None:
    """Run the module `name`, as `python -m` does.

    Raises:
        SystemExit: there is no such module (status 1), or the program ends this way itself.
    """
    sys.argv[:] = ["-m", *arguments]
    _set_first_path(os.getcwd())
    _run_found(_spec_of(name, None))


def run_code(code: str, arguments: list[str]) -> None:
    """Run `code`, as `python -c` does."""
    sys.argv[:] = ["-c", *arguments]
    _set_first_path("")
    _execute(_compiled(code, "<string>"), _fresh_main())


def clean_traceback(error: BaseException) -> None:
    """Take the launcher's own frames out of the tracebacks of `error` and what led to it."""
    seen: set[int] = set()
    pending: list[BaseException | None] = [error]
    while pending:
        current = pending.pop()
        if current is None or id(current) in seen:
            continue
        seen.add(id(current))
        current.__traceback__ = _without_launcher(current.__traceback__)
        pending += [current.__cause__, current.__context__]


def _without_launcher(traceback: TracebackType | None) -> TracebackType | None:
    kept: list[TracebackType] = []
    while traceback is not None:
        file = traceback.tb_frame.f_code.co_filename
        if not file.startswith((_HERE, "<frozen importlib")):
            kept.append(traceback)
        traceback = traceback.tb_next
    if not kept:
        return None
    for outer, inner in pairwise(kept):
        outer.tb_next = inner
    kept[-1].tb_next = None
    return kept[0]


def _fresh_main() -> ModuleType:
    """A new `__main__`, as empty as the one Python starts a program with."""
    main = ModuleType("__main__")
    main.__dict__["__builtins__"] = builtins
    if sys.version_info < (3, 14):
        main.__annotations__ = {}
    sys.modules["__main__"] = main
    return main


def _set_first_path(folder: str) -> None:
    """Python puts the program's folder first on the path, unless it was told not to."""
    if not sys.flags.safe_path:
        sys.path[0:1] = [folder]


def _spec_of(name: str, folder: str | None) -> ModuleSpec:
    """The spec of the module to run; of a package, its `__main__`."""
    missing = f"No module named {name}"
    try:
        if folder is None:
            spec = importlib.util.find_spec(name)
            if spec is not None and spec.submodule_search_locations is not None:
                missing = f"No module named {name}.__main__; {name!r} is a package"
                spec = importlib.util.find_spec(f"{name}.__main__")
        else:
            missing = f"can't find '__main__' module in {folder!r}"
            sys.path_importer_cache.pop(folder, None)
            spec = importlib.machinery.PathFinder.find_spec("__main__", [folder])
    except ModuleNotFoundError as error:
        missing = f"{missing} ({error})" if error.name != name else missing
        spec = None
    if spec is None or not hasattr(spec.loader, "get_code"):
        print(f"pellucid run: {missing}", file=sys.stderr)
        raise SystemExit(1)
    return spec


def _run_found(spec: ModuleSpec) -> None:
    """Run the module of `spec` as `__main__`."""
    code = spec.loader.get_code(spec.name)  # pyright: ignore[reportAttributeAccessIssue, reportOptionalMemberAccess]
    if sys.argv[0] == "-m":
        sys.argv[0] = spec.origin or "-m"
    main = _fresh_main()
    main.__spec__ = spec
    main.__loader__ = spec.loader
    main.__package__ = spec.parent
    main.__file__ = spec.origin
    main.__dict__["__cached__"] = spec.cached
    _execute(code, main)


def _compiled(source: str | bytes, file: str) -> CodeType:
    """Compiled `source`, without the future imports of this file."""
    try:
        return compile(source, file, "exec", dont_inherit=True)
    except BaseException as error:
        _report(error)
        raise


def _execute(code: CodeType, main: ModuleType) -> None:
    """Run `code` in `main`; an exception is printed as Python prints it, then ends the process."""
    try:
        exec(code, main.__dict__)
    except SystemExit:
        raise
    except BaseException as error:
        _report(error)
        raise


def _report(error: BaseException) -> None:
    """Print `error` through the program's `sys.excepthook`, and only there.

    The exception goes on to the interpreter, which sets the exit status (an interrupt ends by its
    signal) but has nothing left to print.
    """
    clean_traceback(error)
    sys.excepthook(type(error), error, error.__traceback__)
    sys.excepthook = lambda *ignored: None
