"""What Python asks of values: equality, hashes, copies, pickles, threads, frames, notebooks."""

from __future__ import annotations

import base64
import copy
import json
import pickle
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pandas
import polars
import pytest

import riparto
from conftest import DATA
from riparto import Ballots, Error, Plan, Proposal, Rejection, Table


def _values(plan: Plan, forbidden: Proposal) -> list[Any]:
    found = plan.rebalance({"desks": 900_000}, proof=True)
    ballots = Ballots({"a": {"x": 1}, "b": {"x": 1}})
    assessment = plan.assess(forbidden)
    parts = [plan.lines[0], plan.parties[0], plan.rules[2], forbidden.transfers[0], *assessment.findings]
    answers = [
        assessment,
        plan.check(),
        plan.headroom(),
        found,
        found.proof,
        plan.diagnose(),
        ballots.aggregate(),
    ]
    return [plan, Plan.read(DATA / "quadro-piano-finanziario.xlsx"), forbidden, ballots, *parts, *answers]


def test_values_are_equal_to_their_copies_and_to_nothing_else(plan: Plan, forbidden: Proposal) -> None:
    values = _values(plan, forbidden)
    for value in values:
        for other in (pickle.loads(pickle.dumps(value)), copy.copy(value), copy.deepcopy(value)):
            assert other == value and hash(other) == hash(value) and type(other) is type(value)
            assert repr(other) == repr(value)
        assert value != "x" and value is not None and len(repr(value)) < 700
    assert len(set(values)) == len(values)
    assert (
        plan == Plan.from_json(plan.json.replace('"needs": "forbidden"', "")) and plan.json == plan.to_json()
    )


def test_what_is_read_of_a_value_changes_nothing_in_it(plan: Plan, forbidden: Proposal) -> None:
    before = plan.json, forbidden.json
    plan.amounts["desks"] = Decimal(0)
    plan.to_dict()["total"] = "1.00"
    forbidden.to_dict()["transfers"].clear()
    assessment = plan.assess(forbidden)
    assessment.to_dict()["after"].clear()
    assert (plan.json, forbidden.json) == before and assessment.after and plan.amounts["desks"]
    more = forbidden.transfer("desks", "outreach", 1)
    assert len(more.transfers) == 2 and len(forbidden.transfers) == 1


def test_errors_travel_between_processes(plan: Plan) -> None:
    with pytest.raises(Error) as raised:
        plan.assess(Proposal("p", "nobody").transfer("desks", "outreach", 1))
    again = pickle.loads(pickle.dumps(raised.value))
    assert (again.code, again.kind, str(again), again.mistakes) == (
        "party_unknown",
        "name",
        str(raised.value),
        raised.value.mistakes,
    )
    table = Table.create(None, plan, by="regione")
    with pytest.raises(Rejection) as refused:
        table.approve("p1", by="regione")
    again = pickle.loads(pickle.dumps(refused.value))
    assert (type(again), again.code, again.details) == (Rejection, "proposal_unknown", refused.value.details)


def test_threads_get_the_answers_that_one_gets(plan: Plan, forbidden: Proposal) -> None:
    expected = plan.assess(forbidden)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: plan.assess(forbidden), range(64)))
    assert all(answer == expected for answer in answers)

    def italian() -> str:
        with riparto.language("it"):
            return plan.assess(forbidden).findings[0].message

    with ThreadPoolExecutor(4) as pool:
        spoken = list(
            pool.map(
                lambda turn: italian() if turn % 2 else plan.assess(forbidden).findings[0].message, range(40)
            )
        )
    assert all(("voce" in message) == bool(turn % 2) for turn, message in enumerate(spoken))


def test_long_work_lets_other_threads_run() -> None:
    # Headroom of fifty thousand lines, in one request: long enough to be seen, and nothing of Python in between.
    lines = [{"id": f"l{number}", "amount": "1.00"} for number in range(50_000)]
    rules = [{"id": "v", "scope": "all", "each": "line", "limit": {"variation": {"up": {"percent": "20"}}}}]
    document = {"format": "riparto.plan/1", "title": "t", "total": "50000.00", "lines": lines, "rules": rules}
    request = json.dumps({"op": "headroom", "plan": document})
    done, counted = threading.Event(), 0

    def work() -> None:
        riparto.handle(request)
        done.set()

    thread = threading.Thread(target=work)
    thread.start()
    while not done.is_set():
        counted += 1
        time.sleep(0.001)
    thread.join()
    assert counted > 10, "this thread ran while the other one worked"


def test_frames_of_both_libraries_have_decimals(plan: Plan, forbidden: Proposal) -> None:
    frame = plan.to_frame()
    assert isinstance(frame, pandas.DataFrame) and list(frame.columns) == [
        "line",
        "title",
        "original",
        "approved",
    ]
    assert frame["approved"].sum() == plan.total and type(frame["approved"].iloc[0]) is Decimal
    tall = plan.to_frame("polars")
    assert isinstance(tall, polars.DataFrame) and tall["approved"].dtype == polars.Decimal(38, 2)
    assert tall["approved"].sum() == plan.total
    sixty = Plan.read(DATA / "sixty-plan.json")
    by_partner = sixty.to_frame().groupby("partner")["approved"].sum()
    assert by_partner.sum() == sixty.total
    assert set(sixty.to_frame("polars").columns) == set(sixty.to_frame().columns)
    assert plan.assess(forbidden).to_frame()["change"].sum() == 0
    assert plan.headroom().to_frame("polars").height == 6
    with pytest.raises(ValueError, match="no library of data frames"):
        plan.to_frame("numpy")  # type: ignore[call-overload]


def test_without_the_library_the_error_says_what_to_install(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr("riparto._frames.import_module", absent)
    with pytest.raises(ImportError, match=r"pip install polars"):
        plan.to_frame("polars")


def test_notebooks_show_the_bars_of_the_report(plan: Plan, forbidden: Proposal) -> None:
    shown = plan._repr_html_()
    image = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', shown)
    assert image is not None
    drawing = base64.b64decode(image.group(1)).decode()
    assert drawing == plan.charts()["envelope.svg"] and "<rect" in drawing
    assert "2,464,000.00" in shown and "<script" not in shown
    with riparto.language("it"):
        assert "2.464.000,00" in plan._repr_html_()
    assert "-80,000.00" in plan.assess(forbidden)._repr_html_()
    wicked = Plan.from_dict(
        {
            "format": "riparto.plan/1",
            "title": "<b>",
            "total": "1.00",
            "lines": [{"id": "a", "title": "<i>", "amount": "1.00"}],
        }
    )
    assert "<i>" not in wicked._repr_html_() and "<h3>&lt;b&gt;</h3>" in wicked._repr_html_()


def test_reports_and_pages_are_written(plan: Plan, forbidden: Proposal) -> None:
    ballots = Ballots.read(DATA / "toscana-ballots.csv", plan=plan)
    report = plan.report(Proposal("p1", "anci").transfer("outreach", "desks", 20_000), ballots=ballots)
    assert report.startswith("<!DOCTYPE html>") and "<script" not in report
    assert {"envelope.svg", "headroom.svg", "changes.svg"} <= set(plan.charts(forbidden))
    assert plan.page().rstrip().endswith("</html>")
    assert str(plan).splitlines()[0]
