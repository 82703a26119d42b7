// riparto itself, as WebAssembly: a request in, a response out. One engine answers at once; a second one, in a worker, takes what
// may last longer; a third one looks for advice while people pause. Where a browser lets a page from a file have no worker, the first
// one does it all.

import { decompress } from "lzma1";
import type { Answer } from "./shapes";

interface Exports {
  memory: WebAssembly.Memory;
  request(length: number): number;
  respond(): number;
  response(): number;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function answer(engine: Exports, request: string): string {
  const bytes = encoder.encode(request);
  const place = engine.request(bytes.length);
  new Uint8Array(engine.memory.buffer, place, bytes.length).set(bytes);
  const length = engine.respond();
  return decoder.decode(new Uint8Array(engine.memory.buffer, engine.response(), length));
}

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;,=>?@^_`{|}~";

/** The bytes of a text in base85: five digits for four bytes, big end first; a last group is filled up with the largest digit. */
function base85(text: string): Uint8Array<ArrayBuffer> {
  const values = new Uint8Array(128);
  for (let value = 0; value < DIGITS.length; value += 1) values[DIGITS.charCodeAt(value)] = value;
  const groups = Math.ceil(text.length / 5);
  const padded = text.padEnd(groups * 5, "~");
  const view = new DataView(new ArrayBuffer(groups * 4));
  for (let group = 0; group < groups; group += 1) {
    let bits = 0;
    for (let digit = 0; digit < 5; digit += 1) bits = bits * 85 + (values[padded.charCodeAt(group * 5 + digit)] ?? 0);
    view.setUint32(group * 4, bits);
  }
  return new Uint8Array(view.buffer, 0, groups * 4 - (groups * 5 - text.length));
}

function stopped(error: unknown): { error: { code: string; message: string } } {
  return { error: { code: "engine_stopped", message: String(error) } };
}

// What the worker runs: the same few lines, without the page.
const WORKER = `
const encoder = new TextEncoder(), decoder = new TextDecoder();
let engine;
onmessage = async ({ data }) => {
  if (data.module) { engine = (await WebAssembly.instantiate(data.module, {})).exports; postMessage({ ready: true }); return; }
  try {
    const bytes = encoder.encode(data.request), place = engine.request(bytes.length);
    new Uint8Array(engine.memory.buffer, place, bytes.length).set(bytes);
    const length = engine.respond();
    postMessage({ number: data.number, text: decoder.decode(new Uint8Array(engine.memory.buffer, engine.response(), length)) });
  } catch (error) { postMessage({ number: data.number, failed: String(error) }); }
};`;

/** An engine in a worker: it answers one question after the other. */
class Beside {
  private static address: string | undefined;
  private waiting = new Map<number, { resolve: (text: string) => void; reject: (error: Error) => void }>();
  private number = 0;

  private constructor(private worker: Worker) {}

  /** Nothing where a browser lets a page from a file have no worker. */
  static start(module: WebAssembly.Module): Promise<Beside | null> {
    return new Promise((resolve) => {
      try {
        Beside.address ??= URL.createObjectURL(new Blob([WORKER], { type: "text/javascript" }));
        const worker = new Worker(Beside.address);
        const beside = new Beside(worker);
        worker.onerror = () => resolve(null);
        worker.onmessage = ({ data }) => {
          if (data.ready) return resolve(beside);
          const waiting = beside.waiting.get(data.number);
          beside.waiting.delete(data.number);
          if (data.failed) waiting?.reject(new Error(data.failed));
          else waiting?.resolve(data.text);
        };
        worker.postMessage({ module });
      } catch {
        resolve(null);
      }
    });
  }

  ask(request: string): Promise<string> {
    const number = this.number++;
    return new Promise<string>((resolve, reject) => {
      this.waiting.set(number, { resolve, reject });
      this.worker.postMessage({ number, request });
    });
  }

  get isBusy(): boolean {
    return this.waiting.size > 0;
  }

  /** Ends it; who waits is told. */
  stop(): void {
    this.worker.terminate();
    for (const { reject } of this.waiting.values()) reject(new Error("stopped"));
    this.waiting.clear();
  }
}

export class Engine {
  /** What people wait for. */
  private work: Beside | null = null;
  /** What is found while they pause, and is of no use once they go on. */
  private pause: Beside | null = null;

  private constructor(
    private engine: Exports,
    private module: WebAssembly.Module,
  ) {}

  static async start(packed: string): Promise<Engine> {
    const module = await WebAssembly.compile(decompress(base85(packed.trim())));
    const instance = await WebAssembly.instantiate(module, {});
    const engine = new Engine(instance.exports as unknown as Exports, module);
    engine.work = await Beside.start(module);
    return engine;
  }

  /** The response as it is, for what compares bytes. */
  text(request: string): string {
    return answer(this.engine, request);
  }

  /** Whether what lasts longer is done beside the page. */
  get isBeside(): boolean {
    return this.work !== null;
  }

  now<T>(request: string): Answer<T> {
    try {
      return JSON.parse(this.text(request)) as Answer<T>;
    } catch (error) {
      // Of an engine that stopped, for want of memory, nothing is left: the next request has a new one.
      this.engine = new WebAssembly.Instance(this.module, {}).exports as unknown as Exports;
      return stopped(error);
    }
  }

  async later<T>(request: string): Promise<Answer<T>> {
    const work = this.work;
    if (!work) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      return this.now<T>(request);
    }
    try {
      return JSON.parse(await work.ask(request)) as Answer<T>;
    } catch (error) {
      if (this.work === work) {
        this.work = await Beside.start(this.module);
        work.stop();
      }
      return stopped(error);
    }
  }

  /** As `later`, where only the last question counts: one that is still open is dropped. */
  async inPause<T>(request: string): Promise<Answer<T>> {
    if (!this.work) return this.later<T>(request);
    this.drop();
    this.pause ??= await Beside.start(this.module);
    if (!this.pause) return this.later<T>(request);
    try {
      return JSON.parse(await this.pause.ask(request)) as Answer<T>;
    } catch (error) {
      return stopped(error);
    }
  }

  /** Ends what is found in a pause, where people went on. */
  drop(): void {
    if (!this.pause?.isBusy) return;
    this.pause.stop();
    this.pause = null;
  }
}
