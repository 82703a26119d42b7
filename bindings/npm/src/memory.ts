// How a host asks the engine: a request is written into its memory, and its response read from there.

interface Exports {
  memory: WebAssembly.Memory;
  request(length: number): number;
  respond(): number;
  response(): number;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** An instance of the engine, which answers one request at a time. */
export class Instance {
  #exports: Exports;

  constructor(readonly module: WebAssembly.Module) {
    this.#exports = this.#fresh();
  }

  #fresh(): Exports {
    return new WebAssembly.Instance(this.module, {}).exports as unknown as Exports;
  }

  /** The response to a request, a text or its bytes. */
  respond(request: string | Uint8Array): string {
    const bytes = typeof request === "string" ? encoder.encode(request) : request;
    try {
      const place = this.#exports.request(bytes.length);
      // Nowhere, where a request may not have so many bytes: that is answered too.
      if (place !== 0) new Uint8Array(this.#exports.memory.buffer, place, bytes.length).set(bytes);
      const length = this.#exports.respond();
      return decoder.decode(new Uint8Array(this.#exports.memory.buffer, this.#exports.response(), length));
    } catch (error) {
      // Of an engine that stopped, for want of memory, nothing is left: the next request has a new one.
      this.#exports = this.#fresh();
      throw error;
    }
  }
}
