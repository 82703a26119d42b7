// What a worker runs in a browser.

import { serve } from "./serving.js";

const scope = globalThis as unknown as {
  postMessage(message: unknown): void;
  addEventListener(kind: "message", listener: (event: MessageEvent) => void): void;
};
const answer = serve((told) => scope.postMessage(told));
scope.addEventListener("message", ({ data }) => answer(data));
