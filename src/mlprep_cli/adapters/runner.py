"""Running the checks of a coding question on a solution, in a child process with limits."""

from __future__ import annotations

import ctypes
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from typing import IO, NamedTuple

from mlprep_cli.core.coding import Failure, GroupResult, Growth, Run
from mlprep_cli.core.questions import CheckGroup, Code
from mlprep_cli.errors import MlprepError

HARNESS = Path(__file__).with_name("check_harness.py")
OUTPUT_BYTES = 2**20
_SHOWN_OUTPUT = 2000
_POLL_SECONDS = 0.05
_MOST_RESULTS = 4 * 2**20
_SUBREAPER = 36
_IS_LINUX = sys.platform == "linux"
_ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS", "NUMEXPR_NUM_THREADS"), "1"
)
_KEPT = ("PATH", "SYSTEMROOT", "LANG", "LC_ALL", "TZ")
"""The variables of the environment that a solution sees."""


class RunLimits(NamedTuple):
    """What a run may use.

    Attributes:
        cpu_seconds: Seconds of the processor.
        wall_seconds: Seconds on the clock.
        group_seconds: Seconds of the processor for each group; on the clock it may take twice as many.
        memory_bytes: Bytes of memory, of each process and of all together.
        file_bytes: Bytes of a file.
        processes: Processes at the same time.
        isolated: Whether it is kept from the network and from other processes, if the system allows that without rights.
        stops_at_failure: Whether the groups after the first failure are left out.
    """

    cpu_seconds: int = 15
    wall_seconds: int = 20
    group_seconds: int = 8
    memory_bytes: int = 2 * 2**30
    file_bytes: int = 10 * 2**20
    processes: int = 64
    isolated: bool = True
    stops_at_failure: bool = False


LIMITS = RunLimits()


class _Excess(NamedTuple):
    """The limit that a child went over, as a sentence without its subject."""

    reason: str


def run_checks(
    code: Code, solution: str, checks: Sequence[CheckGroup], interpreter: str = "", limits: RunLimits = LIMITS
) -> Run:
    """Run groups of checks on a solution, and return what each of them found.

    Args:
        code: The code of the question.
        solution: The learner's code.
        checks: The groups to run.
        interpreter: The Python to run it with; the one of mlprep if empty.
        limits: What the run may use.

    Raises:
        MlprepError: There is no such interpreter, or no process can be started.
    """
    python = interpreter or sys.executable
    if shutil.which(python) is None:
        raise MlprepError(
            f"The interpreter {python} was not found.", "Name another: mlprep config set code.python PATH"
        )
    with tempfile.TemporaryDirectory(prefix="mlprep-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        needs_reference = any(check.grows for check in checks)
        job = {
            "solution": solution,
            "reference": code.solution if needs_reference else "",
            "helpers": code.helpers,
            "groups": [{**check._asdict(), "from": check.start} for check in checks],
            "group_seconds": limits.group_seconds,
            "stops_at_failure": limits.stops_at_failure,
            "limits": limits._replace(processes=_processes_of_user() + limits.processes)._asdict(),
        }
        (folder / "job.json").write_text(json.dumps(job), "utf-8")
        child = _Child(python, folder, limits)
        excess = child.wait()
        return _run_of(checks, folder / "results.jsonl", child, _end(excess, child.status, limits))


class _Child:
    """The process that runs the checks, and everything that it starts."""

    def __init__(self, python: str, folder: Path, limits: RunLimits) -> None:
        self._limits = limits
        self._token = secrets.token_hex(16)
        work = folder / "work"
        work.mkdir()
        environment = {name: value for name, value in os.environ.items() if name in _KEPT}
        environment |= {**_ONE_THREAD, "MLPREP_RUN": self._token, "HOME": str(work), "TMPDIR": str(work)}
        self._output = bytearray()
        self._too_much = False
        self._seen: set[int] = set()
        self.status = 0
        with _adopting_orphans():
            try:
                self._process = subprocess.Popen(
                    [python, "-I", "-B", str(HARNESS), str(folder)],
                    cwd=work,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            except OSError as error:
                raise MlprepError(
                    f"{python} cannot be started ({error.strerror}).", "Check the setting code.python."
                ) from error

    @property
    def output(self) -> str:
        """The beginning of what the solution printed."""
        return self._output[:_SHOWN_OUTPUT].decode("utf-8", "replace")

    def wait(self) -> _Excess | None:
        """Wait for the end of the process, end it if it goes over a limit, and return that limit."""
        assert self._process.stdout is not None
        reader = Thread(target=self._read, args=(self._process.stdout,), daemon=True)
        reader.start()
        deadline = time.monotonic() + self._limits.wall_seconds
        excess: _Excess | None = None
        try:
            with _adopting_orphans():
                while self._process.poll() is None and excess is None:
                    excess = self._excess(deadline)
                    if excess is None:
                        with suppress(subprocess.TimeoutExpired):
                            self._process.wait(_POLL_SECONDS)
                self._kill()
        finally:
            self._kill()
        self.status = self._process.wait()
        reader.join(1)
        self._process.stdout.close()
        return _Excess("printed more than 1 MiB") if self._too_much and excess is None else excess

    def _excess(self, deadline: float) -> _Excess | None:
        if time.monotonic() > deadline:
            return _Excess(f"took more than {self._limits.wall_seconds} s")
        if self._too_much:
            return _Excess("printed more than 1 MiB")
        tree = [*_tree(self._process.pid)]
        self._seen.update(tree)
        if len(tree) > self._limits.processes:
            return _Excess(f"started more than {self._limits.processes} processes")
        if sum(map(_resident_bytes, tree)) > self._limits.memory_bytes:
            return _Excess(f"used more than {self._limits.memory_bytes // 2**20:,} MiB of memory")
        return None

    def _read(self, stream: IO[bytes]) -> None:
        while chunk := stream.read1(65536) if hasattr(stream, "read1") else stream.read(65536):
            if len(self._output) < OUTPUT_BYTES:
                self._output += chunk
            else:
                self._too_much = True

    def _kill(self) -> None:
        """Kill the process and everything that it started."""
        if os.name != "posix":
            self._process.kill()
            return
        for _ in range(50):
            alive = {pid for pid in (*_tree(self._process.pid), *_adopted(self._token, self._seen)) if _is_alive(pid)}
            self._seen |= alive
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
            for pid in alive:
                with suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL)
            for pid in alive - {self._process.pid}:
                with suppress(ChildProcessError):
                    os.waitpid(pid, os.WNOHANG)
            if not alive - {self._process.pid}:
                break
            time.sleep(0.01)


@contextmanager
def _adopting_orphans() -> Iterator[None]:
    """Let orphaned processes become children of this one, so that they can be found and ended (Linux)."""
    if not _IS_LINUX:
        yield
        return
    library = ctypes.CDLL(None)
    library.prctl(_SUBREAPER, 1, 0, 0, 0)
    try:
        yield
    finally:
        library.prctl(_SUBREAPER, 0, 0, 0, 0)


def _parents() -> dict[int, int]:
    """Return the parent of every process, where the system tells (Linux)."""
    parents = {}
    for name in os.listdir("/proc") if os.path.isdir("/proc/self") else ():  # noqa: PTH208, PTH112  quick
        if name.isdigit():
            with suppress(OSError, ValueError, IndexError), open(f"/proc/{name}/stat") as file:  # noqa: PTH123  quick
                state, parent = file.read().rpartition(")")[2].split()[:2]
                if state != "Z":
                    parents[int(name)] = int(parent)
    return parents


def _tree(root: int) -> Iterator[int]:
    """Yield a process and its descendants that are alive."""
    parents = _parents()
    children: dict[int, list[int]] = {}
    for pid, parent in parents.items():
        children.setdefault(parent, []).append(pid)
    waiting = [root] if root in parents else []
    while waiting:
        pid = waiting.pop()
        yield pid
        waiting += children.get(pid, [])


def _adopted(token: str, seen: set[int]) -> Iterator[int]:
    """Yield the processes of a run that became children of this process when their parent ended, and their descendants."""
    me = os.getpid()
    for pid, parent in _parents().items():
        if parent == me and (pid in seen or _has_token(pid, token)):
            yield from _tree(pid)


def _has_token(pid: int, token: str) -> bool:
    with suppress(OSError), open(f"/proc/{pid}/environ", "rb") as file:  # noqa: PTH123  quick
        return token.encode() in file.read()
    return False


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _resident_bytes(pid: int) -> int:
    """Return the memory that a process occupies, 0 where the system does not tell."""
    with suppress(OSError, ValueError, IndexError), open(f"/proc/{pid}/statm") as file:  # noqa: PTH123  quick
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    if sys.platform == "darwin":
        listed = subprocess.run(["/bin/ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=False)
        with suppress(ValueError):
            return int(listed.stdout) * 1024
    return 0


def _processes_of_user() -> int:
    """Return the number of processes of this user, or 0 where the system does not tell."""
    count = 0
    if os.name == "posix" and os.path.isdir("/proc/self"):  # noqa: PTH112  quick
        me = os.getuid()
        for name in os.listdir("/proc"):  # noqa: PTH208  quick
            if name.isdigit():
                with suppress(OSError):
                    if os.stat(f"/proc/{name}").st_uid == me:  # noqa: PTH116  quick
                        count += len(os.listdir(f"/proc/{name}/task"))  # noqa: PTH208  quick
    return count or 1000


# --- results ---


def _run_of(checks: Sequence[CheckGroup], results: Path, child: _Child, ended: str) -> Run:
    groups = [GroupResult(check.name, check.hidden, ran=False) for check in checks]
    current: int | None = None
    missing = ""
    finished = False
    for event in _events(results):
        kind, number, failure = event.get("event"), event.get("group"), event.get("failure")
        known = failure if isinstance(failure, dict) else None
        missing = missing or str((known or {}).get("missing", ""))
        if kind == "broken":
            broken = _failure_of(known or {})
            return Run(tuple(group._replace(failure=broken, ran=True) for group in groups), "", missing, child.output)
        finished = finished or kind == "finished"
        if not (isinstance(number, int) and 0 <= number < len(groups)):
            continue
        if kind == "started":
            current = number
        elif kind == "done":
            seconds = event.get("seconds")
            found = None if known is None else _failure_of(known)
            taken = seconds if isinstance(seconds, float) else 0.0
            groups[number] = groups[number]._replace(seconds=taken, failure=found, ran=True)
            current = None
    if finished and not ended:
        return Run(tuple(groups), "", missing, child.output)
    ended = ended or "The code ended the program itself, with exit code 0."
    if current is not None:
        groups[current] = groups[current]._replace(failure=Failure(error=ended), ran=True)
    return Run(tuple(groups), ended, missing, child.output)


def _events(results: Path) -> Iterator[dict[str, object]]:
    """Yield the events that were reported. The solution could write into the file, so nothing in it is trusted."""
    try:
        with results.open("rb") as file:
            data = file.read(_MOST_RESULTS)
    except OSError:
        return
    for line in data.split(b"\n"):
        with suppress(ValueError, RecursionError):
            event = json.loads(line)
            if isinstance(event, dict):
                yield event


def _end(excess: _Excess | None, status: int, limits: RunLimits) -> str:
    """Return what ended a process early, as a sentence; empty if nothing did."""
    if excess is not None:
        return f"The code {excess.reason} and was stopped."
    # The harness ends like a shell if its own child was killed.
    number = -status if status < 0 else status - 128
    name = signal.Signals(number).name if number in {*signal.Signals} else ""
    match name:
        case "SIGXCPU":
            return f"The code used more than {limits.cpu_seconds} s of processor time and was stopped."
        case "SIGXFSZ":
            return f"The code wrote a file of more than {limits.file_bytes // 2**20} MiB and was stopped."
        case "" if status == 0:
            return ""
        case "":
            return f"The code ended the program itself, with exit code {status}."
    return f"The code was killed by the signal {name}."


def _failure_of(found: dict[str, object]) -> Failure:
    growth = found.get("growth")
    values = found.get("values")
    pairs = [pair for pair in values if isinstance(pair, list) and len(pair) == 2] if isinstance(values, list) else []
    line = found.get("line")
    return Failure(
        error=str(found.get("error", "")),
        check=str(found.get("check", "")),
        call=str(found.get("call", "")),
        came=str(found.get("came", "")),
        relation=str(found.get("relation", "")),
        wanted=str(found.get("wanted", "")),
        values=tuple((str(name), str(value)) for name, value in pairs),
        line=line if isinstance(line, int) else 0,
        text=str(found.get("text", "")),
        growth=_growth_of(growth) if isinstance(growth, dict) else None,
    )


def _growth_of(found: dict[str, object]) -> Growth:
    exponent = found.get("exponent")
    return Growth(
        tuple(map(int, _numbers(found.get("sizes")))),
        _numbers(found.get("times")),
        _numbers(found.get("reference")),
        exponent if isinstance(exponent, float) else 0.0,
        str(found.get("claim", "")),
    )


def _numbers(values: object) -> tuple[float, ...]:
    return tuple(value for value in values if isinstance(value, int | float)) if isinstance(values, list) else ()


def has_module(name: str, interpreter: str = "") -> bool:
    """Return whether an interpreter has a module; the one of mlprep if empty."""
    if not interpreter:
        return find_spec(name) is not None
    look = f"import importlib.util, sys; sys.exit(importlib.util.find_spec({name!r}) is None)"
    try:
        return (
            subprocess.run([interpreter, "-I", "-c", look], capture_output=True, check=False, timeout=20).returncode
            == 0
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
