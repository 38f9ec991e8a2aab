"""The coding room on the screen: the groups of checks, the first failure, growth in time, and the difference."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from mlprep_cli.core.coding import Failure, GroupResult, Growth, Run, growth_in_words
from mlprep_cli.views.theme import ACCENT, ALARM, GOOD, QUIET, STRONG, plural

NUMPY_HINT = "pip install 'mlprep[code]'"


def run_report(run: Run, *, left: int = 0) -> RenderableType:
    """Return the groups of a run, the first failure in full, and the count.

    Args:
        run: The run.
        left: The number of hidden groups that were not part of it.
    """
    rows: list[RenderableType] = [_group_line(group) for group in run.groups]
    first = next((group for group in run.groups if group.failure is not None), None)
    if first is not None and first.failure is not None:
        rows += [Text(), Text(first.name, style=STRONG), *failure_lines(first.failure)]
    if run.ended:
        rows += [Text(), Text(run.ended, style=ALARM)]
    if run.output.strip():
        rows += [Text(), Text("Your code printed:", style=QUIET), Padding(Text(run.output.rstrip()), (0, 0, 0, 2))]
    hidden = f" · {plural(left, 'hidden group')} at the reveal" if left else ""
    rows += [Text(), Text.assemble((run.summary, GOOD if run.passed else STRONG), (hidden, QUIET))]
    return Group(*rows)


def difference(attempt: str, solution: str) -> Iterator[Text]:
    """Yield the lines of the solution as changes of an attempt: what it lacks after +, what it has more after -."""
    styles = {"+": GOOD, "-": ALARM, "@": ACCENT}
    yield Text("From your attempt to the solution", style=STRONG)
    lines = list(unified_diff(attempt.splitlines(), solution.splitlines(), lineterm="", n=2))[2:]
    yield from (Text(line, style=styles.get(line[:1], "")) for line in lines)
    if not lines:
        yield Text("They are the same.", style=QUIET)


def failure_lines(failure: Failure) -> Iterator[Text]:
    """Yield a failure in lines: the check or the call, both values, and the line of the solution."""
    if failure.check:
        yield fact_line("failed", failure.check)
    if failure.call:
        yield fact_line("called", failure.call)
    for name, value in failure.values:
        yield fact_line("with", f"{name} = {value}")
    if failure.relation:
        yield fact_line("came", failure.came)
        yield fact_line(
            "wanted", failure.wanted if failure.relation in ("==", "is") else f"{failure.relation} {failure.wanted}"
        )
    if failure.error:
        yield fact_line("error", failure.error)
    if failure.growth is not None:
        yield from _growth_lines(failure.growth)
    if failure.line:
        yield fact_line("your line", f"{failure.line}: {failure.text}")


def fact_line(name: str, text: str) -> Text:
    """Return a name and a value in one line."""
    return Text.assemble((f"  {name:<10}", ACCENT), text)


def _group_line(group: GroupResult) -> Text:
    if not group.ran:
        return Text.assemble(("· ", QUIET), (f"{group.name}  not run", QUIET))
    mark, style = ("✓", GOOD) if group.passed else ("✗", ALARM)
    return Text.assemble((f"{mark} ", style), group.name, ("  hidden" if group.hidden else "", QUIET))


def _growth_lines(growth: Growth) -> Iterator[Text]:
    size = growth.sizes[-1] if growth.sizes else 0
    if growth.seconds and growth.reference:
        own, reference = _time(growth.seconds[-1]), _time(growth.reference[-1])
        yield fact_line("time", f"{own} at n = {size:,}; the reference takes {reference}")
    yield fact_line(
        "growth", f"{growth_in_words(growth.exponent)}; the contract says {growth.claim.replace('**', '^')}"
    )


def _time(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"
