"""How much of TensorFlow's public interface is here, and whether signatures are the same.

    python tools/coverage_api.py [FOLDER] [--missing] [--signatures]

FOLDER (or PELLUCID_API in the environment; by default ../shared/api beside this repository) holds
`tf_api.json`, the public names of TensorFlow with their signatures, and `usage.md`, how often
programs use them. Without FOLDER on this machine there is nothing to compare with.

    --missing       list the names that are not here, most used first
    --signatures    list the functions whose parameters differ
"""

from __future__ import annotations

import inspect
import json
import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pellucid

ROOT = Path(__file__).parents[1]
# What a symbol's absence says nothing about: other products that TensorFlow's package carries.
APART = ("tf.compat", "tf.raw_ops", "tf.tpu", "tf.mlir", "tf.lite", "tf.feature_column")

# Names and signatures that differ on purpose, and why; `docs/ops.md` has it for readers.
REASONS = {
    "tf.io.decode_jxl": "no codec for JPEG XL among the dependencies",
    "tf.image.decode_jxl": "no codec for JPEG XL among the dependencies",
    "tf.nn.RNNCellDeviceWrapper": "wraps cells of Keras 2's recurrent layers",
    "tf.nn.RNNCellDropoutWrapper": "wraps cells of Keras 2's recurrent layers",
    "tf.nn.RNNCellResidualWrapper": "wraps cells of Keras 2's recurrent layers",
    "tf.__cxx11_abi_flag__": "about TensorFlow's own build; tf.sysconfig has ours",
    "tf.__cxx_version__": "about TensorFlow's own build; tf.sysconfig has ours",
    "tf.__monolithic_build__": "about TensorFlow's own build; tf.sysconfig has ours",
    "tf.quantization.experimental": "settings of TensorFlow's own converter",
    "tf.debugging.experimental": "writes for TensorBoard's Debugger V2, not served here",
}


def reason(name: str) -> str:
    """Why a name is not here, or differs; empty if there is no reason."""
    return next((r for n, r in REASONS.items() if name == n or name.startswith(n + ".")), "")


def folder() -> Path:
    """Where the lists are."""
    given = [a for a in sys.argv[1:] if not a.startswith("-")]
    if given:
        return Path(given[0])
    return Path(os.environ.get("PELLUCID_API", ROOT.parent / "shared" / "api"))


def usage(path: Path) -> dict[str, int]:
    """How often each name occurs, as far as the list says."""
    found: dict[str, int] = {}
    if not path.exists():
        return found
    page = path.read_text(encoding="utf-8")
    for name, _, occurrences, *_ in re.findall(r"^\| (tf[\w.]+) \| (\d+) \| (\d+) \|", page, re.M):
        found[name] = int(occurrences)
    # **tf.io** (40): read_file 60/7, …
    for prefix, names in re.findall(r"^\*\*([\w.]+)\*\* \(\d+\): (.*)$", page, re.M):
        for name, user, library in re.findall(r"([\w.]+) (\d+)/(\d+)", names):
            found.setdefault(f"{prefix}.{name}", int(user) + int(library))
    return found


def resolve(name: str) -> Any:
    """The object behind a name like `tf.math.add`; LookupError if there is none."""
    value: Any = pellucid
    for part in name.split(".")[1:]:
        try:
            value = getattr(value, part)
        except AttributeError as error:
            raise LookupError(name) from error
    return value


def parameters(value: Any) -> list[tuple[str, str, str]] | None:
    """Name, kind and default of each parameter; None where there is no signature."""
    try:
        signature = inspect.signature(value)
    except (ValueError, TypeError):
        return None
    return [
        (p.name, p.kind.name, "" if p.default is p.empty else written(p.default))
        for p in signature.parameters.values()
    ]


def written(default: Any) -> str:
    """A default as the list writes it."""
    if isinstance(default, pellucid.DType):
        return f"tf.{default.name}"
    return repr(default)


def listed(symbol: dict[str, Any]) -> list[tuple[str, str, str]]:
    """The parameters that the list gives."""
    return [(p["name"], p["kind"], p.get("default", "")) for p in symbol.get("params", [])]


def differs(ours: list[tuple[str, str, str]], theirs: list[tuple[str, str, str]]) -> bool:
    """Whether names, order or defaults differ. Defaults that are objects are not compared."""
    if [p[0] for p in ours] != [p[0] for p in theirs]:
        return True
    return any(
        a[2] != b[2] and "<" not in b[2] and "<" not in a[2] and _plain(a[2]) != _plain(b[2])
        for a, b in zip(ours, theirs)
    )


def _plain(text: str) -> str:
    try:
        return repr(float(text))
    except ValueError:
        return text.replace("(", "[").replace(")", "]").strip("'\"")


def shown(params: list[tuple[str, str, str]]) -> str:
    """Parameters as text."""
    return ", ".join(f"{n}={d}" if d else n for n, _, d in params)


def names(symbols: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every public name with its entry, aliases among them."""
    for canonical, symbol in symbols.items():
        for name in [canonical, *(symbol.get("aliases") or [])]:
            if not name.startswith(APART):
                yield name, symbol


def namespace(name: str) -> str:
    """`tf.math` for `tf.math.add`, and `tf.keras.layers` for what is in it."""
    parts = name.split(".")
    depth = 3 if len(parts) > 3 and parts[1] == "keras" else min(2, len(parts) - 1)
    return ".".join(parts[:depth])


def main() -> None:
    """Print the tables."""
    lists = folder()
    if not (lists / "tf_api.json").exists():
        sys.exit(f"No tf_api.json in {lists}. Name its folder, or set PELLUCID_API.")
    symbols = json.loads((lists / "tf_api.json").read_text(encoding="utf-8"))["tf"]["symbols"]
    used = usage(lists / "usage.md")
    here: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0, 0])
    missing: list[tuple[int, str]] = []
    wrong: list[str] = []
    for name, symbol in names(symbols):
        row = here[namespace(name)]
        row[0] += 1
        count = used.get(name, used.get(symbol["canonical"], 0))
        row[2] += bool(count)
        try:
            value = resolve(name)
        except LookupError:
            missing.append((count, name))
            continue
        row[1] += 1
        row[3] += bool(count)
        theirs = listed(symbol)
        if symbol.get("kind") == "function":
            ours = parameters(value)
            row[4] += 1
            if ours is not None and not differs(ours, theirs):
                row[5] += 1
            else:
                wrong.append(f"{name}\n    TensorFlow  {shown(theirs)}\n    here        "
                             f"{'no signature' if ours is None else shown(ours)}")  # fmt: skip
    heads = f"{'here':>6}{'of':>6}{'used':>7}{'of':>6}{'same signature':>17}{'of':>6}"
    print(f"{'namespace':32}{heads}")
    total = [0] * 6
    for space in sorted(here):
        row = here[space]
        total = [a + b for a, b in zip(total, row)]
        print(f"{space:32}{row[1]:6}{row[0]:6}{row[3]:7}{row[2]:6}{row[5]:17}{row[4]:6}")
    print(f"{'all':32}{total[1]:6}{total[0]:6}{total[3]:7}{total[2]:6}{total[5]:17}{total[4]:6}")
    if "--missing" in sys.argv:
        for count, name in sorted(missing, key=lambda m: (-m[0], m[1])):
            why = reason(name)
            print(f"{count:6} {name}" + (f"    ({why})" if why else ""))
    if "--signatures" in sys.argv:
        print("\n".join(wrong))


if __name__ == "__main__":
    main()
