"""The main job in ten lines; `python ten_lines.py [PLAN]`, by default on the plan of Toscana that comes with riparto."""

import sys
from pathlib import Path

from riparto import Plan, Proposal, Table

TOSCANA = Path(__file__).resolve().parents[3] / "examples" / "data" / "toscana-plan.json"

plan = Plan.read(sys.argv[1] if len(sys.argv) > 1 else TOSCANA)
print(plan.check())
print(assessment := plan.assess(Proposal("p3", "arti").transfer("outreach", "autonomy", "80.000,00 €")))
print(assessment.would_pass, plan.headroom()["outreach"], sep="\n")
nearest = plan.rebalance({"desks": 900_000}, proof=True)
print(nearest.amounts, nearest.proof.verify(plan).claims if nearest.proof else nearest.no_proof, sep="\n")
with Table.create(None, plan, by="regione") as table:
    table.propose(assessment.counter_proposal or nearest.proposal("p4", "arti"))
    print(table.approve("p3-counter", by="regione"), bool(table.verify(heads=[table.head])))
print(plan.to_frame())
