// riparto itself, as WebAssembly: a request in, a response out. One engine answers at once; a second one, in a worker, takes what
// may last longer. Where a browser lets a page from a file have no worker, the first one does it all.

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

async function unpacked(packed: string): Promise<ArrayBuffer> {
  const bytes = base85(packed.trim());
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
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

export class Engine {
  private waiting = new Map<number, { resolve: (text: string) => void; reject: (error: Error) => void }>();
  private number = 0;

  private constructor(
    private engine: Exports,
    private module: WebAssembly.Module,
    private worker: Worker | null,
  ) {}

  static async start(packed: string): Promise<Engine> {
    const module = await WebAssembly.compile(await unpacked(packed));
    const instance = await WebAssembly.instantiate(module, {});
    const engine = new Engine(instance.exports as unknown as Exports, module, null);
    engine.worker = await engine.background();
    return engine;
  }

  private background(): Promise<Worker | null> {
    return new Promise((resolve) => {
      try {
        const address = URL.createObjectURL(new Blob([WORKER], { type: "text/javascript" }));
        const worker = new Worker(address);
        worker.onerror = () => resolve(null);
        worker.onmessage = ({ data }) => {
          if (data.ready) return resolve(worker);
          const waiting = this.waiting.get(data.number);
          this.waiting.delete(data.number);
          if (data.failed) waiting?.reject(new Error(data.failed));
          else waiting?.resolve(data.text);
        };
        worker.postMessage({ module: this.module });
      } catch {
        resolve(null);
      }
    });
  }

  /** The response as it is, for what compares bytes. */
  text(request: string): string {
    return answer(this.engine, request);
  }

  now<T>(request: string): Answer<T> {
    return JSON.parse(this.text(request)) as Answer<T>;
  }

  async later<T>(request: string): Promise<Answer<T>> {
    const worker = this.worker;
    if (!worker) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      return this.now<T>(request);
    }
    const number = this.number++;
    const text = await new Promise<string>((resolve, reject) => {
      this.waiting.set(number, { resolve, reject });
      worker.postMessage({ number, request });
    });
    return JSON.parse(text) as Answer<T>;
  }
}
