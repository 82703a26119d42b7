// The engine that answers at once.

import { answerOf, type Fields, type Ok, type Operation, requestOf, stopped } from "./answers.js";
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
  ask<Op extends Operation>(op: Op, fields: Fields<Op>): Ok<Op> {
    return answerOf<Op>(this.handle(requestOf(op, fields)));
  }
}
