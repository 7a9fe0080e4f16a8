"""The process that runs one peer's snippets; started by `runner.py` in the peer's interpreter.

    python worker.py MODULE SNIPPETS.py

It imports MODULE (`pellucid`, `tensorflow`, `torch`), hands it to `cases(module)` of the snippets
file, says which cases there are, and then answers requests on standard input, one JSON object a
line:

    {"do": "prepare", "case": name}  ->  {"answer": [...], "number": calls in a sample}
    {"do": "time", "case": name}     ->  {"seconds": wall time a call, "cpu": processor time a call,
                                          "memory": largest resident bytes since "prepare"}

`cases` returns a dictionary: name -> (statement to time, its variables, function for the answer).
Standard library only: this file runs in environments that do not have Pellucid.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import sys
import time
import timeit
from types import ModuleType

SAMPLE_SECONDS = 0.02
"""How long a sample should take: long against the clock, short against a neighbour's burst."""


def load_cases(module: ModuleType, path: str) -> dict:
    """The cases of the snippets file, for the imported module."""
    spec = importlib.util.spec_from_file_location("snippets", path)
    assert spec is not None
    assert spec.loader is not None
    snippets = importlib.util.module_from_spec(spec)
    # Dataclasses look their module up by its name.
    sys.modules["snippets"] = snippets
    spec.loader.exec_module(snippets)
    return snippets.cases(module)


def forget_peak_memory() -> None:
    """Let `peak_memory` count from here on, where the system can do that (Linux)."""
    try:
        with open("/proc/self/clear_refs", "w") as file:
            file.write("5")
    except OSError:
        return


def peak_memory() -> int:
    """The largest resident memory of this process, in bytes; 0 where the system does not tell."""
    try:
        with open("/proc/self/status") as file:
            sizes = [line.split()[1] for line in file if line.startswith("VmHWM")]
    except OSError:
        return 0
    return int(sizes[0]) * 1024 if sizes else 0


def prepare(case: tuple) -> tuple[timeit.Timer, dict]:
    """Run a case until it is warm; its timer and the reply."""
    statement, variables, answer = case
    forget_peak_memory()
    # The collector stays on, as in a user's program.
    timer = timeit.Timer(statement, "import gc; gc.enable()", globals=variables)
    result = answer()
    calls, seconds = timer.autorange()
    number = max(1, round(calls * SAMPLE_SECONDS / seconds))
    timer.timeit(number)
    return timer, {"answer": result, "number": number}


def measure(timer: timeit.Timer, number: int) -> dict:
    """One sample."""
    processor = time.process_time()
    seconds = timer.timeit(number) / number
    cpu = (time.process_time() - processor) / number
    return {"seconds": seconds, "cpu": cpu, "memory": peak_memory()}


def main() -> None:
    """Answer requests until standard input ends."""
    # What the libraries print must not mix with the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    module = importlib.import_module(sys.argv[1])
    cases = load_cases(module, sys.argv[2])
    timers, numbers = {}, {}
    greeting = {"cases": list(cases), "version": getattr(module, "__version__", "")}
    print(json.dumps(greeting), file=answers, flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        name = request["case"]
        if request["do"] == "prepare":
            timers[name], reply = prepare(cases[name])
            numbers[name] = reply["number"]
        else:
            reply = measure(timers[name], numbers[name])
        print(json.dumps(reply), file=answers, flush=True)


if __name__ == "__main__":
    main()
