"""Public names: listed in `__all__`, documented, and found by an editor in our own source."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "pellucid"
# Called by other programs by this name, not by users.
HOOKS = {"load_ipython_extension"}
# Users do not import from these; what they need of them passes through a door.
ENGINE = {"autodiff", "core", "function", "graph", "launcher", "ops", "runtime"}


def is_door(path: Path) -> bool:
    """Whether a file is one that users import names from: it re-exports `x as x`."""
    if path.relative_to(SOURCE).parts[0] in ENGINE:
        return False
    return any(
        isinstance(node, ast.ImportFrom) and any(a.asname == a.name for a in node.names)
        for node in statements(path)
    )


def statements(path: Path) -> Iterator[ast.stmt]:
    """The statements of a file, those for editors (`if TYPE_CHECKING:`) among them."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            yield from node.body
        else:
            yield node


def dotted(path: Path) -> str:
    parts = path.relative_to(SOURCE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


DOORS = sorted(dotted(path) for path in SOURCE.rglob("*.py") if is_door(path))


def exported_by(module: ModuleType) -> set[str]:
    """The names that a door imports with `as`, and those it defines."""
    names = set()
    assert module.__file__
    for node in statements(Path(module.__file__)):
        if isinstance(node, ast.ImportFrom) and node.module != "__future__":
            names |= {a.asname for a in node.names if a.asname}
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
    return {name for name in names if not name.startswith("_")} - HOOKS


def test_there_are_doors():
    assert "pellucid" in DOORS
    assert "pellucid.keras.layers" in DOORS


@pytest.mark.parametrize("door", DOORS)
def test_all_lists_what_is_exported(door: str):
    module = importlib.import_module(door)
    listed = module.__all__
    assert len(listed) == len(set(listed)), "a name is listed twice"
    assert set(listed) - {"__version__"} == exported_by(module)
    missing = [name for name in listed if not hasattr(module, name)]
    assert missing == []


@pytest.mark.parametrize("door", DOORS)
def test_what_is_exported_is_documented(door: str):
    module = importlib.import_module(door)
    bare = []
    for name in module.__all__:
        thing = getattr(module, name)
        own = getattr(thing, "__module__", None) or ""
        if (inspect.isclass(thing) or inspect.isroutine(thing)) and own.startswith("pellucid"):
            if not (thing.__dict__.get("__doc__") if inspect.isclass(thing) else thing.__doc__):
                bare.append(name)
    assert bare == []


def functions_of(door: str) -> Iterator[tuple[str, Callable[..., Any], str | None]]:
    """The functions and methods that a door gives access to: name, function, documentation."""
    module = importlib.import_module(door)
    for name in module.__all__:
        thing = getattr(module, name)
        if inspect.isfunction(thing):
            yield name, inspect.unwrap(thing), thing.__doc__
        elif inspect.isclass(thing) and thing.__module__.startswith("pellucid"):
            for member in dir(thing):
                raw = inspect.getattr_static(thing, member)
                raw = raw.fget if isinstance(raw, property) else getattr(raw, "__func__", raw)
                if inspect.isfunction(raw) and str(SOURCE) in raw.__code__.co_filename:
                    # A method that says nothing new may leave the words to the one it replaces.
                    words = inspect.getdoc(getattr(thing, member))
                    yield f"{name}.{member}", inspect.unwrap(raw), words


@pytest.mark.parametrize("door", DOORS)
def test_methods_are_documented(door: str):
    public = [
        (n, doc) for n, _, doc in functions_of(door) if not n.rpartition(".")[2].startswith("_")
    ]
    assert [name for name, words in public if not words] == []


@pytest.mark.parametrize("door", DOORS)
def test_functions_are_annotated(door: str):
    bare = []
    for name, function, _ in functions_of(door):
        if function.__name__ == "<lambda>":
            continue
        signature = inspect.signature(function)
        known = [p for p in signature.parameters.values() if p.name not in ("self", "cls")]
        untyped = any(p.annotation is inspect.Parameter.empty for p in known)
        if untyped or signature.return_annotation is inspect.Signature.empty:
            bare.append(name)
    assert bare == []


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Any]:
    """Makes jedi scripts that see this source tree."""
    jedi = pytest.importorskip("jedi", reason="jedi is one of the dev tools")
    # Two test processes that write one cache would read each other's half-written files.
    jedi.settings.cache_directory = str(tmp_path_factory.mktemp("jedi"))
    project = jedi.Project(SOURCE.parent, added_sys_path=[str(SOURCE.parent)])
    return partial(jedi.Script, project=project)


@pytest.mark.parametrize("door", DOORS)
def test_an_editor_finds_every_definition(door: str, editor: Callable[..., Any]):
    """What `Go to definition` does on `door.name` ends in src/pellucid, past every re-export."""
    names = [name for name in importlib.import_module(door).__all__ if name != "__version__"]
    lost = []
    # Jedi gives up after some hundred names of one script.
    for start in range(0, len(names), 100):
        some = names[start : start + 100]
        script = editor("\n".join([f"import {door} as door", *(f"door.{name}" for name in some)]))
        for line, name in enumerate(some, start=2):
            found = script.goto(line, len("door.") + 1, follow_imports=True)
            if not any(is_ours(definition) for definition in found):
                lost.append(name)
    assert lost == []


def is_ours(definition) -> bool:
    """A definition (not a re-export) in our source; a module counts as its own definition."""
    path = definition.module_path
    if path is None or not Path(path).is_relative_to(SOURCE):
        return False
    return definition.type == "module" or "import " not in definition.get_line_code()
