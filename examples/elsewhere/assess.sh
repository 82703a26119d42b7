#!/bin/sh
# A script of an office that has installed the command `riparto`: assess.sh PLAN FROM TO AMOUNT
#
# What a transfer needs, what would pass, and how much room the giving line has, as lines of text. One request a line, one response a line.
set -eu
plan=$1 from=$2 to=$3 amount=$4
python3 - "$plan" "$from" "$to" "$amount" <<'PYTHON' | riparto api | python3 -c '
import json, sys
assessed, headroom = (json.loads(line)["ok"] for line in sys.stdin)
print(assessed["authorization"])
for finding in assessed["findings"]:
    print(finding["rule"], finding["excess"])
print(headroom["'"$from"'"]["give"])'
import json, sys
plan, giver, receiver, amount = sys.argv[1:]
plan = json.load(open(plan, encoding="utf-8"))
proposal = {"id": "p1", "party": plan["parties"][0]["id"], "transfers": [{"from": giver, "to": receiver, "amount": amount}]}
print(json.dumps({"id": 1, "op": "assess", "plan": plan, "proposal": proposal}))
print(json.dumps({"id": 2, "op": "headroom", "plan": plan}))
PYTHON
