// The types of requests, responses and documents, made from the JSON Schema that the library states.

import { readFileSync } from "node:fs";
import { compile } from "json-schema-to-typescript";

const SCHEMA = new URL("../../src/api/schema.json", import.meta.url);

/** Names that TypeScript or a browser has already. */
const RENAMED = { date: "Day", request: "ApiRequest", response: "ApiResponse", text: "PlainText", path: "MistakePath", record: "HistoryRecord", event: "HistoryEvent" };

const pascal = (name) => RENAMED[name] ?? name.replace(/(^|_)([a-z0-9])/g, (_, __, letter) => letter.toUpperCase());

/** The type that a reference is to: `#/$defs/a_b` is `AB`, and `#/$defs/a/properties/b` is `A["b"]`. */
function named(reference) {
  const [, , definition, ...within] = reference.split("/");
  return pascal(definition) + within.filter((step) => step !== "properties").map((step) => (step === "items" ? "[number]" : `[${JSON.stringify(step)}]`)).join("");
}

/** Conditions that no type says, beside properties that one does. */
const CONDITIONS = ["oneOf", "anyOf", "allOf", "not", "if", "then", "else", "dependentRequired", "propertyNames", "patternProperties"];

/** Stands for the fields of other programs, whose keys begin with `x-`. */
const EXTENSION = "extension_fields";

/** What says a type; a schema without any allows every value. */
const SAYING = ["type", "enum", "const", "oneOf", "anyOf", "allOf", "properties", "items", "not", "required"];

function isCondition(option) {
  return Object.keys(option).every((key) => ["required", "not", "properties", "anyOf", "oneOf", "allOf", "description", "if", "then"].includes(key));
}

/** The schema as the generator takes it: each reference is the name of a type, so that each definition is one type. */
function plain(node) {
  if (Array.isArray(node)) return node.map(plain);
  if (node === null || typeof node !== "object") return node;
  if (typeof node.$ref === "string") {
    return { tsType: named(node.$ref), ...(node.description && { description: node.description }) };
  }
  if (!Object.keys(node).some((key) => SAYING.includes(key))) return { ...node, tsType: "unknown" };
  if (node.const === null) return { type: "null" };
  const copy = { ...node };
  if (copy.properties) {
    for (const key of CONDITIONS) {
      const options = Array.isArray(copy[key]) ? copy[key] : [copy[key]];
      if (key in copy && options.every((option) => option && isCondition(option))) delete copy[key];
    }
    delete copy.patternProperties;
    if (node.patternProperties) copy.properties = { ...copy.properties, [EXTENSION]: {} };
  }
  const kept = Object.entries(copy).map(([key, value]) => {
    if (key === "properties") return [key, Object.fromEntries(Object.entries(value).map(([name, property]) => [name, plain(property)]))];
    return [key, key === "examples" || key === "enum" || key === "const" || key === "required" ? value : plain(value)];
  });
  return Object.fromEntries(kept);
}

/** What is asked and answered, by operation. */
function operations(definitions) {
  const rows = definitions.request.oneOf.map(({ $ref }) => {
    const name = $ref.split("/")[2].replace(/_request$/, "");
    return `  ${name}: { request: ${pascal(`${name}_request`)}; ok: ${pascal(`${name}_response`)}["ok"] };`;
  });
  return `/** What each operation is asked, and what it answers. */\nexport interface Operations {\n${rows.join("\n")}\n}\n`;
}

const BANNER = "// Made from src/api/schema.json by bindings/npm/types.mjs (`npm run types`): do not edit.";

const OPTIONS = { additionalProperties: false, bannerComment: "", ignoreMinAndMaxItems: true, strictIndexSignatures: false };

export async function types() {
  const schema = JSON.parse(readFileSync(SCHEMA, "utf8"));
  const parts = [BANNER];
  for (const [key, node] of Object.entries(schema.$defs)) {
    const name = pascal(key);
    // Without a title: the name of the definition is that of the type.
    const { title: _, ...definition } = plain(node);
    parts.push((await compile(definition, name, OPTIONS)).trim());
  }
  const made = parts.join("\n\n");
  const extended = made.replaceAll(new RegExp(`${EXTENSION}\\?: [^;]+;`, "g"), "[extension: `x-${string}`]: unknown;");
  return `${extended.trimEnd()}\n\n${operations(schema.$defs)}`;
}
