// An engine in a worker, for what lasts longer: it answers one request after the other, beside the page or the program.

import { answerOf, requestOf, stopped } from "./answers.js";
import type { ByLabels, ByLine, Fields, GivingChoices, Headroom, LabelHeadroom } from "./answers.js";
import type { Ok, OneAnswer, Operation, Rebalanced, WithChoices } from "./answers.js";

/** What a worker is, in a browser or in Node. */
export interface Port {
  post(message: unknown): void;
  listen(message: (told: Told) => void, failed: (error: unknown) => void): void;
  stop(): void;
}

/** What a worker tells. */
export type Told = { number: number; response: string } | { number: number; failed: string };

interface Waiting {
  request: string | Uint8Array;
  resolve(response: string): void;
  reject(error: unknown): void;
}

export interface AskOptions {
  /** Ends the work when it is aborted; requests behind it are asked of another worker. */
  signal?: AbortSignal;
}

/** riparto in a worker. */
export class RipartoWorker {
  #port: Port | undefined;
  #number = 0;
  /** The request that is at work; those behind it wait here, so that each can be dropped by itself. */
  #atWork: number | undefined;
  readonly #waiting = new Map<number, Waiting>();
  #isClosed = false;

  constructor(private readonly start: () => Port) {}

  /** Answers one request of the JSON API. */
  handle(request: string | Uint8Array, { signal }: AskOptions = {}): Promise<string> {
    if (this.#isClosed) return Promise.reject(new Error("this worker was closed"));
    if (signal?.aborted) return Promise.reject(signal.reason);
    const number = this.#number++;
    return new Promise((resolve, reject) => {
      const aborted = () => {
        this.#waiting.delete(number);
        if (this.#atWork === number) this.#stop();
        this.#next();
        reject(signal?.reason);
      };
      const done = () => signal?.removeEventListener("abort", aborted);
      this.#waiting.set(number, {
        request,
        resolve: (response) => (done(), resolve(response)),
        reject: (error) => (done(), reject(error)),
      });
      signal?.addEventListener("abort", aborted, { once: true });
      this.#next();
    });
  }

  /** Asks an operation. */
  ask(op: "headroom", fields: ByLabels, options?: AskOptions): Promise<LabelHeadroom>;
  ask(op: "headroom", fields: ByLine, options?: AskOptions): Promise<Headroom>;
  ask(op: "rebalance", fields: WithChoices, options?: AskOptions): Promise<GivingChoices>;
  ask(op: "rebalance", fields: OneAnswer, options?: AskOptions): Promise<Rebalanced>;
  ask<Op extends Operation>(op: Op, fields: Fields<Op>, options?: AskOptions): Promise<Ok<Op>>;
  async ask<Op extends Operation>(op: Op, fields: Fields<Op>, options?: AskOptions): Promise<Ok<Op>> {
    return answerOf<Op>(await this.handle(requestOf(op, fields), options));
  }

  /** Ends it; what waits is rejected. */
  close(): void {
    this.#isClosed = true;
    this.#fail(new Error("this worker was closed"));
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #opened(): Port {
    if (this.#port) return this.#port;
    const port = this.start();
    this.#port = port;
    port.listen(
      (told) => {
        // One that was stopped before says no more.
        if (this.#port !== port) return;
        const waiting = this.#waiting.get(told.number);
        this.#waiting.delete(told.number);
        this.#atWork = undefined;
        this.#next();
        if ("failed" in told) waiting?.reject(stopped(told.failed));
        else waiting?.resolve(told.response);
      },
      (error) => {
        if (this.#port === port) this.#fail(stopped(error));
      },
    );
    return port;
  }

  /** Asks the first that waits, if nothing is at work. */
  #next(): void {
    const [first] = this.#waiting;
    if (this.#atWork !== undefined || !first) return;
    const [number, { request }] = first;
    this.#atWork = number;
    this.#opened().post({ number, request });
  }

  #stop(): void {
    this.#port?.stop();
    this.#port = undefined;
    this.#atWork = undefined;
  }

  #fail(error: unknown): void {
    this.#stop();
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(error);
  }
}
