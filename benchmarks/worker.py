"""The process that runs one peer's snippets; started by `runner.py` in the peer's interpreter.

    python worker.py MODULE SNIPPETS.py

It imports MODULE (`pellucid`, `tensorflow`, `torch`), hands it to `cases(module)` of the snippets
file, and then answers requests on standard input, one JSON object a line:

    {"do": "prepare", "case": name}  ->  {"answer": [...], "number": calls in a sample}
    {"do": "time", "case": name}     ->  {"seconds": per call}

`cases` returns a dictionary: name -> (statement to time, its variables, function for the answer).
Standard library only: this file runs in environments that do not have Pellucid.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import sys
import timeit

SAMPLE_SECONDS = 0.02
"""How long a sample should take: long against the clock, short against a neighbour's burst."""


def load_cases(module_name: str, path: str) -> dict:
    """The cases of the snippets file, for the imported module."""
    spec = importlib.util.spec_from_file_location("snippets", path)
    assert spec is not None
    assert spec.loader is not None
    snippets = importlib.util.module_from_spec(spec)
    sys.modules["snippets"] = snippets
    spec.loader.exec_module(snippets)
    return snippets.cases(importlib.import_module(module_name))


def main() -> None:
    """Answer requests until standard input ends."""
    # What the libraries print must not mix with the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    cases = load_cases(sys.argv[1], sys.argv[2])
    timers, numbers = {}, {}
    print(json.dumps({"cases": list(cases)}), file=answers, flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        name = request["case"]
        if request["do"] == "prepare":
            statement, variables, answer = cases[name]
            # The collector stays on, as in a user's program.
            timers[name] = timeit.Timer(statement, "import gc; gc.enable()", globals=variables)
            reply = {"answer": answer()}
            calls, seconds = timers[name].autorange()
            numbers[name] = max(1, round(calls * SAMPLE_SECONDS / seconds))
            timers[name].timeit(numbers[name])
            reply["number"] = numbers[name]
        else:
            reply = {"seconds": timers[name].timeit(numbers[name]) / numbers[name]}
        print(json.dumps(reply), file=answers, flush=True)


if __name__ == "__main__":
    main()
