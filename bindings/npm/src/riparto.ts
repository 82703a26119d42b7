// The engine that answers at once.

import { answerOf, requestOf, stopped } from "./answers.js";
import type { ByLabels, ByLine, Fields, GivingChoices, Headroom, LabelHeadroom } from "./answers.js";
import type { Ok, OneAnswer, Operation, Rebalanced, WithChoices } from "./answers.js";
import { Instance } from "./memory.js";

/** riparto: a request in, a response out, with the bytes of the Rust library. */
export class Riparto {
  readonly #instance: Instance;

  /** An engine of a module that is compiled already; `load` compiles the one that comes with the package. */
  constructor(module: WebAssembly.Module) {
    this.#instance = new Instance(module);
  }

  /** The module, for other engines of the same code. */
  get module(): WebAssembly.Module {
    return this.#instance.module;
  }

  /** Answers one request of the JSON API: a text, or its bytes. Whatever it is, the answer is a response. */
  handle(request: string | Uint8Array): string {
    try {
      return this.#instance.respond(request);
    } catch (error) {
      throw stopped(error);
    }
  }

  /** Asks an operation; an error is thrown as a `RipartoError`. Amounts are texts, in and out. */
  ask(op: "headroom", fields: ByLabels): LabelHeadroom;
  ask(op: "headroom", fields: ByLine): Headroom;
  ask(op: "rebalance", fields: WithChoices): GivingChoices;
  ask(op: "rebalance", fields: OneAnswer): Rebalanced;
  ask<Op extends Operation>(op: Op, fields: Fields<Op>): Ok<Op>;
  ask<Op extends Operation>(op: Op, fields: Fields<Op>): Ok<Op> {
    return answerOf<Op>(this.handle(requestOf(op, fields)));
  }
}
