#!/usr/bin/env python3
"""Plans for the judges of pages: sixty lines, 1,000 lines, and one whose every text tries to be more than text."""
import json
import sys
from pathlib import Path

TOTAL = 246_400_000
ACTIONS = ["Sportelli informativi", "Mediazione linguistica", "Formazione operatori", "Accoglienza e orientamento",
           "Autonomia abitativa", "Monitoraggio e valutazione"]
PARTNERS = ["ats", "anci", "arti", "cnr", "comuni", "usr"]
CATEGORIES = ["Personale", "Viaggi", "Beni e servizi", "Consulenze", "Costi indiretti"]
PARTIES = [{"id": "regione", "name": "Regione Toscana", "role": "authority"}, {"id": "ats", "name": "ATS", "role": "lead"},
           {"id": "anci", "name": "ANCI Toscana"}, {"id": "cnr", "name": "CNR"}]


def euros(cents):
    return f"{cents // 100}.{cents % 100:02d}"


def plan(count):
    weights = [7 + place * 37 % 23 for place in range(count)]
    amounts = [TOTAL * weight // sum(weights) for weight in weights]
    amounts[0] += TOTAL - sum(amounts)
    lines = []
    for place, cents in enumerate(amounts):
        action, partner, category = place % 6, place // 6 % 6, place // 36 % 5
        title = f"{ACTIONS[action]}, {CATEGORIES[category]} ({PARTNERS[partner]})"
        labels = {"azione": f"A{action + 1}", "partner": PARTNERS[partner], "categoria": CATEGORIES[category]}
        lines.append({"id": f"v{place + 1}", "title": title, "amount": euros(cents), "labels": labels})
    rules = [{"id": "variazione", "text": "Ogni voce entro il 20%", "source": "Avviso, art. 9", "scope": "all", "each": "line",
              "limit": {"variation": {"up": {"percent": "20"}, "down": {"percent": "20"}}}, "needs": "prior_approval"}]
    return {"format": "riparto.plan/1", "title": "Piano regionale, annualità 2026", "source": "DGR 1234/2025",
            "total": euros(TOTAL), "lines": lines, "parties": PARTIES, "rules": rules}


def hostile():
    bad = '<script>alert("x")</script><img src=x onerror=alert(1)> &amp; `a` "\'</style></svg>]]> javascript:alert(1) '
    written = plan(12)
    written["title"] = bad
    written["source"] = bad * 3
    for place, line in enumerate(written["lines"]):
        line["title"] = f"{place} {bad}{'lungo' * 40}"
        line["labels"] = {bad[:40]: bad[8:60] + str(place % 2)}
    written["rules"][0]["text"] = written["rules"][0]["source"] = bad
    written["rules"].append({"id": "molto", "text": bad, "source": bad, "scope": {"lines": ["v1"]}, "limit": {"floor": "2000000.00"}})
    return written


def main():
    folder = Path(sys.argv[1])
    for name, written in [("sixty", plan(60)), ("large", plan(1000)), ("hostile", hostile())]:
        (folder / f"{name}.json").write_text(json.dumps(written, ensure_ascii=False))


if __name__ == "__main__":
    main()
