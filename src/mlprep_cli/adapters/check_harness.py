"""Runs a solution against groups of checks, in a process of its own: `python -I check_harness.py FOLDER`.

The folder has `job.json` and gets `results.jsonl`, one line for each event. This file needs only the standard library and
no other module of mlprep, because the learner's own interpreter runs it.
"""

from __future__ import annotations

import ast
import builtins
import copy
import ctypes
import json
import linecache
import math
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

SOLUTION = "solution.py"
CHECKS = "<checks>"
_LONGEST = 300
_MOST_ITEMS = 8
_TICK = 0.01
_NEW_USER, _NEW_PROCESSES, _NEW_NETWORK = 0x10000000, 0x20000000, 0x40000000
_DIE_WITH_PARENT = 1
_IS_LINUX = sys.platform == "linux"


class CheckFailed(Exception):
    """A check that does not hold: the call, the value that came, the relation, the wanted one and its text, and a message."""


class TooSlow(BaseException):
    """A group took longer than it may."""


# --- the cage ---


def limit(limits: dict[str, int]) -> None:
    """Limit the processor time, the memory, the file size and the processes, as far as the system can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for name, value in (
        ("RLIMIT_CPU", limits["cpu_seconds"]),
        ("RLIMIT_AS", limits["memory_bytes"]),
        ("RLIMIT_FSIZE", limits["file_bytes"]),
        ("RLIMIT_CORE", 0),
        ("RLIMIT_NPROC", limits["processes"]),
    ):
        if hasattr(resource, name):
            kind = getattr(resource, name)
            _, hard = resource.getrlimit(kind)
            most = value if hard == resource.RLIM_INFINITY else min(value, hard)
            # Over the soft limit of the processor time, the signal says why; at the hard one, nothing does.
            last = most + 1 if name == "RLIMIT_CPU" and hard in (resource.RLIM_INFINITY, most + 1) else most
            try:
                resource.setrlimit(kind, (most, last))
            except (ValueError, OSError):  # a system that has the name and refuses the limit
                continue


def isolate() -> None:
    """Continue without a network, in a child whose processes all end with it, if the system allows it without rights."""
    if not _IS_LINUX:
        return
    user, group = os.getuid(), os.getgid()
    try:
        library = ctypes.CDLL(None, use_errno=True)
        if library.unshare(_NEW_USER | _NEW_PROCESSES | _NEW_NETWORK) != 0:
            return
    except (OSError, AttributeError):
        return
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        try:
            Path("/proc/self", name).write_text(text)
        except OSError:
            continue
    if os.fork():
        os._exit(_exit_code(os.wait()[1]))
    # This process is the first one of its own world: when it ends, the system ends everything else in there.
    library.prctl(_DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
    worker = os.fork()
    if worker:
        pid, status = os.wait()
        while pid != worker:  # an orphan of the worker
            pid, status = os.wait()
        os._exit(_exit_code(status))


def _exit_code(status: int) -> int:
    """Return the exit code that tells how a process ended: 128 and the number of the signal, as shells do."""
    return 128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


# --- checks ---


class _Capture(ast.NodeTransformer):
    """Rewrites `assert a == b` so that a failure tells both values."""

    def __init__(self) -> None:
        self._count = 0

    def visit_Assert(self, node: ast.Assert) -> list[ast.stmt] | ast.Assert:
        sides = _sides(node.test)
        if sides is None:
            return node
        left, relation, right = sides
        self._count += 1
        names = (f"_came_{self._count}", f"_wanted_{self._count}")
        test = _with_sides(node.test, names)
        message = "''" if node.msg is None else ast.unparse(node.msg)
        texts = f"{ast.unparse(left)!r}, {names[0]}, {relation!r}, {ast.unparse(right)!r}, {names[1]}"
        failure = ast.parse(f"raise CheckFailed({texts}, {message})").body[0]
        statements: list[ast.stmt] = [
            ast.Assign([ast.Name(names[0], ast.Store())], left, lineno=node.lineno),
            ast.Assign([ast.Name(names[1], ast.Store())], right, lineno=node.lineno),
            ast.If(ast.UnaryOp(ast.Not(), test), [failure], []),
        ]
        for statement in statements:
            for part in ast.walk(statement):
                if isinstance(part, (ast.stmt, ast.expr)) and not hasattr(part, "lineno"):
                    ast.copy_location(part, node)
                elif isinstance(part, (ast.stmt, ast.expr)):
                    part.lineno, part.end_lineno = node.lineno, node.end_lineno
            ast.fix_missing_locations(statement)
        return statements


def _sides(test: ast.expr) -> tuple[ast.expr, str, ast.expr] | None:
    """Return the two compared values of a test, and their relation in words; None if it compares nothing."""
    relations = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Is: "is"}
    if any(isinstance(part, ast.NamedExpr) for part in ast.walk(test)):
        return None
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and type(test.ops[0]) in relations:
        return test.left, relations[type(test.ops[0])], test.comparators[0]
    if isinstance(test, ast.Call) and len(test.args) >= 2 and ast.unparse(test.func).endswith(("isclose", "allclose")):
        return test.args[0], "≈", test.args[1]
    if isinstance(test, ast.Call) and len(test.args) == 2 and ast.unparse(test.func).endswith("array_equal"):
        return test.args[0], "==", test.args[1]
    return None


def _with_sides(test: ast.expr, names: tuple[str, str]) -> ast.expr:
    came, wanted = (ast.Name(name, ast.Load()) for name in names)
    if isinstance(test, ast.Compare):
        return ast.Compare(came, test.ops, [wanted])
    assert isinstance(test, ast.Call)
    return ast.Call(test.func, [came, wanted, *test.args[2:]], test.keywords)


def shown(value: object) -> str:
    """Return a value in a short form: long lists and arrays are shortened."""
    try:
        text = _short(value)
    except Exception as error:  # noqa: BLE001  a __repr__ of the solution may do anything
        text = f"<{type(value).__name__} whose repr raises {type(error).__name__}>"
    text = " ".join(text.split("\n"))
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _short(value: Any) -> str:  # any value of the solution
    kind = type(value)
    if kind.__module__ == "numpy" and kind.__name__ == "ndarray":
        array2string = sys.modules["numpy"].array2string
        if value.size <= _MOST_ITEMS * 4:
            return str(array2string(value, precision=6, separator=", "))
        head = array2string(value.ravel()[:_MOST_ITEMS], precision=6, separator=", ")
        return f"array of shape {value.shape}, {value.dtype}: {head[:-1]}, …]"
    if isinstance(value, (list, tuple)) and len(value) > _MOST_ITEMS * 2:
        head = ", ".join(shown(item) for item in value[:_MOST_ITEMS])
        return f"[{head}, … {len(value)} items]"
    if isinstance(value, str) and len(value) > _LONGEST:
        return f"{value[:60]!r}… {len(value)} characters"
    if isinstance(value, (dict, set, frozenset)) and len(value) > _MOST_ITEMS * 2:
        return f"{kind.__name__} of {len(value)} items"
    return repr(value)


def used_names(source: str) -> set[str]:
    """Return the modules that a solution imports, and the dotted names that it uses."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, (ast.Attribute, ast.Name)):
            names.add(ast.unparse(node))
    return names


def lines_run(call: Callable[[], object]) -> int:
    """Return how many lines of Python a call runs, those of libraries included and those of imports left out.

    Lines tell a loop in Python from an operation on an array on every machine alike, and a time does not.
    """
    count = importing = 0

    def trace(frame: Any, event: str, _argument: object) -> Any:
        nonlocal count, importing
        if frame.f_code.co_name == "_find_and_load":
            importing += {"call": 1, "return": -1}.get(event, 0)
        elif event == "line" and not importing:
            count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call()
    finally:
        sys.settrace(before)
    return count


class Runner:
    """Runs the groups of a job, each on a fresh copy of the solution's names."""

    def __init__(self, job: dict[str, Any], report: Callable[[dict[str, Any]], None]) -> None:
        self._job = job
        self._report = report
        self._names: dict[str, Any] = {}
        self._reference: dict[str, Any] = {}

    def run(self) -> None:
        """Load the solution and run every group."""
        self._report({"event": "loading"})
        try:
            self._names = self._load(self._job["solution"], SOLUTION)
            self._reference = self._load(self._job["reference"], "reference.py") if self._job["reference"] else {}
        except TooSlow:
            self._report({"event": "broken", "failure": {"error": "it does not finish loading"}})
            return
        except BaseException as error:  # noqa: BLE001  whatever the solution raises
            self._report({"event": "broken", "failure": self._failure(error)})
            return
        for number, group in enumerate(self._job["groups"]):
            self._report({"event": "started", "group": number})
            begun = time.perf_counter()
            failure = self._group(group)
            result = {"event": "done", "group": number, "seconds": round(time.perf_counter() - begun, 6)}
            self._report({**result, "failure": failure})
            if failure is not None and self._job["stops_at_failure"]:
                break
        self._report({"event": "finished"})

    def _load(self, source: str, name: str) -> dict[str, Any]:
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        module = {"__name__": "solution", "__file__": name, "__builtins__": builtins}
        # Data classes and pickles look their module up.
        holder = type(sys)("solution")
        module_names = holder.__dict__
        module_names.update(module)
        sys.modules["solution"] = holder
        with _seconds(self._job["group_seconds"]):
            exec(compile(source, name, "exec"), module_names)
        return module_names

    def _group(self, group: dict[str, Any]) -> dict[str, Any] | None:
        try:
            with _seconds(self._job["group_seconds"]):
                if group.get("grows"):
                    return self._growth(group)
                self._exec(group["code"])
        except TooSlow as error:
            return {"error": f"it took more than {self._job['group_seconds']} s", **self._place(error)}
        except BaseException as error:  # noqa: BLE001  whatever the solution raises
            return self._failure(error)
        return None

    def _exec(self, code: str) -> dict[str, Any]:
        source = f"{self._job['helpers']}\n{code}"
        linecache.cache[CHECKS] = (len(source), None, source.splitlines(keepends=True), CHECKS)
        tree = ast.fix_missing_locations(_Capture().visit(ast.parse(source)))
        names = dict(self._names)
        names.update(CheckFailed=CheckFailed, lines_run=lines_run, __name__="checks")
        names["names_used"] = used_names(self._job["solution"])
        exec(compile(tree, CHECKS, "exec"), names)
        return names

    def _growth(self, group: dict[str, Any]) -> dict[str, Any] | None:
        """Double the size until a call takes long enough, and compare the growth with the claim and the reference."""
        names = self._exec(f"_input = {group['input']}")
        own, reference = (eval(group["call"], {**names, **known}) for known in (self._names, self._reference))
        size = int(group["from"])
        sizes: list[int] = []
        times: list[float] = []
        others: list[float] = []
        claimed = CLAIMS[group["grows"]]
        deadline = time.process_time() + self._job["group_seconds"] * 0.6
        while len(sizes) < 5:
            times.append(_best(own, names["_input"], size))
            others.append(_best(reference, names["_input"], size))
            sizes.append(size)
            if times[-1] > 0.4 or time.process_time() > deadline:
                break
            size *= 2
        ratio = times[-1] / max(others[-1], 1e-7)
        factor = sizes[-1] / sizes[0]
        growth = math.log(times[-1] / max(times[0], 1e-7)) / math.log(factor) if factor > 1 else claimed + 1
        figures = {"sizes": sizes, "times": times, "reference": others, "exponent": round(growth, 2)}
        if ratio > 6 and (growth > claimed + 0.45 or times[-1] > 0.4):
            return {"growth": {**figures, "claim": group["grows"]}}
        return None

    def _failure(self, error: BaseException) -> dict[str, Any]:
        if isinstance(error, CheckFailed):
            left, came, relation, right, wanted, message = error.args
            if self._is_call(right) and not self._is_call(left):
                mirrored = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
                left, came, right, wanted = right, wanted, left, came
                relation = mirrored.get(relation, relation)
            failure = {"call": left, "came": shown(came), "relation": relation, "wanted": shown(wanted)}
            failure["error"] = shown_line(str(message))
            place = self._place(error) or self._definition(left)
            return {**failure, "values": self._values(left, error), **place}
        if isinstance(error, AssertionError) and self._in_checks(error):
            text = _statement(self._last(error, CHECKS).tb_lineno)
            # The words of the check are a value of the checks themselves.
            values = [pair for pair in self._values(text, error) if pair[1] != shown(str(error))]
            return {"check": str(error) or text, "values": values, **self._place(error)}
        if isinstance(error, MemoryError):
            return {"error": "it needs more memory than the limit", **self._place(error)}
        if isinstance(error, ModuleNotFoundError):
            return {"missing": str(error.name), "error": str(error)}
        text = message_of(error)
        message = f"{type(error).__name__}: {text}" if text else type(error).__name__
        return {"error": shown_line(message), **self._call_of(error), **self._place(error)}

    def _call_of(self, error: BaseException) -> dict[str, Any]:
        """Return the line of the checks that an exception came from."""
        frame = self._last(error, CHECKS)
        if frame is None:
            return {}
        line = _statement(frame.tb_lineno)
        return {"call": shown_line(line), "values": self._values(line, error)}

    def _values(self, text: str, error: BaseException) -> list[list[str]]:
        """Return the values of the variables that a line of the checks names."""
        frame = self._last(error, CHECKS)
        try:
            tree = ast.parse(text.rstrip(":"))
        except SyntaxError:
            return []
        if frame is None:
            return []
        names = {**frame.tb_frame.f_globals, **frame.tb_frame.f_locals}
        found = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and node.id in names and node.id not in self._names:
                value = names[node.id]
                if not callable(value) and not isinstance(value, type(sys)):
                    found[node.id] = shown(value)
        return [[name, value] for name, value in list(found.items())[:3]]

    def _is_call(self, text: str) -> bool:
        """Return whether an expression calls something of the solution."""
        defined = {name for name, value in self._names.items() if getattr(value, "__module__", None) == "solution"}
        return any(isinstance(node, ast.Name) and node.id in defined for node in ast.walk(ast.parse(text)))

    def _place(self, error: BaseException) -> dict[str, Any]:
        """Return the last line of the solution that an exception passed through."""
        frame = self._last(error, SOLUTION)
        if isinstance(error, SyntaxError) and error.filename == SOLUTION:
            return {"line": error.lineno or 1, "text": (error.text or "").strip()}
        if frame is None:
            return {}
        return {"line": frame.tb_lineno, "text": linecache.getline(SOLUTION, frame.tb_lineno).strip()}

    def _definition(self, text: str) -> dict[str, Any]:
        """Return the line that defines the function of the solution which an expression calls."""
        called = {
            part.id if isinstance(part, ast.Name) else part.attr
            for part in ast.walk(ast.parse(text))
            if isinstance(part, (ast.Name, ast.Attribute))
        }
        for node in ast.walk(ast.parse(self._job["solution"])):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name in called:
                return {"line": node.lineno, "text": linecache.getline(SOLUTION, node.lineno).strip()}
        return {}

    def _in_checks(self, error: BaseException) -> bool:
        frames = traceback.extract_tb(error.__traceback__)
        return bool(frames) and frames[-1].filename == CHECKS

    def _last(self, error: BaseException, name: str) -> Any:
        """Return the last frame of a file in a traceback."""
        found, at = None, error.__traceback__
        while at is not None:
            # An interrupt between two lines has no number, and then its caller is the place.
            if at.tb_frame.f_code.co_filename == name and at.tb_lineno:
                found = at
            at = at.tb_next
        return found


CLAIMS = {"1": 0.0, "log n": 0.15, "n": 1.0, "n log n": 1.15, "n**2": 2.0, "n**2 log n": 2.15, "n**3": 3.0}
"""The exponent of each growth that a question can claim."""


def message_of(error: BaseException) -> str:
    """Return the message of an exception, which may be one of the solution's own."""
    try:
        return str(error)
    except Exception as other:  # noqa: BLE001  a __str__ of the solution may do anything
        return f"<its message raises {type(other).__name__}>"


def _statement(number: int) -> str:
    """Return the statement of the checks that a line belongs to, on one line and without `assert`."""
    tree = ast.parse("".join(linecache.getlines(CHECKS)))
    around = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.stmt) and node.lineno <= number <= (node.end_lineno or node.lineno)
    ]
    if not around:
        return linecache.getline(CHECKS, number).strip()
    inner = min(around, key=lambda node: (node.end_lineno or node.lineno) - node.lineno)
    return ast.unparse(inner.test if isinstance(inner, ast.Assert) else inner).split("\n")[0]


def shown_line(text: str) -> str:
    """Return a message on one line of a readable length."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def _best(function: Callable[..., object], make: Callable[[int], object], size: int) -> float:
    """Return the shortest time of three calls on fresh inputs of a size; of one if a call takes long."""
    best = math.inf
    for _ in range(3):
        given = make(size)
        arguments = given if isinstance(given, tuple) else (given,)
        arguments = copy.deepcopy(arguments)
        # Processor time, because other programs must not make a solution slow. While a timer runs, the clock of the process
        # moves only with the ticks of the system, and that of the thread does not see other threads.
        begun, of_all = time.thread_time(), time.process_time()
        function(*arguments)
        best = min(best, max(time.thread_time() - begun, time.process_time() - of_all - _TICK))
        if best > 0.3:
            break
    return max(best, 1e-7)


class _seconds:  # noqa: N801  reads as a word in a `with`
    """Raise `TooSlow` in a block that takes more processor time, or twice as long on the clock, if the system has timers."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def __enter__(self) -> None:
        # Code that swallows the exception is interrupted again.
        self._set(self._seconds, 0.5)

    def __exit__(self, *_: object) -> None:
        self._set(0.0, 0.0)

    def _set(self, seconds: float, again: float) -> None:
        if hasattr(signal, "setitimer"):
            for number, timer, factor in (
                (signal.SIGPROF, signal.ITIMER_PROF, 1),
                (signal.SIGALRM, signal.ITIMER_REAL, 2),
            ):
                signal.signal(number, _too_slow)
                signal.setitimer(timer, factor * seconds, again)


def _too_slow(_number: int, _frame: object) -> None:
    raise TooSlow


def _reporter(path: Path) -> Callable[[dict[str, Any]], None]:
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def report(event: dict[str, Any]) -> None:
        os.write(file, (json.dumps(event) + "\n").encode())

    return report


def main(folder: str) -> None:
    """Run the job of a folder."""
    job = json.loads(Path(folder, "job.json").read_text("utf-8"))
    if job["limits"]["isolated"]:
        isolate()
    limit(job["limits"])
    sys.setrecursionlimit(1000)
    Runner(job, _reporter(Path(folder, "results.jsonl"))).run()
    sys.stdout.flush()
    os._exit(0)  # threads of the solution that go on are not waited for


if __name__ == "__main__":
    main(sys.argv[1])
