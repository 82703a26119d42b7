// From operations with their fields to requests, and from responses to answers or errors.

import type { ErrorResponse, GivingChoices, LabelHeadroom, LabelKeys, Margin, Mistake, Operations } from "./api.js";

export type Operation = keyof Operations;

/** The fields of an operation. */
export type Fields<Op extends Operation> = Omit<Operations[Op]["request"], "op" | "id">;

/** The answer of an operation. */
export type Ok<Op extends Operation> = Operations[Op]["ok"];

/** Fields that ask for an answer of another shape: headroom of labels, and the changes of `give` met by each measure. */
export type ByLabels = Fields<"headroom"> & { by: LabelKeys };
export type WithChoices = Fields<"rebalance"> & { choices: true };
/** Without them. */
export type ByLine = Omit<Fields<"headroom">, "by">;
export type OneAnswer = Omit<Fields<"rebalance">, "choices">;
/** The margin of each line. */
export type Headroom = { [line: string]: Margin };
/** The nearest allocation where `feasible` is true; else why there is none, or that it is not known. */
export type Rebalanced = Exclude<Ok<"rebalance">, GivingChoices>;
export type { GivingChoices, LabelHeadroom };

/** Bad input. A broken rule is no error: it is a finding in an answer. */
export class RipartoError extends Error {
  override readonly name = "RipartoError";
  /** A stable name of the cause: `amount_ambiguous`, `total_mismatch`, …; `engine_stopped` where the memory was spent. */
  readonly code: string;
  /** Where it is in the request: `plan.lines[3].amount`. */
  readonly path: string | undefined;
  /** All mistakes that can be told at once, this one first. */
  readonly errors: readonly Mistake[];

  constructor(told: ErrorResponse["error"], options?: ErrorOptions) {
    super(told.message, options);
    this.code = told.code;
    this.path = told.path;
    this.errors = told.errors ?? [];
  }
}

/** The request of an operation. A number with decimals is a `TypeError` that names its place: amounts are texts. */
export function requestOf<Op extends Operation>(op: Op, fields: Fields<Op>): string {
  const exact = (place: string, value: unknown): void => {
    if (typeof value === "number" && !Number.isInteger(value)) {
      throw new TypeError(`${place}: the number ${value} is not exact, and no amount is rounded unseen: write "${value}"`);
    }
    if (Array.isArray(value)) value.forEach((inner, position) => exact(`${place}[${position}]`, inner));
    else if (typeof value === "object" && value !== null) {
      for (const [key, inner] of Object.entries(value)) exact(`${place}.${key}`, inner);
    }
  };
  for (const [name, value] of Object.entries(fields)) exact(name, value);
  return JSON.stringify({ ...fields, op });
}

/** The answer in a response; an error in it is thrown. */
export function answerOf<Op extends Operation>(response: string): Ok<Op> {
  const told = JSON.parse(response) as { ok?: Ok<Op> } & Partial<ErrorResponse>;
  if (told.error) throw new RipartoError(told.error);
  return told.ok as Ok<Op>;
}

export function stopped(cause: unknown): RipartoError {
  return new RipartoError({ code: "engine_stopped", message: String(cause) } as ErrorResponse["error"], { cause });
}
