"""What the benchmark scripts share: peers, their processes, runs in turns.

A peer is a library in an interpreter of its own. `PELLUCID_BENCH_<PEER>` names an interpreter that
has it (`PELLUCID_BENCH_TENSORFLOW=path/to/python`); without it a virtual environment is made in
`.bench/envs/<peer>` with the versions pinned here.

All peers run in one go, in turns: round by round every peer takes one short sample of a case while
the others wait. So a slow minute of the machine slows all of them, and the ratio of a round is
worth more than any of its two times. A process that dies takes only its own row with it: it is
started again, and the run goes on.

The numbers and tables are `report.py`'s.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from report import (
    ROOT as ROOT,
    Budget as Budget,
    Samples as Samples,
    deliver as deliver,
    failures as failures,
    machine as machine,
    merged as merged,
    ratio as ratio,
    table as table,
    write_between_markers as write_between_markers,
)

HERE = Path(__file__).resolve().parent

PINNED = {
    "tensorflow": ["tensorflow-cpu==2.21.0"],
    "torch": ["torch==2.13.0", "numpy"],
    "keras-jax": ["keras==3.15.1", "jax>=0.10,<0.13"],
}
"""Peer -> what pip installs into its environment, from where its settings say."""

MODULES = {"keras-jax": "keras"}
"""Peer -> module, where the names differ."""


class PeerMissing(RuntimeError):
    """A peer's interpreter does not work and could not be made."""


class PeerDied(PeerMissing):
    """A peer's process ended while it was asked for something."""


def arguments(
    description: str | None, peers: Sequence[str], rounds: int, further: Sequence[str] = ()
) -> argparse.ArgumentParser:
    """The command line that all benchmark scripts have.

    Args:
        peers: run by default; `further` ones may be asked for.
    """
    known = [*peers, *further]

    def listed(text: str) -> str:
        unknown = [peer for peer in text.split(",") if peer not in known]
        if unknown:
            raise argparse.ArgumentTypeError(
                f"expected some of {', '.join(known)}, received {', '.join(map(repr, unknown))}"
            )
        return text

    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--peers", type=listed, default=",".join(peers), help="comma-separated; %(default)s"
    )
    parser.add_argument("--rounds", type=int, default=rounds, help="samples a case; %(default)s")
    parser.add_argument("--json", metavar="FILE", help="also write every sample; - is stdout")
    parser.add_argument(
        "--write", metavar="FILE.md", help="put the table between its markers, and keep the samples"
    )
    parser.add_argument("--strict", action="store_true", help="exit with 1 when a budget fails")
    return parser


def interpreter(peer: str) -> str:
    """The Python that has `peer`; its environment is made when there is none.

    Raises:
        PeerMissing: pip could not install it.
    """
    given = os.environ.get(f"PELLUCID_BENCH_{peer.upper().replace('-', '_')}")
    if given or peer not in PINNED:
        return given or sys.executable
    folder = ROOT / ".bench" / "envs" / peer
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    ready = folder / "ready.json"
    if ready.is_file() and json.loads(ready.read_text()) == PINNED[peer]:
        return str(python)
    print(f"making {folder.relative_to(ROOT)}: {' '.join(PINNED[peer])}", file=sys.stderr)
    try:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", *PINNED[peer]]
        subprocess.run(pip, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        variable = f"PELLUCID_BENCH_{peer.upper().replace('-', '_')}"
        raise PeerMissing(f"{peer}: {error}. Fix: {variable}=a Python that has it") from error
    ready.write_text(json.dumps(PINNED[peer]))
    return str(python)


def environment(peer: str) -> dict[str, str]:
    """The environment variables of a peer's process."""
    variables = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}
    variables.pop("PYTHONPATH", None)
    # Without bytecode files every process would compile the sources again, which users never see.
    variables.pop("PYTHONDONTWRITEBYTECODE", None)
    if peer == "pellucid":
        variables["PYTHONPATH"] = str(ROOT / "src")
    if peer == "keras-jax":
        variables["KERAS_BACKEND"] = "jax"
    return variables


class Worker:
    """A peer's process with its snippets loaded, waiting for requests."""

    def __init__(self, peer: str, snippets: Path) -> None:
        self.peer = peer
        self._snippets = snippets
        self._start()

    def _start(self) -> None:
        # A library's chatter is shown only when its process dies.
        self._log = tempfile.TemporaryFile("w+")
        module = MODULES.get(self.peer, self.peer)
        command = [interpreter(self.peer), str(HERE / "worker.py"), module, str(self._snippets)]
        try:
            self._process = subprocess.Popen(
                command,
                env=environment(self.peer),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._log,
                text=True,
            )
        except OSError as error:
            raise PeerMissing(f"{self.peer}: {error}") from error
        greeting = self._read()
        self.cases: list[str] = greeting["cases"]
        self.version: str = greeting["version"]

    def ask(self, do: str, case: str) -> dict:
        """Send a request and wait for the answer.

        Raises:
            PeerDied: the process ended; a new one has been started for the next request.
        """
        assert self._process.stdin is not None
        try:
            # A process that is gone may be noticed when writing to it, or when reading.
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.write(json.dumps({"do": do, "case": case}) + "\n")
                self._process.stdin.flush()
            return self._read()
        except PeerDied:
            self.close()
            self._start()
            raise

    def close(self) -> None:
        """End the process."""
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
        try:
            process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
        process.stdout.close()
        self._log.close()

    def _read(self) -> dict:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            status = self._process.wait()
            self._log.seek(0)
            last = self._log.read().strip()[-2000:]
            raise PeerDied(f"{self.peer}: its process ended with {status}.\n{last}")
        return json.loads(line)


def interleaved(
    snippets: dict[str, Path], rounds: int, tolerance: float = 1e-5, only: str = ""
) -> list[Samples]:
    """Time every case of every peer, in turns.

    Args:
        snippets: peer -> its snippets file. The first peer is the one that the others are
            compared with.
        rounds: samples to take of each case and peer.
        tolerance: how far the peers' answers may be apart; a peer whose answer is farther away
            is not timed.
        only: take the cases whose name contains this.
    """
    workers = list(started(snippets))
    results = []
    try:
        for case in workers[0].cases:
            if only in case:
                results += timed(case, [w for w in workers if case in w.cases], rounds, tolerance)
    finally:
        for worker in workers:
            worker.close()
    return results


def timed(case: str, workers: list[Worker], rounds: int, tolerance: float) -> list[Samples]:
    """The samples of one case; a peer that fails in it has a `problem` instead."""
    samples = [Samples(case, worker.peer, version=worker.version) for worker in workers]
    answers: dict[str, list[float]] = {}
    for worker, sample in zip(workers, samples, strict=True):
        reply = _reply(worker, sample, "prepare")
        if reply:
            answers[worker.peer] = reply["answer"]
            sample.problem = disagreement(answers, worker.peer, tolerance)
    for _ in range(rounds):
        for worker, sample in zip(workers, samples, strict=True):
            reply = {} if sample.problem else _reply(worker, sample, "time")
            if reply:
                sample.seconds.append(reply["seconds"])
                sample.cpu.append(reply["cpu"])
                sample.memory = max(sample.memory, reply["memory"])
    return samples


def _reply(worker: Worker, sample: Samples, do: str) -> dict:
    """The worker's answer; empty where its process died, which the sample then says."""
    try:
        return worker.ask(do, sample.case)
    except PeerDied as error:
        print(f"{sample.case}: {error}", file=sys.stderr)
        sample.problem = "died"
        return {}


def started(snippets: dict[str, Path]) -> Iterable[Worker]:
    """The workers of the peers that can be had; the first peer must be among them."""
    for position, (peer, path) in enumerate(snippets.items()):
        try:
            yield Worker(peer, path)
        except PeerMissing as error:
            if position == 0:
                raise SystemExit(f"{error}") from error
            print(f"skipped: {error}", file=sys.stderr)


def disagreement(answers: dict[str, list[float]], peer: str, tolerance: float) -> str:
    """What is wrong with a peer's answer, compared with the first one's; empty if nothing is."""
    first, expected = next(iter(answers.items()))
    received = answers[peer]
    same = len(expected) == len(received) and all(
        math.isclose(a, b, rel_tol=tolerance, abs_tol=tolerance)
        for a, b in zip(expected, received, strict=False)
    )
    if same:
        return ""
    print(f"{first} computes {expected}, {peer} computes {received}", file=sys.stderr)
    return "computes something else"
