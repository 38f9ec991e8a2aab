"""The share of today: chosen once per study day, and by a paced plan only."""

from __future__ import annotations

from datetime import date

from in_process import InProcess
from mlprep_cli.app.banks import current
from mlprep_cli.app.plan import start
from mlprep_cli.app.share import running_share, share_of_today
from mlprep_cli.core.plan import Plan
from program import ok

DAY = date(2026, 3, 2)


def test_a_paced_plan_chooses_its_share_once_a_day(mlprep: InProcess) -> None:
    plan = Plan(DAY, DAY, date(2026, 3, 20), minutes=30)
    with mlprep.context() as context:
        start(context, plan, fresh=False)
        share = share_of_today(context, plan)
        assert share.new
        assert current(context).plans.share(DAY) == running_share(context) == share
    ok(mlprep.run("drill", "--count", "1", typed="\ns\nq\n"))
    with mlprep.context() as context:
        assert running_share(context) == share
    with mlprep.later(days=1).context() as context:
        tomorrow = running_share(context)
    assert tomorrow is not None
    assert not set(tomorrow.new) & set(share.new[:1])


def test_without_a_paced_plan_there_is_no_share(mlprep: InProcess) -> None:
    with mlprep.context() as context:
        assert running_share(context) is None
        start(context, Plan(DAY, DAY), fresh=False)
        assert running_share(context) is None
