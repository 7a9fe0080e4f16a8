"""Who imports whom: the contracts of the rooms, no cycles, and nothing heavy at import."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "pellucid"
HEAVY = {"jax", "jaxlib", "h5py", "PIL", "rich", "matplotlib", "google.protobuf", "IPython"}


def modules() -> dict[str, Path]:
    """Every module of the package by its dotted name."""
    found = {}
    for path in SOURCE.rglob("*.py"):
        parts = path.relative_to(SOURCE.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def type_checking_only(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def module_level(body: list[ast.stmt]) -> Iterator[ast.Import | ast.ImportFrom]:
    """The import statements that run when a module is imported."""
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or type_checking_only(node):
            continue
        else:
            blocks = [getattr(node, name, []) for name in ("body", "orelse", "finalbody")]
            blocks += [handler.body for handler in getattr(node, "handlers", [])]
            for block in blocks:
                yield from module_level(block)


def targets(
    node: ast.Import | ast.ImportFrom, importer: str, known: dict[str, Path]
) -> Iterator[str]:
    """The modules of the package that an import statement names."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if alias.name in known)
        return
    source = node.module or ""
    if node.level:
        package = importer if known[importer].name == "__init__.py" else importer.rpartition(".")[0]
        base = package.split(".")[: len(package.split(".")) - node.level + 1]
        source = ".".join([*base, source]).rstrip(".")
    for alias in node.names:
        inner = f"{source}.{alias.name}"
        if inner in known:
            yield inner
        elif source in known:
            yield source


def find_cycle(graph: dict[str, set[str]]) -> list[str]:
    """Some cycle of the graph, or an empty list."""
    done: set[str] = set()

    def visit(node: str, trail: list[str]) -> list[str]:
        if node in trail:
            return [*trail[trail.index(node) :], node]
        if node in done:
            return []
        for target in sorted(graph[node]):
            if cycle := visit(target, [*trail, node]):
                return cycle
        done.add(node)
        return []

    for node in sorted(graph):
        if cycle := visit(node, []):
            return cycle
    return []


def test_find_cycle_finds_one():
    assert find_cycle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c", "b"]
    assert find_cycle({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []


def test_no_import_cycles():
    """Keras imports the public names, and `pellucid` imports Keras: the one exception."""
    known = modules()
    graph = {}
    for name, path in known.items():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        edges = {
            target
            for node in module_level(tree.body)
            for target in targets(node, name, known)
            if target != name
        }
        if name.startswith("pellucid.keras"):
            edges = {target for target in edges if target.startswith("pellucid.keras")}
        graph[name] = edges
    assert find_cycle(graph) == []


def test_every_import_leads_somewhere():
    """Imports inside functions run late: a name that is not there would be found by a user."""
    known = modules()
    lost = []
    for path in known.values():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.ImportFrom) or node.level:
                continue
            if (node.module or "").split(".")[0] != "pellucid":
                continue
            assert node.module
            module = importlib.import_module(node.module) if node.module in known else None
            lost += [
                f"{path.relative_to(ROOT)}:{node.lineno} {node.module}.{alias.name}"
                for alias in node.names
                if not hasattr(module, alias.name) and f"{node.module}.{alias.name}" not in known
            ]
    assert lost == []


def test_keras_is_imported_last():
    body = ast.parse((SOURCE / "__init__.py").read_text(encoding="utf-8")).body
    imports = [ast.unparse(node) for node in body if isinstance(node, ast.Import | ast.ImportFrom)]
    assert "keras" in imports[-1]


def test_only_runtime_imports_jax():
    offenders = []
    for name, path in modules().items():
        if name.startswith("pellucid.runtime"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            if any(name.split(".")[0] in ("jax", "jaxlib") for name in names):
                offenders.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert offenders == []


def test_contracts_hold():
    pytest.importorskip("importlinter", reason="import-linter is one of the dev tools")
    call = "from importlinter.cli import lint_imports_command as run; run()"
    result = subprocess.run(
        [sys.executable, "-c", call, "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_contracts_name_every_room():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    named = {name for contract in contracts for name in contract["source_modules"]}
    rooms = {f"pellucid.{path.parent.name}" for path in SOURCE.glob("*/__init__.py")}
    assert rooms <= named


def test_import_is_light():
    code = (
        "import sys, pellucid\n"
        f"print(sorted(name for name in {sorted(HEAVY)!r} if name in sys.modules))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert result.stdout.strip() == "[]"
