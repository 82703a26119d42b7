"""Writes toscana.ipynb from the cells below; with `--run`, runs it first and fails if a cell does. CI runs it with `--run --check`."""

import sys
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

HERE = Path(__file__).resolve().parent
NOTEBOOK = HERE / "toscana.ipynb"

CELLS = [
    """# The budget of Toscana at the table

The total and the six activities are those of a notice of Regione Toscana (FAMI 2021-2027). How they share it, all rules and all that
is proposed here are **illustrative**.""",
    (
        "from pathlib import Path\n\nfrom riparto import Plan, Proposal, Table\n\n"
        'data = Path("../../../examples/data")\nplan = Plan.read(data / "toscana-plan.json")\nplan'
    ),
    """## A transfer

ARTI asks for 80,000 euros from outreach. Amounts are written as people write them, as `Decimal` or as whole numbers; a float is refused.""",
    (
        'wish = Proposal("p3", "arti", title="Vouchers for training on the job").transfer("outreach", "autonomy", "80.000,00 €")\n'
        "assessment = plan.assess(wish)\nassessment"
    ),
    "What would have passed, and the nearest proposal that does:",
    "assessment.would_pass, assessment.counter_proposal",
    "## Headroom\n\nHow much each line may still give and receive, and which rule stops it.",
    "plan.headroom().to_frame()",
    "## The nearest allocation, with a proof\n\nThe proof is checked without a search, here or by anybody else (docs/PROOFS.md).",
    'nearest = plan.rebalance({"desks": 900_000}, proof=True)\nnearest.proof.verify(plan).claims',
    'plan.apply(nearest.proposal("p4", "ats")).to_frame()',
    "## The table\n\nParties propose and state, the authority decides, and the journal keeps it.",
    (
        'table = Table.create(None, plan, by="regione")\ntable.open_sitting("s1", "2026-03-12", by="regione")\n'
        "table.propose(assessment.counter_proposal)\n"
        'table.state("p3-counter", "objection", by="anci", reason="Outreach is thin already")\n'
        'print(table.approve("p3-counter", by="regione"))\nassert table.verify(heads=[table.head])\ntable.plan'
    ),
    "table.ledger().to_frame()",
    "print(table.minutes())",
]


def notebook() -> nbformat.NotebookNode:
    cells = []
    for place, source in enumerate(CELLS):
        is_text = source.startswith(("#", "ARTI", "What"))
        cell = new_markdown_cell(source) if is_text else new_code_cell(source)
        # Ids that do not change from one writing to the next.
        cell["id"] = f"cell-{place}"
        cells.append(cell)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel, "language_info": {"name": "python"}})


def main() -> None:
    made = notebook()
    if "--run" in sys.argv:
        from nbclient import NotebookClient

        ran = NotebookClient(
            nbformat.from_dict(made), timeout=120, resources={"metadata": {"path": str(HERE)}}
        ).execute()
        outputs = [output for cell in ran.cells if cell.cell_type == "code" for output in cell.outputs]
        assert any("image/svg+xml" in str(output) for output in outputs), "the plan is shown with its bars"
        print(f"{len(ran.cells)} cells ran, {len(outputs)} outputs")
    text = nbformat.writes(made) + "\n"
    if "--check" in sys.argv:
        assert NOTEBOOK.read_text() == text, "toscana.ipynb is not what make_notebook.py writes: run it"
    else:
        NOTEBOOK.write_text(text)


if __name__ == "__main__":
    main()
