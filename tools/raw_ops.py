"""Write src/pellucid/raw_ops.py: every op of the library under TensorFlow's name.

    python tools/raw_ops.py            write the file
    python tools/raw_ops.py --check    only say whether it is up to date (exit status 1 if not)

The file holds plain imports, so that an editor finds the op behind `tf.raw_ops.MatMul`.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import sys
import textwrap
from pathlib import Path

import pellucid.ops
from pellucid.core.registry import COMPOSED, OPS

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "src" / "pellucid" / "raw_ops.py"
HEAD = '''"""`tf.raw_ops`: every op by TensorFlow's name.

They are called by keywords: `tf.raw_ops.MatMul(a=x, b=y)`.

Written by `tools/raw_ops.py`; a test keeps it complete. What several ops of TensorFlow return is a
named tuple here, too: `tf.raw_ops.TopKV2(input=x, k=2).indices`.
"""

# fmt: off
# ruff: noqa: I001
'''


def assigned_names(path: Path) -> list[str]:
    """The names that a module assigns at its top level."""
    found: list[str] = []
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign):
            targets = [e for t in node.targets for e in getattr(t, "elts", [t])]
            found += [t.id for t in targets if isinstance(t, ast.Name)]
    return found


def definitions() -> dict[str, dict[str, str]]:
    """For each module the ops that it defines: their variable, and TensorFlow's name."""
    found: dict[str, dict[str, str]] = {}
    seen: set[str] = set()
    for info in sorted(pkgutil.iter_modules(pellucid.ops.__path__), key=lambda m: m.name):
        name = f"pellucid.ops.{info.name}"
        module = importlib.import_module(name)
        assert module.__file__
        for variable in assigned_names(Path(module.__file__)):
            op = getattr(module, variable, None)
            op_name = getattr(op, "name", None)
            if not isinstance(op_name, str) or op_name in seen:
                continue
            if OPS.get(op_name) is op or COMPOSED.get(op_name) is op:
                if op_name.startswith("Pellucid"):
                    continue
                found.setdefault(name, {})[variable] = op_name
                seen.add(op_name)
    return found


def without_variable(named: set[str]) -> list[str]:
    """Ops that a factory keeps in a table; those of TensorFlow's that take Python functions are not
    callable here as they are there."""
    ours = {n for n in OPS if n.startswith("Pellucid")} | {"PyFunc", "EagerPyFunc"}
    return sorted(set(OPS) - named - ours)


def text() -> str:
    """The file's text."""
    blocks: list[str] = []
    exported: list[str] = []
    for module, ops in definitions().items():
        pairs = sorted(ops.items(), key=lambda p: p[1])
        names = ", ".join(v if v == n else f"{v} as {n}" for v, n in pairs)
        exported += ops.values()
        line = f"from {module} import {names}"
        if len(line) > 100:
            line = f"from {module} import (\n{_whole(names)}\n)"
        blocks.append(line)
    rest = without_variable(set(exported))
    exported += rest
    tables = "\n".join(f'{name}: typing.Any = OPS["{name}"]' for name in rest)
    listed = textwrap.fill(
        ", ".join(f'"{n}"' for n in sorted(exported)) + ",", 96, initial_indent="    ",
        subsequent_indent="    ", break_long_words=False,
    )  # fmt: skip
    if tables:
        blocks.insert(0, "import typing\n\nfrom pellucid.core.registry import OPS")
        blocks.append(f"\n# Kept in tables where they are defined.\n{tables}")
    return HEAD + "\n".join(blocks) + f"\n\n__all__ = [\n{listed}\n]\n"


def _whole(names: str) -> str:
    """Names of an import in lines of at most 100 columns."""
    lines, line = [], "   "
    for part in names.split(", "):
        if len(line) + len(part) + 2 > 100:
            lines.append(line)
            line = "   "
        line += f" {part},"
    return "\n".join([*lines, line])


def main() -> None:
    """Write the file, or check it."""
    wanted = text()
    if "--check" not in sys.argv:
        TARGET.write_text(wanted, encoding="utf-8")
    elif not TARGET.exists() or TARGET.read_text(encoding="utf-8") != wanted:
        sys.exit("src/pellucid/raw_ops.py is out of date. Fix: python tools/raw_ops.py")


if __name__ == "__main__":
    main()
