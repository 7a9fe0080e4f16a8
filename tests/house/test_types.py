"""Types: pyright knows the type of every public name, so that every editor does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src"


def pyright(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pyright", "--pythonpath", sys.executable, *arguments],
        cwd=folder,  # outside the project: pyright shall see the package as its users do
        env={**os.environ, "PYTHONPATH": str(SOURCE), "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"},
        capture_output=True,
        text=True,
        timeout=240,
    )


def test_no_public_name_has_an_unknown_type(tmp_path: Path):
    pytest.importorskip("pyright", reason="pyright is one of the dev tools")
    if pyright("--version", folder=tmp_path).returncode != 0:
        pytest.skip("pyright needs Node.js, and could not fetch it")
    result = pyright(
        "--verifytypes", "pellucid", "--ignoreexternal", "--outputjson", folder=tmp_path
    )
    report = json.loads(result.stdout)
    symbols = report["typeCompleteness"]["symbols"]
    assert len(symbols) > 500, "pyright did not find the package"
    unknown = {
        symbol["name"]: diagnostic["message"].splitlines()[0]
        for symbol in symbols
        for diagnostic in symbol["diagnostics"]
        if not (symbol["isTypeKnown"] or symbol["isTypeAmbiguous"])
    }
    # A class whose base or member is unknown follows from that one; an inferred type is known.
    roots = {
        name: text
        for name, text in unknown.items()
        if "base class" not in text and "annotation" not in text
    }
    assert roots == {}
