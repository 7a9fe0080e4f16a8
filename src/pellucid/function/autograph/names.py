"""Which names a piece of code binds."""

from __future__ import annotations

import ast
from collections.abc import Iterable


def bound_names(nodes: Iterable[ast.AST]) -> list[str]:
    """The names that statements assign in their own scope, in order of appearance, each once."""
    finder = _Bindings()
    for node in nodes:
        finder.visit(node)
    return list(dict.fromkeys(finder.names))


class _Bindings(ast.NodeVisitor):
    """Collects assigned names; does not look into scopes of their own."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Store):
            self.names.append(node.id)

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
