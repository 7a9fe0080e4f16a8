"""`experimental_get_compiler_ir`: what XLA makes of a function, as text or bytes.

compiler_ir    the text or bytes of one stage
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from pellucid.runtime.program import Program

STAGES = (
    "stablehlo", "stablehlo_serialized", "hlo", "hlo_no_metadata", "hlo_serialized",
    "optimized_hlo", "optimized_hlo_serialized", "optimized_hlo_proto_serialized",
    "optimized_hlo_dot",
)  # fmt: skip

_METADATA = re.compile(r", metadata=\{[^}]*\}")
_INSTRUCTION = re.compile(r"^\s+(?:ROOT )?%?([\w.-]+) = (.*?) ([\w-]+)\((.*?)\)")


def compiler_ir(program: Program, stage: str, platform_name: str | None) -> str | bytes:
    """What XLA makes of a program.

    Args:
        program: made with `must_compile`.
        stage: one of `STAGES`.
        platform_name: None, or the platform that programs run on here (`"CPU"`).

    Raises:
        ValueError: no such stage; another platform; a shape is not known.
    """
    if stage not in STAGES:
        raise ValueError(
            f"Invalid stage selected: {stage!r}. Valid values are: {', '.join(map(repr, STAGES))}"
        )
    open_inputs = [t for t in program.graph.inputs if t.dims is None or None in t.dims]
    if open_inputs:
        raise ValueError(f"Only support static input shape but got inputs = {program.graph.inputs}")
    lowered, platform = program.lowered()
    if platform_name is not None and platform_name.lower() not in _names(platform):
        raise ValueError(
            f"experimental_get_compiler_ir [platform_name]: expected {platform.upper()!r}, the "
            f"platform of this process, received {platform_name!r}"
        )
    return _STAGES[stage](lowered)


def _names(platform: str) -> tuple[str, ...]:
    return ("cuda", "gpu") if platform in ("gpu", "cuda") else (platform,)


def _bytecode(lowered: Any) -> bytes:
    import io

    buffer = io.BytesIO()
    lowered.compiler_ir("stablehlo").operation.write_bytecode(buffer)
    return buffer.getvalue()


def _module(lowered: Any) -> Any:
    return lowered.compile().runtime_executable().hlo_modules()[0]


def _in_envelope(module: bytes) -> bytes:
    """A serialized `HloProto`, whose field 1 is the module."""
    size, length = len(module), bytearray()
    while size >= 128:
        length.append(size % 128 + 128)
        size //= 128
    return bytes([10, *length, size]) + module


def _dot(text: str) -> str:
    """A drawing, for Graphviz, of the instructions and of what they read."""
    lines = ["digraph HLO {", '  node [shape=box, fontname="monospace"];']
    made: set[str] = set()
    for line in text.splitlines():
        found = _INSTRUCTION.match(line)
        if found is None:
            continue
        name, shape, kind, operands = found.groups()
        made.add(name)
        lines.append(f'  "{name}" [label="{name}\\n{kind} {shape}"];')
        read = re.findall(r"%?([A-Za-z_][\w.-]*)", operands)
        lines += [f'  "{source}" -> "{name}";' for source in read if source in made]
    return "\n".join([*lines, "}", ""])


_STAGES: dict[str, Callable[[Any], str | bytes]] = {
    "stablehlo": lambda lowered: lowered.as_text("stablehlo"),
    "stablehlo_serialized": _bytecode,
    "hlo": lambda lowered: lowered.as_text("hlo"),
    "hlo_no_metadata": lambda lowered: _METADATA.sub("", lowered.as_text("hlo")),
    "hlo_serialized": lambda lowered: lowered.compiler_ir("hlo").as_serialized_hlo_module_proto(),
    "optimized_hlo": lambda lowered: lowered.compile().as_text(),
    "optimized_hlo_serialized": lambda lowered: _module(lowered).as_serialized_hlo_module_proto(),
    "optimized_hlo_proto_serialized": lambda lowered: _in_envelope(
        _module(lowered).as_serialized_hlo_module_proto()
    ),
    "optimized_hlo_dot": lambda lowered: _dot(lowered.compile().as_text()),
}
