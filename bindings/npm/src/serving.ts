// A worker's side: the module first, then requests, each with its number.

import type { Told } from "./background.js";
import { Instance } from "./memory.js";

type Asked = { module: WebAssembly.Module } | { number: number; request: string | Uint8Array };

export function serve(tell: (told: Told) => void): (asked: Asked) => void {
  let instance: Instance | undefined;
  return (asked) => {
    if ("module" in asked) {
      instance = new Instance(asked.module);
      return;
    }
    const { number, request } = asked;
    try {
      if (!instance) throw new Error("a request came before the module");
      tell({ number, response: instance.respond(request) });
    } catch (error) {
      tell({ number, failed: String(error) });
    }
  };
}
