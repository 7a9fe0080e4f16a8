"""Every op with a numeric kernel stands in a `check_op` row: values, graph, XLA, gradient.

The test files are read, not run. A row is what stands beside a call of `check_op`: in the same
function, or in a table of the same file. The functions it names (`tf.math.erf`,
`tf.raw_ops.Erf`, `ops.Erf`) are followed through the functions they call, and through gradients.
"""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import pellucid as tf
from pellucid.core.op import OpDefinition
from pellucid.core.registry import OPS

TESTS = Path(__file__).parents[1]


def is_numeric(op: OpDefinition) -> bool:
    """Whether the op is a function of numbers, with a kernel that the compiler runs as well."""
    plain = not (op.stateful or op.calls_graphs or op.takes_variables or op.effects)
    return plain and op.numpy_kernel is not None and op.xla_kernel is not None


def checked() -> set[str]:
    """The names of the ops that the rows of all test files reach."""
    seen: set[int] = set()
    found: set[str] = set()
    for path in sorted(TESTS.rglob("test_*.py")):
        source = path.read_text(encoding="utf-8")
        if "import check_op" in source:
            for function in named_in_rows(ast.parse(source)):
                follow(function, seen, found)
    return found


def named_in_rows(tree: ast.Module) -> Iterator[Any]:
    """What the file's tables, and its functions with a call of `check_op`, name."""
    modules: dict[str, Any] = {}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pellucid"):
            source = importlib.import_module(str(node.module))
            for alias in node.names:
                value = getattr(source, alias.name, None) or importlib.import_module(
                    f"{node.module}.{alias.name}"
                )
                modules[alias.asname or alias.name] = value
        elif isinstance(node, ast.Import):
            modules |= {a.asname: tf for a in node.names if a.name == "pellucid" and a.asname}
    for node in rows(tree):
        strings = constants(node) | table_keys(tree)
        for part in ast.walk(node):
            yield resolve(part, modules)
            if isinstance(part, ast.Call) and is_name(part.func, "getattr"):
                module = resolve(part.args[0], modules)
                yield from (getattr(module, name, None) for name in spelled(part.args[1], strings))


def rows(tree: ast.Module) -> list[ast.stmt]:
    """The tables of a test file, and the functions that call `check_op`, if through another."""
    checkers = {"check_op"}
    definitions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    for _ in definitions:
        checkers |= {d.name for d in definitions if any(calls(d, name) for name in checkers)}
    tables = [node for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign)]
    return [*tables, *(d for d in definitions if d.name in checkers)]


def calls(node: ast.AST, name: str) -> bool:
    return any(isinstance(n, ast.Call) and is_name(n.func, name) for n in ast.walk(node))


def is_name(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def table_keys(tree: ast.Module) -> set[Any]:
    """The strings in the tables of a file."""
    tables = [node for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign)]
    return {value for table in tables for value in constants(table)}


def constants(node: ast.AST) -> set[Any]:
    return {n.value for n in ast.walk(node) if isinstance(n, ast.Constant)}


def spelled(name: ast.expr, strings: set[Any]) -> set[str]:
    """What the second argument of `getattr` may be: a parameter, or a constant before one."""
    words = {s for s in strings if isinstance(s, str)}
    if isinstance(name, ast.BinOp) and isinstance(name.left, ast.Constant):
        return {f"{name.left.value}{word}" for word in words}
    if isinstance(name, ast.JoinedStr) and isinstance(name.values[0], ast.Constant):
        return {f"{name.values[0].value}{word}" for word in words}
    return words if isinstance(name, ast.Name) else set()


def resolve(node: ast.AST, modules: dict[str, Any]) -> Any:
    """The object that `a.b.c` or `a` names; None if it starts with none of the modules."""
    if isinstance(node, ast.Attribute):
        return getattr(resolve(node.value, modules), node.attr, None)
    return modules.get(node.id) if isinstance(node, ast.Name) else None


def follow(value: Any, seen: set[int], found: set[str]) -> None:
    """Add the ops that `value` reaches: an op, or a function that calls one."""
    pending = [value]
    while pending:
        value = pending.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, OpDefinition):
            found.add(value.name)
            pending.append(value.gradient_function)
        elif hasattr(value, "__wrapped__"):
            pending.append(value.__wrapped__)
        elif isinstance(value, FunctionType) and value.__module__.startswith("pellucid.ops"):
            pending += [value.__globals__.get(name) for name in names_of(value.__code__)]
            pending += [cell.cell_contents for cell in value.__closure__ or ()]


def names_of(code: CodeType) -> Iterator[str]:
    """The global names in a function, those of the functions inside it included."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from names_of(constant)


# Numeric ops without a row, by reason. The list may only shrink.
EXCEPTIONS = {
    "no inputs: its value is an attribute": "Const",
    "the derivative goes to the variable, not to the value: see autodiff/test_rerun.py": """
        PellucidReadAgain""",
}


def test_every_numeric_op_has_a_row():
    excepted = {name for names in EXCEPTIONS.values() for name in names.split()}
    numeric = {name for name, op in OPS.items() if is_numeric(op)}
    reached = checked()
    assert sorted(numeric - reached - excepted) == []
    assert sorted(excepted - (numeric - reached)) == []  # no longer needed: remove them
