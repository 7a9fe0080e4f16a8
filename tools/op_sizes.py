"""How much text an op takes: definition, kernels, rules, gradient, and the function that calls it.

    python tools/op_sizes.py [--largest N]

What belongs to an op `X` are the top-level statements of its file that define `X`, are decorated by
`X.…`, or are a public function that calls `X`. Lines that several ops share count for each.
"""

from __future__ import annotations

import argparse
import ast
import statistics
from pathlib import Path

from pellucid.core.registry import OPS

OPS_FOLDER = Path(__file__).parents[1] / "src" / "pellucid" / "ops"


def span(node: ast.stmt) -> int:
    """The lines of a statement, decorators included."""
    first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
    return (node.end_lineno or first) - first + 1


def names_defined(node: ast.stmt) -> set[str]:
    """The variables that a statement assigns."""
    if not isinstance(node, ast.Assign):
        return set()
    targets = [e for t in node.targets for e in getattr(t, "elts", [t])]
    return {t.id for t in targets if isinstance(t, ast.Name)}


def decorated_by(node: ast.stmt) -> set[str]:
    """The names whose `.kernel`, `.gradient`, … decorate a function."""
    found = set()
    for decorator in getattr(node, "decorator_list", []):
        target = decorator.func if isinstance(decorator, ast.Call) else decorator
        if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
            found.add(target.value.id)
    return found


def called_by(node: ast.stmt) -> set[str]:
    """The names that a public function calls."""
    if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
        return set()
    calls = [n.func for n in ast.walk(node) if isinstance(n, ast.Call)]
    return {f.id for f in calls if isinstance(f, ast.Name)}


def sizes(path: Path) -> dict[str, int]:
    """Lines for each op variable of a file."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    module = {n for node in body for n in names_defined(node)}
    found = dict.fromkeys((n for n in module if n[:1].isupper() and n != n.upper()), 0)
    for node in body:
        for name in names_defined(node) | decorated_by(node) | called_by(node):
            if name in found:
                found[name] += span(node)
    return found


def main() -> None:
    """Print the number of ops, the median and the largest blocks."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--largest", type=int, default=5, help="how many of the largest to list")
    arguments = parser.parse_args()
    import pellucid  # noqa: F401  registers every op

    found = {
        f"{path.stem}.{name}": lines
        for path in OPS_FOLDER.glob("*.py")
        for name, lines in sizes(path).items()
    }
    print(f"{len(OPS)} ops are registered; {len(found)} have a variable of their own.")
    print(f"Lines for one: median {statistics.median(found.values()):.0f}; the largest:")
    for name, lines in sorted(found.items(), key=lambda p: -p[1])[: arguments.largest]:
        print(f"{lines:6} {name}")


if __name__ == "__main__":
    main()
