"""A script of an office that has installed the package `riparto` and has nothing else of it: assess.py PLAN FROM TO AMOUNT

What a transfer needs, what would pass, and how much room the giving line has, as lines of text."""

import sys

from riparto import Plan, Proposal


def main() -> None:
    plan_file, giver, receiver, amount = sys.argv[1:]
    plan = Plan.read(plan_file)
    assessment = plan.assess(Proposal("p1", plan.parties[0].id).transfer(giver, receiver, amount))
    print(assessment.authorization)
    for finding in assessment.findings:
        print(finding.rule, finding.excess)
    print(plan.headroom()[giver].give)


if __name__ == "__main__":
    main()
