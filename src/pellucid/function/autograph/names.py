"""Which names a piece of code binds."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator


def bound_names(nodes: Iterable[ast.AST]) -> list[str]:
    """The names that statements assign in their own scope, in order of appearance, each once."""
    finder = _Bindings()
    for node in nodes:
        finder.visit(node)
    return list(dict.fromkeys(finder.names))


def places(
    nodes: Iterable[ast.AST], changed: Iterable[ast.expr], bound: Iterable[str]
) -> list[ast.expr]:
    """The attributes and items that statements assign (`self.x`, `d['k']`), each once.

    Args:
        changed: what `changed_lists` found in them: a list of an object is such a place, too.
        bound: names that the statements assign. What is reached through one of them belongs to an
            object that may be another one each time, and is left out.
    """
    moving = set(bound)
    found: dict[str, ast.expr] = {}
    stored = [
        n for n in _own_nodes(nodes)
        if isinstance(n, ast.Attribute | ast.Subscript) and isinstance(n.ctx, ast.Store)
    ]  # fmt: skip
    for node in [*stored, *[p for p in changed if not isinstance(p, ast.Name)]]:
        if (
            isinstance(node, ast.Attribute | ast.Subscript)
            and _is_place(node)
            and not moving & {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
        ):
            found.setdefault(ast.unparse(node), node)
    # `a.b` before `a.b.c`, so that what is inside is written last.
    return [found[text] for text in sorted(found, key=len)]


# What changes a list in place.
_CHANGES = frozenset({"append", "extend", "pop", "clear", "insert", "remove", "reverse", "sort"})


def changed_lists(nodes: Iterable[ast.AST]) -> list[ast.expr]:
    """The names, attributes and items whose methods statements call that change a list."""
    found: dict[str, ast.expr] = {}
    for node in _own_nodes(nodes):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in _CHANGES
            and _is_place(node.func.value)
        ):
            found.setdefault(ast.unparse(node.func.value), node.func.value)
    return list(found.values())


def _own_nodes(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """All nodes that are not in a nested function or class."""
    for node in nodes:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            yield node
            yield from _own_nodes(ast.iter_child_nodes(node))


def _is_place(node: ast.expr) -> bool:
    """Whether reading the expression twice gives the same, if nothing was assigned."""
    if isinstance(node, ast.Attribute):
        return _is_place(node.value)
    if isinstance(node, ast.Subscript):
        return _is_place(node.value) and _is_key(node.slice)
    return isinstance(node, ast.Name)


def _is_key(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.op, ast.USub) and _is_key(node.operand)
    if isinstance(node, ast.Tuple):
        return all(map(_is_key, node.elts))
    return isinstance(node, ast.Constant) or _is_place(node)


class _Bindings(ast.NodeVisitor):
    """Collects assigned names; does not look into scopes of their own."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Store | ast.Del):
            self.names.append(node.id)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self.names.append(node.name)

    visit_AsyncFunctionDef = visit_FunctionDef  # type: ignore[assignment]

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.names.append(node.name)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        """Its parameters are its own."""

    def _comprehension(self, node: ast.AST) -> None:
        for inner in ast.walk(node):
            if isinstance(inner, ast.NamedExpr):  # binds in the scope around the comprehension
                self.names.append(inner.target.id)

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _comprehension

    def visit_Import(self, node: ast.Import) -> None:
        self.names += [(a.asname or a.name).partition(".")[0] for a in node.names]

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        self.names += [a.asname or a.name for a in node.names]

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.name:
            self.names.append(node.name)
        self.generic_visit(node)

    def visit_MatchAs(self, node: ast.MatchAs) -> None:
        if node.name:
            self.names.append(node.name)
        self.generic_visit(node)


def contains(
    nodes: Iterable[ast.AST], kinds: type | tuple[type, ...], stop: tuple[type, ...] = ()
) -> bool:
    """Whether a node of `kinds` is in `nodes`, not looking into nested functions or `stop`."""
    for node in nodes:
        if isinstance(node, kinds):
            return True
        if isinstance(
            node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, *stop)
        ):
            continue
        if contains(ast.iter_child_nodes(node), kinds, stop):
            return True
    return False
