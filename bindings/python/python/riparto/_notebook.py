"""What notebooks show: the bars of the report, and a table beside them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING

from riparto import _native
from riparto._language import say, spoken

if TYPE_CHECKING:
    from riparto._answers import Assessment, Judged
    from riparto._plan import Plan

MOST_ROWS = 60
"""How many lines are listed; the total is that of all."""


def figures(amount: Decimal) -> str:
    """An amount as people of the language read it."""
    text = f"{amount:,.2f}"
    return text.translate(str.maketrans(",.", ".,")) if spoken() == "it" else text


def _image(drawing: str, alternative: str) -> str:
    # As an image the drawing's style stays its own, whatever else the notebook shows.
    encoded = b64encode(drawing.encode()).decode()
    return f'<img alt="{escape(alternative)}" style="max-width:100%;background:#fff;color-scheme:light" src="data:image/svg+xml;base64,{encoded}">'


def _rows(cells: Iterable[Sequence[str]], tag: str = "td") -> str:
    def row(texts: Sequence[str]) -> str:
        first, *others = texts
        figures = "".join(f'<{tag} style="text-align:right">{escape(text)}</{tag}>' for text in others)
        return f'<tr><{tag} style="text-align:left">{escape(first)}</{tag}>{figures}</tr>'

    return "".join(map(row, cells))


def _findings(judged: Judged) -> str:
    if not judged.findings:
        return f"<p>{escape(say('No rule is broken.', 'Nessun vincolo violato.'))}</p>"
    items = (
        f"<li>[{escape(finding.needs.words)}] {escape(finding.message)}</li>"
        for finding in judged.findings[:MOST_ROWS]
    )
    return f"<ul>{''.join(items)}</ul>"


def plan_html(plan: Plan) -> str:
    """The plan: the bars by line, what it breaks, its lines."""
    _, drawing = next(iter(_native.charts(plan.json, [], 1, spoken())))
    heads = (say("line", "voce"), say("original", "originaria"), say("approved", "vigente"))
    amounts = plan.amounts
    rows = [
        (f"{line.title or line.id} ({line.id})", figures(line.amount), figures(amounts[line.id]))
        for line in plan.lines[:MOST_ROWS]
    ]
    left = len(amounts) - len(rows)
    if left:
        rows.append((say(f"{left} more lines", f"altre {left} voci"), "", ""))
    original = sum(plan.original.values(), Decimal("0.00"))
    foot = (say("total", "totale"), figures(original), figures(plan.total))
    return (
        f"<h3>{escape(plan.title)}</h3>{_image(drawing, plan.title)}{_findings(plan.check())}"
        f"<table><thead>{_rows([heads], 'th')}</thead><tbody>{_rows(rows)}</tbody>"
        f"<tfoot>{_rows([foot], 'th')}</tfoot></table>"
    )


def assessment_html(assessment: Assessment) -> str:
    """What changes, what it breaks and what it needs."""
    before, after = assessment.before, assessment.after
    heads = (say("line", "voce"), say("before", "prima"), say("after", "dopo"), say("change", "variazione"))
    rows = [
        (line, figures(before[line]), figures(after[line]), f"{'+' if change > 0 else ''}{figures(change)}")
        for line, change in list(assessment.changes.items())[:MOST_ROWS]
    ]
    return (
        f"<p><b>{escape(assessment.authorization.words)}</b></p>{_findings(assessment)}"
        f"<table><thead>{_rows([heads], 'th')}</thead><tbody>{_rows(rows)}</tbody></table>"
    )
