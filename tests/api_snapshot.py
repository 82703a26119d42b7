#!/usr/bin/env python3
"""The public API of `riparto` as a list of lines, compared with docs/api/riparto.txt.

    tests/api_snapshot.py --check    fails and shows what differs
    tests/api_snapshot.py --write    writes the list

One line for each public path of the facade with the features api, report, csv, html, page, proptest and sheets: its kind and its signature, and the
traits that it implements. What the facade re-exports is followed into the crate that defines it; an item with several paths is
listed at the shortest, and the others name it. What is `#[doc(hidden)]` is left out. The lists come from the JSON that rustdoc
writes; where the toolchain cannot write it in the format read here, the check is skipped.
"""

import difflib
import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SNAPSHOT = ROOT / "docs" / "api" / "riparto.txt"
TARGET = ROOT / "target" / "api"
FACADE = "riparto"
BELOW = ["arbitrary", "ballots", "core", "page", "proof", "rebalance", "report", "sheets", "solve", "table"]
FEATURES = {"riparto": "csv,html,page,proptest,sheets", "riparto-report": "html", "riparto-ballots": "csv", "riparto-core": "csv"}
FORMATS = range(45, 61)


class Skipped(Exception):
    pass


def documented(package):
    """The JSON of one crate."""
    command = ["cargo", "rustdoc", "--quiet", "--package", package, "--lib", "--target-dir", str(TARGET)]
    if package in FEATURES:
        command += ["--features", FEATURES[package]]
    command += ["--", "-Z", "unstable-options", "--output-format", "json", "--document-hidden-items", "--cap-lints", "allow"]
    run = subprocess.run(command, cwd=ROOT, env={**os.environ, "RUSTC_BOOTSTRAP": "1"}, capture_output=True, text=True)
    if run.returncode != 0:
        if "output-format" in run.stderr or "unstable-options" in run.stderr:
            raise Skipped("this toolchain writes no JSON of the documentation")
        sys.exit(f"{package} cannot be documented:\n{run.stderr}")
    crate = json.loads((TARGET / "doc" / f"{package.replace('-', '_')}.json").read_text())
    if crate["format_version"] not in FORMATS:
        raise Skipped(f"format {crate['format_version']} of the JSON is not known here")
    return crate


def attributes(item):
    return [attr if isinstance(attr, str) else json.dumps(attr) for attr in item["attrs"]]


def is_hidden(item):
    return any("hidden" in attr and "oc" in attr for attr in attributes(item))


def is_open(item):
    return not any("non_exhaustive" in attr.lower() or "nonexhaustive" in attr.lower() for attr in attributes(item))


def last(path):
    return path.rsplit("::", 1)[-1]


# Types, as the source writes them.


def arguments(args):
    if not args:
        return ""
    if "parenthesized" in args:
        inside = args["parenthesized"]
        output = f" -> {typed(inside['output'])}" if inside["output"] else ""
        return f"({', '.join(map(typed, inside['inputs']))}){output}"
    inside = args["angle_bracketed"]
    parts = [argument(arg) for arg in inside["args"]]
    for bound in inside["constraints"]:
        kind, value = next(iter(bound["binding"].items()))
        told = f" = {term(value)}" if kind == "equality" else f": {bounds(value)}"
        parts.append(f"{bound['name']}{arguments(bound['args'])}{told}")
    return f"<{', '.join(parts)}>" if parts else ""


def argument(arg):
    if arg == "infer":
        return "_"
    kind, value = next(iter(arg.items()))
    return {"lifetime": lambda: value, "type": lambda: typed(value), "const": lambda: value["expr"]}[kind]()


def term(value):
    kind, inside = next(iter(value.items()))
    return typed(inside) if kind == "type" else inside["expr"]


def bounds(all_bounds):
    return " + ".join(map(bound_text, all_bounds))


def bound_text(bound):
    kind, value = next(iter(bound.items()))
    if kind == "outlives":
        return value
    if kind == "use":
        return f"use<{', '.join(next(iter(arg.values())) for arg in value)}>"
    modifier = {"none": "", "maybe": "?", "maybe_const": "~const "}[value["modifier"]]
    return f"{modifier}{over(value['generic_params'])}{traited(value['trait'])}"


def over(params):
    return f"for<{', '.join(param['name'] for param in params)}> " if params else ""


def traited(trait):
    return f"{last(trait['path'])}{arguments(trait['args'])}"


def typed(of):
    if isinstance(of, str):
        return "_"
    kind, value = next(iter(of.items()))
    match kind:
        case "resolved_path":
            return traited(value)
        case "dyn_trait":
            traits = [over(each["generic_params"]) + traited(each["trait"]) for each in value["traits"]]
            return "dyn " + " + ".join(traits + ([value["lifetime"]] if value["lifetime"] else []))
        case "generic" | "primitive":
            return value
        case "function_pointer":
            return f"fn{signed(value['sig'], named=False)}"
        case "tuple":
            return f"({', '.join(map(typed, value))}{',' if len(value) == 1 else ''})"
        case "slice":
            return f"[{typed(value)}]"
        case "array":
            return f"[{typed(value['type'])}; {value['len']}]"
        case "impl_trait":
            return f"impl {bounds(value)}"
        case "raw_pointer":
            return f"*{'mut' if value['is_mutable'] else 'const'} {typed(value['type'])}"
        case "borrowed_ref":
            lifetime = f"{value['lifetime']} " if value["lifetime"] else ""
            return f"&{lifetime}{'mut ' if value['is_mutable'] else ''}{typed(value['type'])}"
        case "qualified_path":
            own, trait = typed(value["self_type"]), value["trait"]
            start = f"<{own} as {traited(trait)}>" if trait and trait["path"] else own
            return f"{start}::{value['name']}"
    return f"<{kind}>"


def signed(signature, named=True):
    def told(name, of):
        if name == "self":
            own = typed(of)
            return {"Self": "self", "&Self": "&self", "&mut Self": "&mut self"}.get(own, f"self: {own}")
        return f"{name}: {typed(of)}" if named else typed(of)

    output = f" -> {typed(signature['output'])}" if signature["output"] else ""
    return f"({', '.join(told(name, of) for name, of in signature['inputs'])}){output}"


def parameters(generics):
    parts = []
    for param in generics["params"]:
        kind, value = next(iter(param["kind"].items()))
        if kind == "type" and not value["is_synthetic"]:
            parts.append(param["name"] + (f": {bounds(value['bounds'])}" if value["bounds"] else ""))
        elif kind == "lifetime":
            parts.append(param["name"])
        elif kind == "const":
            parts.append(f"const {param['name']}: {typed(value['type'])}")
    return f"<{', '.join(parts)}>" if parts else ""


def conditions(generics):
    parts = []
    for predicate in generics["where_predicates"]:
        kind, value = next(iter(predicate.items()))
        if kind == "bound_predicate":
            parts.append(f"{over(value['generic_params'])}{typed(value['type'])}: {bounds(value['bounds'])}")
        elif kind == "lifetime_predicate":
            parts.append(f"{value['lifetime']}: {' + '.join(value['outlives'])}")
        else:
            parts.append(f"{typed(value['lhs'])} = {term(value['rhs'])}")
    return f" where {', '.join(parts)}" if parts else ""


def function(name, inner):
    header = inner["header"]
    words = [word for word in ("const", "async", "unsafe") if header.get(f"is_{word}")]
    generics = inner["generics"]
    return " ".join([*words, "fn"]) + f" {name}{parameters(generics)}{signed(inner['sig'])}{conditions(generics)}"


class Listing:
    """The lines of the facade, from the JSON of all crates."""

    def __init__(self, crates):
        self.crates = crates
        # The shortest path of each item, by crate and number.
        self.paths = {}
        self.lines = set()

    def add(self, key, text):
        self.lines.add((key, text.startswith("impl"), text))

    def item(self, crate, number):
        return self.crates[crate]["index"].get(str(number))

    def public(self, crate, numbers):
        items = [(number, self.item(crate, number)) for number in numbers]
        return [(number, item) for number, item in items if item and item["visibility"] in ("public", "default") and not is_hidden(item)]

    def resolved(self, crate, use):
        """What a re-export names: the crate and number of the item that is no re-export itself."""
        if use["id"] is not None and (item := self.item(crate, use["id"])):
            inner = item["inner"].get("use")
            return self.resolved(crate, inner) if inner else (crate, use["id"])
        first, *rest = use["source"].split("::")
        return self.found(first, rest) if first in self.crates else self.found(crate, [first, *rest])

    def found(self, crate, path):
        """The item at a path below the root of one of our crates; none for what other crates define."""
        place = (crate, self.crates[crate]["root"])
        for name in path:
            items = self.item(*place)["inner"]["module"]["items"]
            for number in items:
                item = self.item(place[0], number)
                use = item["inner"].get("use") if item else None
                if item and (use["name"] if use else item["name"]) == name:
                    place = self.resolved(place[0], use) if use else (place[0], number)
                    break
            else:
                return None
            if place is None:
                return None
        return place

    def contents(self, place):
        """What a module shows: names, the items they lead to, and what a re-export of another crate's item says."""
        for number, item in self.public(place[0], self.item(*place)["inner"]["module"]["items"]):
            use = item["inner"].get("use")
            target = self.resolved(place[0], use) if use else (place[0], number)
            if use and use["is_glob"]:
                yield from self.contents(target)
            else:
                yield (use["name"] if use else item["name"]), target, use and use["source"]

    def walk(self):
        """All public modules, those nearest to the root first."""
        waiting = [(FACADE, (FACADE, self.crates[FACADE]["root"]))]
        while waiting:
            later = []
            for path, place in waiting:
                self.paths[place] = path
                for name, target, source in self.contents(place):
                    if target is None:
                        # Of a crate that is not ours.
                        self.add(f"{path}::{name}", f"use {path}::{name} = {source}")
                    elif "module" in self.item(*target)["inner"]:
                        if target not in self.paths and all(target != known for _, known in later):
                            later.append((f"{path}::{name}", target))
                    elif target in self.paths:
                        self.add(f"{path}::{name}", f"use {path}::{name} = {self.paths[target]}")
                    else:
                        self.paths[target] = f"{path}::{name}"
            waiting = later
        for place, path in self.paths.items():
            self.describe(place, path)
        return [text for *_, text in sorted(self.lines)]

    def describe(self, place, path):
        crate, item = place[0], self.item(*place)
        kind, inner = next(iter(item["inner"].items()))
        mark = "" if is_open(item) else " #[non_exhaustive]"
        generics = inner.get("generics") if isinstance(inner, dict) else None
        head = f"{path}{parameters(generics)}{conditions(generics)}" if generics else path
        match kind:
            case "module":
                self.add(path, f"mod {path}")
            case "struct":
                self.add(path, f"struct {head}{self.shape(crate, path, inner['kind'])}{mark}")
                self.implementations(crate, path, inner["impls"])
            case "enum":
                self.add(path, f"enum {head}{mark}")
                for _, variant in self.public(crate, inner["variants"]):
                    own = f"{path}::{variant['name']}"
                    mark = "" if is_open(variant) else " #[non_exhaustive]"
                    self.add(own, f"variant {own}{self.shape(crate, own, variant['inner']['variant']['kind'])}{mark}")
                self.implementations(crate, path, inner["impls"])
            case "trait":
                self.add(path, f"trait {head}" + (f": {bounds(inner['bounds'])}" if inner["bounds"] else ""))
                self.members(crate, path, inner["items"])
                self.implementations(crate, path, inner["implementations"], own=False)
            case "function":
                self.add(path, function(path, inner))
            case "constant":
                self.add(path, f"const {path}: {typed(inner['type'])} = {inner['const'].get('value') or inner['const']['expr']}")
            case "type_alias":
                self.add(path, f"type {head} = {typed(inner['type'])}")
            case _:
                self.add(path, f"{kind} {path}")

    def shape(self, crate, path, kind):
        if isinstance(kind, str):
            return ""
        name, value = next(iter(kind.items()))
        if name == "tuple":
            fields = [self.item(crate, number) if number is not None else None for number in value]
            shown = [typed(field["inner"]["struct_field"]) if field and field["visibility"] != "crate" else "_" for field in fields]
            return f"({', '.join(shown)})" if any(each != "_" for each in shown) else ""
        for _, field in self.public(crate, value["fields"]):
            self.add(f"{path}::{field['name']}", f"field {path}::{field['name']}: {typed(field['inner']['struct_field'])}")
        return ""

    def members(self, crate, path, numbers):
        for _, item in self.public(crate, numbers):
            kind, inner = next(iter(item["inner"].items()))
            own = f"{path}::{item['name']}"
            if kind == "function":
                provided = " { … }" if inner["has_body"] and "trait" in next(iter(self.item(crate, self.at(path, crate))["inner"])) else ""
                self.add(own, function(own, inner) + provided)
            elif kind == "assoc_const":
                self.add(own, f"const {own}: {typed(inner['type'])}")
            elif kind == "assoc_type":
                told = f": {bounds(inner['bounds'])}" if inner["bounds"] else ""
                self.add(own, f"type {own}{told}" + (f" = {typed(inner['type'])}" if inner["type"] else ""))

    def at(self, path, crate):
        return next(number for (of, number), known in self.paths.items() if known == path and of == crate)

    def implementations(self, crate, path, numbers, own=True):
        for number in numbers:
            item = self.item(crate, number)
            inner = item["inner"]["impl"] if item else None
            if inner is None or is_hidden(item) or inner["is_synthetic"] or inner["blanket_impl"]:
                continue
            if inner["trait"] is None:
                self.members(crate, path, inner["items"])
            elif last(inner["trait"]["path"]) != "StructuralPartialEq":
                of = typed(inner["for"])
                generics = inner["generics"]
                key = path if own else f"{path} {of}"
                self.add(key, f"impl{parameters(generics)} {traited(inner['trait'])} for {of}{conditions(generics)}")


def listed():
    packages = [f"riparto-{name}" for name in BELOW] + [FACADE]
    return Listing({package.replace("-", "_"): documented(package) for package in packages}).walk()


def main():
    if sys.argv[1:] not in (["--check"], ["--write"]):
        sys.exit(__doc__)
    try:
        now = listed()
    except Skipped as why:
        print(f"skipped: {why}")
        return
    if sys.argv[1] == "--write":
        SNAPSHOT.parent.mkdir(exist_ok=True)
        SNAPSHOT.write_text("\n".join(now) + "\n")
        print(f"{len(now)} lines in {SNAPSHOT.relative_to(ROOT)}")
        return
    before = SNAPSHOT.read_text().splitlines()
    changed = [line for line in difflib.unified_diff(before, now, "docs/api/riparto.txt", "now", lineterm="", n=0)]
    if changed:
        print("\n".join(changed))
        sys.exit("the public API changed. If that is meant: tests/api_snapshot.py --write, and say it in CHANGELOG.md")
    print(f"{len(now)} lines, as in {SNAPSHOT.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
