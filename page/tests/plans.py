#!/usr/bin/env python3
"""Plans for the judge of the page: 300 lines under 100 rules, and ten megabytes whose every text tries to be more than text."""
import json
import sys
from pathlib import Path

TOTAL = 246_400_000
PARTIES = [{"id": "regione", "name": "Regione Toscana", "role": "authority"}, {"id": "ats", "name": "ATS", "role": "lead"},
           {"id": "anci", "name": "ANCI Toscana"}]


def euros(cents):
    return f"{cents // 100}.{cents % 100:02d}"


def plan(count):
    weights = [7 + place * 37 % 23 for place in range(count)]
    amounts = [TOTAL * weight // sum(weights) for weight in weights]
    amounts[0] += TOTAL - sum(amounts)
    lines = [{"id": f"v{place + 1}", "title": f"Voce {place + 1}: interventi", "amount": euros(cents),
              "labels": {"azione": f"A{place % 10 + 1}", "partner": f"p{place // 10 % 30 + 1}", "anno": str(2026 + place % 3)}}
             for place, cents in enumerate(amounts)]
    return {"format": "riparto.plan/1", "title": "Piano regionale, annualità 2026", "source": "DGR 1234/2025", "total": euros(TOTAL),
            "lines": lines, "parties": PARTIES, "rules": []}


def large():
    written = plan(300)
    held = {}
    for line in written["lines"]:
        for key, value in line["labels"].items():
            held[key, value] = held.get((key, value), 0) + int(line["amount"].replace(".", ""))
    rules = [{"id": "variazione", "text": "Ogni voce entro il 20 %", "source": "Avviso, art. 9", "scope": "all", "each": "line",
              "limit": {"variation": {"up": {"percent": "20"}, "down": {"percent": "20"}}}, "needs": "prior_approval"}]
    for (key, value), cents in held.items():
        for percent, needs in [(10, "notification"), (25, "forbidden")]:
            rules.append({"id": f"{key}-{value}-{percent}", "text": f"{key} {value} entro il {percent} %", "source": f"Avviso, art. {percent}",
                          "scope": {"labels": {key: value}}, "limit": {"ceiling": euros(cents * (100 + percent) // 100)}, "needs": needs})
    rules += [{"id": f"minimo-{place}", "text": "Importo minimo", "source": "Avviso, art. 4", "scope": {"lines": [f"v{place}"]},
               "limit": {"floor": "1000.00"}} for place in range(1, 301)]
    return written | {"rules": rules[:100]}


def hostile():
    bad = '<script>window.struck = 1</script><img src=x onerror="window.struck = 1"> &amp; `a` "\'</style></svg>]]> javascript:alert(1) '
    written = plan(2600)
    written["title"] = bad
    written["source"] = bad * 3
    for place, line in enumerate(written["lines"]):
        line["title"] = f"{place} {bad}{'lungo ' * 600}"
        line["labels"] = {bad[:40]: bad[8:60] + str(place % 2)}
    written["rules"] = [{"id": "molto", "text": bad, "source": bad, "scope": {"lines": ["v1"]}, "limit": {"floor": "2000000.00"}},
                        {"id": "poco", "text": bad, "source": bad, "scope": "all", "each": "line", "limit": {"ceiling": "700.00"}}]
    return written


def main():
    folder = Path(sys.argv[1])
    turned = plan(12) | {"title": "Piano \u202eoirartnoc\u202c \u0007"}
    for name, written in [("large", large()), ("hostile", hostile()), ("turned", turned)]:
        (folder / f"{name}.json").write_text(json.dumps(written, ensure_ascii=False))


if __name__ == "__main__":
    main()
