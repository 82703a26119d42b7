"""The engines in Python: each takes an instance and returns whole cents for each line, or why there are none.

Each is what a user would write: the textbook form, default settings, the result rounded to cents. Units: whole cents for
engines of integers; for those of least squares also ten thousand euros, since cents are too large for their tolerances.
"""

import numpy as np

from instances import NO_CEILING, Instance

SCALE = 1e6


def highs(method: str):
    """Least movement: each line is its wish and two parts, up and down, whose sum is least."""

    def solve(instance: Instance):
        from scipy import sparse
        from scipy.optimize import linprog

        wish, lines = instance.wish, len(instance.wish)
        rows, bounds = [], []
        for family in instance.families:
            sums = sparse.csr_matrix((np.ones(lines), (family.of_line, np.arange(lines))))
            change = sparse.hstack([sums, -sums]).tocsr()
            wished = sums @ wish
            floor, ceiling = family.low > 0, family.high < NO_CEILING
            rows += [-change[floor], change[ceiling]]
            bounds += [wished[floor] - family.low[floor], family.high[ceiling] - wished[ceiling]]
        found = linprog(
            np.ones(2 * lines),
            A_ub=sparse.vstack(rows).tocsc() if rows else None,
            b_ub=np.concatenate(bounds) if rows else None,
            A_eq=sparse.csr_matrix(np.repeat([1.0, -1.0], lines)[None, :]),
            b_eq=[instance.total - wish.sum()],
            bounds=np.column_stack([np.zeros(2 * lines), np.concatenate([instance.ceilings - wish, wish - instance.floors])]),
            method=method,
        )
        if found.status != 0:
            return found.message.split(".")[0]
        return np.rint(wish + found.x[:lines] - found.x[lines:]).astype(np.int64)

    return solve


def min_cost_flow(instance: Instance):
    """Least movement as a flow of cents: a floor is a supply, and each line has an arc on either side of its wish."""
    from ortools.graph.python import min_cost_flow as ortools

    wish, floors, ceilings = instance.wish, instance.floors, instance.ceilings
    flow = ortools.SimpleMinCostFlow()
    first = 2  # node 0 is the source, node 1 the sink
    most = int(ceilings.sum())
    tails, heads = np.zeros(len(wish), dtype=np.int64), np.ones(len(wish), dtype=np.int64)
    branches = []
    if instance.shape == "grid":
        actions, categories = instance.families
        rows, columns = first, first + len(actions.low)
        tails, heads = rows + actions.of_line, columns + categories.of_line
        branches = [
            (actions, np.zeros(len(actions.low), dtype=np.int64), rows + np.arange(len(actions.low))),
            (categories, columns + np.arange(len(categories.low)), np.ones(len(categories.low), dtype=np.int64)),
        ]
    else:
        # From large groups to small ones: each hangs below the one that holds its first line.
        above = np.zeros(len(wish), dtype=np.int64)
        for family in reversed(instance.families):
            nodes = first + np.arange(len(family.low))
            first += len(nodes)
            opening = np.searchsorted(family.of_line, np.arange(len(nodes)))
            branches.append((family, above[opening], nodes))
            above = nodes[family.of_line]
        tails = above
    count = 2 + sum(len(family.low) for family, _, _ in branches)
    supplies = np.zeros(count, dtype=np.int64)
    supplies[0], supplies[1] = instance.total, -instance.total

    def force(tail, head, cents):
        np.subtract.at(supplies, tail, cents)
        np.add.at(supplies, head, cents)

    for family, tail, head in branches:
        flow.add_arcs_with_capacity_and_unit_cost(
            tail, head, np.minimum(family.high, most) - family.low, np.zeros(len(tail), dtype=np.int64)
        )
        force(tail, head, family.low)
    force(tails, heads, floors)
    below = flow.add_arcs_with_capacity_and_unit_cost(tails, heads, wish - floors, np.full(len(wish), -1))
    beyond = flow.add_arcs_with_capacity_and_unit_cost(tails, heads, ceilings - wish, np.full(len(wish), 1))
    flow.set_nodes_supplies(np.arange(count), supplies)
    status = flow.solve()
    if status != flow.OPTIMAL:
        return str(status)
    return floors + flow.flows(below) + flow.flows(beyond)


def convex(solver: str, scale: float):
    """Least squares as written in a book, in units of so many cents."""

    def solve(instance: Instance):
        import cvxpy
        from scipy import sparse

        lines = len(instance.wish)
        amounts = cvxpy.Variable(lines)
        rules = [
            cvxpy.sum(amounts) == instance.total / scale,
            amounts >= instance.floors / scale,
            amounts <= instance.ceilings / scale,
        ]
        for family in instance.families:
            sums = sparse.csr_matrix((np.ones(lines), (family.of_line, np.arange(lines))))
            floor, ceiling = family.low > 0, family.high < NO_CEILING
            if floor.any():
                rules.append(sums[floor] @ amounts >= family.low[floor] / scale)
            if ceiling.any():
                rules.append(sums[ceiling] @ amounts <= family.high[ceiling] / scale)
        problem = cvxpy.Problem(cvxpy.Minimize(cvxpy.sum_squares(amounts - instance.wish / scale)), rules)
        try:
            problem.solve(solver=solver)
        except cvxpy.error.SolverError as error:
            return str(error).split(".")[0]
        if problem.status not in ("optimal", "optimal_inaccurate"):
            return problem.status
        return np.rint(amounts.value * scale).astype(np.int64)

    return solve


def scip(instance: Instance):
    """Least movement in whole cents: each line is its wish and two whole parts, up and down, whose sum is least."""
    from pyscipopt import Model, quicksum

    wish = instance.wish.tolist()
    model = Model()
    model.hideOutput()
    up = [model.addVar(vtype="I", ub=int(most)) for most in instance.ceilings - instance.wish]
    down = [model.addVar(vtype="I", ub=int(most)) for most in instance.wish - instance.floors]
    change = [more - less for more, less in zip(up, down)]
    model.addCons(quicksum(change) == instance.total - sum(wish))
    for family in instance.families:
        lines_of = [[] for _ in family.low]
        for line, group in enumerate(family.of_line.tolist()):
            lines_of[group].append(line)
        for lines, low, high in zip(lines_of, family.low.tolist(), family.high.tolist()):
            moved, wished = quicksum(change[line] for line in lines), sum(wish[line] for line in lines)
            if low > 0:
                model.addCons(moved >= low - wished)
            if high < NO_CEILING:
                model.addCons(moved <= high - wished)
    model.setObjective(quicksum(up) + quicksum(down))
    model.optimize()
    if model.getStatus() != "optimal":
        return model.getStatus()
    values = [model.getVal(more) - model.getVal(less) for more, less in zip(up, down)]
    return instance.wish + np.rint(values).astype(np.int64)


def exact(instance: Instance):
    """Least movement for a solver of pseudo-Boolean constraints, in whole cents without rounding."""
    from exact import Exact

    wish = instance.wish.tolist()
    solver = Exact()
    for line, (most, least) in enumerate(zip((instance.ceilings - instance.wish).tolist(), (instance.wish - instance.floors).tolist())):
        solver.addVariable(f"u{line}", 0, most)
        solver.addVariable(f"d{line}", 0, least)
    change = lambda lines: [term for line in lines for term in ((1, f"u{line}"), (-1, f"d{line}"))]
    due = instance.total - sum(wish)
    solver.addConstraint(change(range(len(wish))), True, due, True, due)
    for family in instance.families:
        lines_of = [[] for _ in family.low]
        for line, group in enumerate(family.of_line.tolist()):
            lines_of[group].append(line)
        for lines, low, high in zip(lines_of, family.low.tolist(), family.high.tolist()):
            wished = sum(wish[line] for line in lines)
            if low > 0 or high < NO_CEILING:
                solver.addConstraint(change(lines), low > 0, low - wished, high < NO_CEILING, high - wished)
    names = [f"{letter}{line}" for letter in "ud" for line in range(len(wish))]
    solver.setObjective([(1, name) for name in names])
    state = solver.runFull(True)
    if not solver.hasSolution():
        return state
    values = np.array(solver.getLastSolutionFor(names), dtype=np.int64)
    return instance.wish + values[: len(wish)] - values[len(wish) :]


def float_water_filling(instance: Instance):
    """Least squares as one would write it with numpy: shifts by bisection in double precision, from the total down the groups."""
    if instance.shape == "grid":
        return "groups cross"
    wish, low, high = (column.astype(float) for column in (instance.wish, instance.floors, instance.ceilings))
    total = np.array([float(instance.total)])
    # From small groups to large ones; of each, the group of each line, and its bounds.
    levels = [(family.of_line, family.low.astype(float), family.high.astype(float)) for family in instance.families]
    levels.append((np.zeros(len(wish), dtype=np.int64), total, total))
    first = [np.unique(of_line, return_index=True)[1] for of_line, _, _ in levels]

    def sums(shift, level):
        """What the groups of a level and those inside would hold if each line moved by a shift, each within its bounds."""
        held, found = np.clip(wish + shift, low, high), []
        for number, (of_line, least, most) in enumerate(levels[: level + 1]):
            inside = of_line if number == 0 else of_line[first[number - 1]]
            raw = np.bincount(inside, weights=held, minlength=len(least))
            held = np.clip(raw, least, most)
            found.append((raw, held))
        return found

    shift, due = np.zeros(len(wish)), total
    for level in reversed(range(len(levels))):
        of_line = levels[level][0]
        below, above = np.full(len(due), -1e9), np.full(len(due), 1e9)
        for _ in range(80):
            middle = (below + above) / 2
            is_less = sums(middle[of_line], level)[level][0] < due
            below, above = np.where(is_less, middle, below), np.where(is_less, above, middle)
        shift = above[of_line]
        if level > 0:
            due = sums(shift, level - 1)[level - 1][1]
    return np.rint(np.clip(wish + shift, low, high)).astype(np.int64)


ENGINES = {
    "scip": scip,
    "exact": exact,
    "float_water_filling": float_water_filling,
    "ortools_flow": min_cost_flow,
    "highs": highs("highs"),
    "highs_ipm": highs("highs-ipm"),
    "cvxpy_clarabel_scaled": convex("CLARABEL", SCALE),
    "cvxpy_clarabel_cents": convex("CLARABEL", 1.0),
    "cvxpy_osqp_scaled": convex("OSQP", SCALE),
}
