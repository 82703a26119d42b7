// What a worker runs in Node.

import { parentPort } from "node:worker_threads";
import { serve } from "./serving.js";

const answer = serve((told) => parentPort?.postMessage(told));
parentPort?.on("message", answer);
