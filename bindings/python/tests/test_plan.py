"""Plans, proposals and rules: what is asked of them and what is told."""

from __future__ import annotations

import io
import json
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import riparto
from conftest import DATA
from riparto import Authorization, Ballots, Error, Line, Party, Plan, Proposal, Rule


def test_the_answers_are_those_of_the_json_api(plan: Plan, forbidden: Proposal) -> None:
    request = {"op": "assess", "lang": "en", "plan": plan.to_dict(), "proposal": forbidden.to_dict()}
    response = riparto.handle(json.dumps(request))
    assert response == f'{{"id":null,"ok":{plan.assess(forbidden).json}}}'
    assert riparto.handle(json.dumps(request).encode()) == response


def test_a_transfer_beyond_the_rules_is_told_with_what_would_pass(plan: Plan, forbidden: Proposal) -> None:
    assessment = plan.assess(forbidden)
    assert assessment.authorization is Authorization.FORBIDDEN and assessment.is_forbidden
    first, second = assessment.findings
    assert (first.rule, first.needs, str(first.excess)) == (
        "outreach-floor",
        Authorization.FORBIDDEN,
        "30000.00",
    )
    assert (second.rule, second.needs, second.part) == (
        "line-variation",
        Authorization.PRIOR_APPROVAL,
        {"line": "outreach"},
    )
    assert assessment.would_pass == {Authorization.FREE: Decimal("50000.00")}
    assert assessment.would_pass_at_most == assessment.would_pass
    counter = assessment.counter_proposal
    assert counter is not None and counter.amount == Decimal("50000.00")
    assert plan.assess(counter).is_free
    assert "[forbidden]" in str(assessment)


def test_levels_are_in_order() -> None:
    assert Authorization.FREE < Authorization.NOTIFICATION < Authorization.FORBIDDEN
    assert max(Authorization.FREE, Authorization.EXCEPTIONAL, Authorization.NOTIFICATION) == "exceptional"
    with pytest.raises(ValueError, match="'x' is no authorization: write one of \"free\""):
        Authorization("x")


def test_headroom_is_a_map_of_margins(plan: Plan) -> None:
    headroom = plan.headroom()
    assert list(headroom) == list(plan.amounts) and len(headroom) == 6
    margin = headroom["outreach"]
    assert (str(margin.give), margin.give_rules) == ("50000.00", ("outreach-floor",))
    with pytest.raises(KeyError):
        headroom["nobody"]


def test_a_search_that_ends_early_says_so(plan: Plan) -> None:
    sixty = Plan.read(DATA / "sixty-plan.json")
    assert sixty.headroom(effort=1).limit_reached and not plan.headroom().limit_reached


def test_headroom_of_partners_together() -> None:
    sixty = Plan.read(DATA / "sixty-plan.json")
    headroom = sixty.headroom_by("partner")
    assert sum(row.amount for row in headroom.rows) == sixty.total
    assert {row.labels["partner"] for row in headroom.rows} == set(headroom.to_frame()["partner"])
    assert headroom.to_frame("polars")["give"].sum() == sum(row.give for row in headroom.rows) > 0
    with pytest.raises(Error) as raised:
        sixty.headroom_by("colour")
    assert raised.value.code == "label_key_unknown"


def test_the_nearest_allocation_has_a_proof_that_holds_for_its_plan_alone(plan: Plan) -> None:
    found = plan.rebalance({"desks": "900000"}, proof=True)
    assert found.feasible and found.proven and sum(found.amounts.values()) == plan.total
    assert found.proof is not None and found.proof.verify(plan)
    assert plan.assess(found.proposal("p9", "ats")).is_free
    other = plan.with_rules([Rule.floor("desks-floor", ["desks"], 600_000)])
    refused = riparto.verify(found.proof, other)
    assert not refused and refused.why_not
    given = plan.rebalance(give={"desks": Decimal("60000"), "autonomy": "-10000.00"}, measure="in_proportion")
    assert given.amounts["desks"] == Decimal("700000.00") and given.amounts["autonomy"] == Decimal(
        "404000.00"
    )


def test_rules_that_clash_are_told_with_the_way_out() -> None:
    plan = Plan(
        "Small plan",
        1000,
        [Line("desks", 500), Line("outreach", 300), Line("office", 200)],
        rules=[
            Rule.ceiling("cap", ["desks", "outreach"], 700),
            Rule.floor("desks-floor", "desks", 480),
            Rule.floor("outreach-floor", "outreach", 250),
        ],
    )
    assert plan.check().is_forbidden
    conflict = plan.diagnose(proof=True).conflict
    assert conflict is not None and conflict.minimal and conflict.relaxation == Decimal("30.00")
    assert set(conflict.rules) == {"cap", "desks-floor", "outreach-floor"}
    assert plan.rebalance().conflict == conflict and plan.rebalance().amounts == {}


def test_rules_are_written_as_documents_have_them() -> None:
    assert Rule.variation("v", up=20, down=Decimal("12.5")).to_dict() == {
        "id": "v",
        "scope": "all",
        "limit": {"variation": {"base": "original", "up": {"percent": "20"}, "down": {"percent": "12.5"}}},
        "needs": "forbidden",
        "each": "line",
    }
    share = Rule.share_ceiling("s", {"labels": {"cost": "indirect"}}, 7, of={"labels": {"cost": "direct"}})
    assert share.limit == {"share_ceiling": {"percent": "7", "of": {"labels": {"cost": "direct"}}}}
    assert Rule.locked("l", "a", each="partner").to_dict()["each"] == {"label": "partner"}
    with pytest.raises(Error) as raised:
        Plan("t", 1, [Line("a", 1)], rules=[Rule.floor("f", "nobody", 1)])
    assert raised.value.code == "line_unknown" and "nobody" in raised.value.message


def test_a_plan_in_force_on_a_day(plan: Plan) -> None:
    late = Rule.ceiling("late", "desks", 1, when={"from": "2026-11-01", "until": "2026-12-31"})
    dated = plan.with_rules([late])
    assert dated.check(date=date(2026, 11, 2)).is_forbidden
    assert dated.check(date="2027-01-01").is_free


def test_all_mistakes_of_a_document_are_told_at_once() -> None:
    document = '{"format":"riparto.plan/1","title":"t","total":100,"lines":[{"id":"a","amount":"1,00"}]}'
    with pytest.raises(Error) as raised:
        Plan.from_json(document)
    error = raised.value
    assert [mistake.path for mistake in error.mistakes] == ["total", "lines[0].amount"]
    assert error.kind == "document" and str(error).count("\n") == 1


def test_workbooks_and_csv_are_read_and_written(plan: Plan, tmp_path: Path) -> None:
    sheet = Plan.read(DATA / "quadro-piano-finanziario.xlsx")
    assert sheet.total == Decimal("2464000.00") and len(sheet.lines) == 59 and sheet.import_report
    for ending in ("xlsx", "csv", "json"):
        file = tmp_path / f"plan.{ending}"
        plan.write(file)
        again = Plan.read(file)
        assert again.amounts == plan.amounts, ending
        assert again.import_report is None or ending != "json"
        assert Plan.read(io.BytesIO(file.read_bytes())).amounts == plan.amounts
    plan.write(tmp_path / "plan.html")
    assert (tmp_path / "plan.html").read_text().startswith("<!")
    with pytest.raises(ValueError, match=r"a plan is written as \.xlsx"):
        plan.write(tmp_path / "plan.pdf")
    with pytest.raises(FileNotFoundError):
        Plan.read(tmp_path / "nothing.xlsx")
    with pytest.raises(TypeError, match="not NoneType"):
        Plan.read(None)  # type: ignore[arg-type]
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(Error) as raised:
        Plan.read(tmp_path / "broken.xlsx")
    assert raised.value.code == "workbook_unreadable"
    if sys.version_info >= (3, 11):
        assert raised.value.__notes__ == [str(tmp_path / "broken.xlsx")]


def test_a_proposal_is_read_from_a_table_of_transfers(plan: Plan) -> None:
    table = b"da;a;importo\noutreach;desks;20.000,00\n"
    proposal = Proposal.read(table, plan, party="anci")
    assert [str(transfer) for transfer in proposal.transfers] == ["outreach → desks: 20000.00"]
    assert Proposal.read(DATA / "toscana-proposal-1.json").party


def test_packs_and_the_plan_after_a_proposal(plan: Plan) -> None:
    assert len(riparto.packs()) == 16
    proposal = Proposal("p1", "anci").transfer("outreach", "desks", 20_000)
    after = plan.apply(proposal)
    assert after.amounts["desks"] == Decimal("660000.00") and after.original == plan.original
    assert after != plan and plan.settle(after.amounts).proposal("p1", "anci") == proposal
    with pytest.raises(Error) as raised:
        plan.apply(proposal.transfer("outreach", "desks", 80_000))
    assert raised.value.code == "not_authorized"
    with pytest.raises(Error) as raised:
        plan.with_pack("nobody")
    assert raised.value.code == "pack_unknown"


def test_ballots_make_one_split(plan: Plan) -> None:
    ballots = Ballots.read(DATA / "toscana-ballots.csv", plan=plan)
    assert len(ballots) == 6 and sum(ballots["anci"].values()) == ballots.total == plan.total
    assert ballots.to_frame()["anci"].sum() == plan.total and ballots.to_frame("polars").width == 7
    ladder = ballots.aggregate(plan=plan)
    assert sum(ladder.amounts.values()) == plan.total and ladder.rule == "ladder"
    assert "No party can bring" in ballots.aggregate().guarantee
    typed = Ballots({"a": {"x": 70, "y": 30}, "b": {"x": "10.00", "y": 90}}, weights={"b": 3})
    assert typed.aggregate("mean").amounts == {"x": Decimal("25.00"), "y": Decimal("75.00")}
    with pytest.raises(Error) as raised:
        Ballots({"a": {"x": 1}, "b": {"x": 2}}).aggregate()
    assert raised.value.code == "ballot_unbalanced"


def test_both_languages(plan: Plan, forbidden: Proposal) -> None:
    with riparto.language("it"):
        assert "inferiore al minimo di 250.000,00 €" in plan.assess(forbidden).findings[0].message
        with pytest.raises(Error, match="voce"):
            plan.assess(Proposal("p", "anci").transfer("nobody", "desks", 1))
        with pytest.raises(TypeError, match="il float 1.5 non è esatto"):
            forbidden.transfer("a", "b", 1.5)  # type: ignore[arg-type]
        assert str(plan.assess(forbidden)).startswith("non ammesso\n[non ammesso]")
    assert Authorization.PRIOR_APPROVAL.words == "prior approval"
    assert "at least €250,000.00" in plan.assess(forbidden).findings[0].message
    with pytest.raises(Error) as raised:
        plan.assess(Proposal("p", "anci").transfer("a", "a", 1))
    assert str(raised.value).count("there is no line `a`") == 1
    with pytest.raises(ValueError, match="`fr` is no language"):
        riparto.set_language("fr")  # type: ignore[arg-type]


def test_any_operation_may_be_asked(plan: Plan) -> None:
    with riparto.language("it"):
        draft = riparto.ask("draft", plan=plan, amounts={"outreach": "230.000"})
    assert draft["remainder"] == "70000.00"
    assert (
        riparto.ask("settle", from_={"a": "1.00", "b": "0.00"}, to={"a": "0.00", "b": "1.00"})["volume"]
        == "1.00"
    )
    with pytest.raises(Error) as raised:
        riparto.ask("chek")
    assert raised.value.code == "operation_unknown"
    with pytest.raises(Error) as raised:
        plan.check(effort=1)
    assert raised.value.code == "effort_spent"
    assert json.loads(riparto.schema())["$defs"]["plan"]
    assert riparto.handle("\ud800") == riparto.handle(b"\xed\xa0\x80") and '"error"' in riparto.handle(
        "\ud800"
    )
    with pytest.raises(TypeError, match="fields of an answer have names"):
        list(draft)  # type: ignore[call-overload]
    with pytest.raises(TypeError, match="a request is a str or bytes"):
        riparto.handle(3)  # type: ignore[arg-type]


def test_parties_and_labels_of_a_plan_made_here() -> None:
    plan = Plan(
        "Plan",
        "100.00",
        [Line("a", 60, "First", {"partner": "ats"}), Line("b", 40)],
        parties=[Party("regione", "Regione", "authority"), Party("ats")],
        source="Notice",
    )
    assert (plan.source, plan.currency, plan.lines[0].labels) == ("Notice", "EUR", {"partner": "ats"})
    assert plan.parties[0].role == "authority" and plan.parties[1].role == "partner"
    assert plan.check(by=["partner"]).to_dict()["by_label"]
