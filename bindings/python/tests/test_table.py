"""The co-design table: what is decided is on disk, what is refused is an exception, what is changed is seen."""

from __future__ import annotations

import copy
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import riparto
from riparto import Error, Head, Plan, Proposal, Rejection, Table


def _proposal(id: str = "p1", amount: int = 20_000) -> Proposal:
    return Proposal(id, "anci", title="More desks").transfer("outreach", "desks", amount)


def test_a_table_is_proposed_to_decides_and_is_verified(plan: Plan, tmp_path: Path) -> None:
    journal = tmp_path / "tavolo.jsonl"
    with Table.create(journal, plan, by="regione") as table:
        table.open_sitting("s1", date(2026, 3, 12), by="regione")
        table.propose(_proposal())
        table.state("p1", "objection", by="arti", reason="Outreach is thin already")
        approved = table.approve("p1", by="regione")
        assert approved.outcome == "accepted" and approved.records[0]["event"]["what"]["approved"]
        head = table.head
        assert table.verify(heads=[head, str(head)]) and table.amounts["desks"] == Decimal("660000.00")
        tabled = table.proposals["p1"]
        assert (tabled.status, tabled.statements["arti"]["stance"]) == ("approved", "objection")
        assert tabled.proposal == _proposal()
        assert table.ledger().to_frame()["net"].sum() == 0 and "desks" in str(table.ledger())
        assert "## Sitting" in table.minutes("s1") and len(table.log(last=2)["events"]) == 2
        assert table.report().startswith("<!DOCTYPE") and table.page().rstrip().endswith("</html>")
        assert table.history == journal.read_text()
        table.close_sitting(by="regione")
    assert table.closed and "closed" in repr(table)
    with Table.open(journal, heads=[head]) as again:
        assert again.plan.amounts["desks"] == Decimal("660000.00")
    assert Plan.read(journal).amounts["desks"] == Decimal("660000.00")


def test_what_a_command_leads_to_is_what_the_json_api_answers(plan: Plan) -> None:
    table = Table.create(None, plan, by="regione", command_id="c1")
    history = table.history
    command = {"id": "c2", "party": "anci", "do": {"propose": {"proposal": _proposal().to_dict()}}}
    decided = table.propose(_proposal(), command_id="c2")
    request = {"op": "table_decide", "history": history, "command": command}
    assert riparto.handle(json.dumps(request)) == f'{{"id":null,"ok":{decided.json}}}'
    assert table.history == history + decided["append"]
    again = table.propose(_proposal(), command_id="c2")
    request["history"] = table.history
    assert again.outcome == "already_done"
    assert riparto.handle(json.dumps(request)) == f'{{"id":null,"ok":{again.json}}}'


def test_a_refusal_is_an_exception_and_nothing_happens(plan: Plan, tmp_path: Path) -> None:
    with Table.create(tmp_path / "t.jsonl", plan, by="regione") as table:
        table.propose(_proposal(amount=80_000))
        before = table.head
        with pytest.raises(Rejection) as refused:
            table.approve("p1", by="regione")
        assert (refused.value.code, refused.value.kind) == ("forbidden", "permission") or refused.value.kind
        assert "outreach" in str(refused.value) and table.head == before
        with pytest.raises(Rejection) as refused:
            table.approve("p1", by="anci")
        assert refused.value.details["allowed"] == "authority"
    with pytest.raises(Rejection) as refused:
        Table.create(tmp_path / "none.jsonl", plan, by="anci")
    assert refused.value.code == "not_allowed" and not (tmp_path / "none.jsonl").exists()


def test_a_table_that_an_act_closed_takes_nothing_more(plan: Plan, tmp_path: Path) -> None:
    journal = tmp_path / "t.jsonl"
    with Table.create(journal, plan, by="regione") as table:
        table.do("close", by="regione", act="DD 45/2026")
        with pytest.raises(Rejection) as refused:
            table.propose(_proposal())
    assert (refused.value.code, refused.value.details) == ("closed", {"act": "DD 45/2026"})
    with Table.open(journal) as again:
        assert again.status()["closed"] and again.verify()


def test_a_closed_table_a_locked_one_and_one_that_is_not_there(plan: Plan, tmp_path: Path) -> None:
    journal = tmp_path / "t.jsonl"
    table = Table.create(journal, plan, by="regione")
    with pytest.raises(Error) as raised:
        Table.open(journal)
    assert (raised.value.code, raised.value.kind) == ("journal_locked", "storage")
    with pytest.raises(Error) as raised:
        Table.create(journal, plan, by="regione")
    assert raised.value.code == "journal_exists"
    table.close()
    table.close()
    for used in (lambda: table.head, lambda: table.propose(_proposal()), lambda: table.plan, table.verify):
        with pytest.raises(ValueError, match="this table was closed"):
            used()
    with pytest.raises(FileNotFoundError):
        Table.open(tmp_path / "nothing.jsonl")
    with pytest.raises(TypeError, match="not copied or pickled"):
        copy.copy(table)


def test_a_history_that_was_changed_is_refused(plan: Plan, tmp_path: Path) -> None:
    journal = tmp_path / "t.jsonl"
    with Table.create(journal, plan, by="regione") as table:
        table.propose(_proposal())
        head = table.head
    journal.write_text(journal.read_text().replace('"20000.00"', '"20000.01"'))
    with pytest.raises(Error) as raised:
        Table.open(journal)
    assert raised.value.code == "journal_broken"
    journal.write_text("".join(journal.read_text().splitlines(keepends=True)[:1]))
    with pytest.raises(Error) as raised:
        Table.open(journal, heads=[head])
    assert raised.value.code == "journal_broken" and "before a head that is known" in str(raised.value)
    with pytest.raises(ValueError, match="is no head"):
        Head.of("nothing")


def test_threads_share_a_table(plan: Plan) -> None:
    table = Table.create(None, plan, by="regione")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: table.propose(_proposal(f"p{number}", 100 + number)), range(40)))
    assert len(table.proposals) == 40 and table.verify()


def test_a_stale_proposal_is_approved_only_on_request(plan: Plan) -> None:
    table = Table.create(
        None, plan, by="regione", policies={"policies": [{"from": "free", "consent": "authority"}]}
    )
    table.propose(_proposal("p1"))
    table.propose(_proposal("p2", 10_000))
    table.approve("p1", by="regione")
    with pytest.raises(Rejection) as refused:
        table.approve("p2", by="regione")
    assert refused.value.code == "stale"
    head = table.head
    table.approve("p2", by="regione", rebase=True, actor="Anna", when="2026-03-12", expect=head)
    with pytest.raises(Rejection) as refused:
        table.withdraw("p2", by="anci", expect=head)
    assert refused.value.code == "head_moved"
    table.ballot({line: amount for line, amount in table.amounts.items()}, by="ats")
    assert table.status(tell=["positions"])["positions"]
