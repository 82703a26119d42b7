// riparto in Node.

import { readFile } from "node:fs/promises";
import { Worker } from "node:worker_threads";
import { RipartoWorker } from "./background.js";
import { Riparto } from "./riparto.js";

export type * from "./api.js";
export { type Fields, type Headroom, type Ok, type Operation, type Rebalanced, RipartoError } from "./answers.js";
export { type AskOptions, RipartoWorker } from "./background.js";
export { Riparto } from "./riparto.js";

const WASM = new URL("./riparto.wasm", import.meta.url);

/** The engine; `source` is where `riparto.wasm` is, if not beside this module. */
export async function load(source: URL | string = WASM): Promise<Riparto> {
  return new Riparto(await WebAssembly.compile(await readFile(source)));
}

/** The engine in a worker thread, which does not keep the program from ending. */
export async function loadWorker(source: URL | string = WASM): Promise<RipartoWorker> {
  const module = await WebAssembly.compile(await readFile(source));
  return new RipartoWorker(() => {
    // Options of the program, such as `--input-type`, are not for it.
    const worker = new Worker(new URL("./worker.node.js", import.meta.url), { execArgv: [] });
    let open = 0;
    worker.unref();
    worker.postMessage({ module });
    return {
      post(message) {
        // While an answer is awaited the program goes on.
        if (open++ === 0) worker.ref();
        worker.postMessage(message);
      },
      stop: () => void worker.terminate(),
      listen(message, failed) {
        worker.on("message", (told) => {
          if (--open === 0) worker.unref();
          message(told);
        });
        worker.on("error", failed);
      },
    };
  });
}
