// riparto in browsers, with or without a bundler.

import { RipartoWorker } from "./background.js";
import { Riparto } from "./riparto.js";

export type * from "./api.js";
export { type Fields, type Headroom, type Ok, type Operation, type Rebalanced, RipartoError } from "./answers.js";
export { type AskOptions, RipartoWorker } from "./background.js";
export { Riparto } from "./riparto.js";

const WASM = new URL("./riparto.wasm", import.meta.url);

async function compiled(source: URL | string | Response): Promise<WebAssembly.Module> {
  const response = source instanceof Response ? source : await fetch(source);
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${response.statusText}`);
  // A server that does not name the type is no reason to fail.
  const isNamed = response.headers.get("content-type")?.startsWith("application/wasm");
  return isNamed ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

/** The engine; `source` is where `riparto.wasm` is, if not beside this module. */
export async function load(source: URL | string | Response = WASM): Promise<Riparto> {
  return new Riparto(await compiled(source));
}

/** The engine in a worker. */
export async function loadWorker(source: URL | string | Response = WASM): Promise<RipartoWorker> {
  const module = await compiled(source);
  return new RipartoWorker(() => {
    const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    worker.postMessage({ module });
    return {
      post: (message) => worker.postMessage(message),
      stop: () => worker.terminate(),
      listen(message, failed) {
        worker.addEventListener("message", ({ data }) => message(data));
        worker.addEventListener("error", (event) => failed(event.message));
      },
    };
  });
}
