// One process of the command that answers requests as long as it is asked: a line in, a line out.
import { spawn } from "node:child_process";

export class Native {
  constructor(riparto) {
    this.child = spawn(riparto, ["api"], { stdio: ["pipe", "pipe", "inherit"] });
    this.waiting = [];
    this.pieces = [];
    this.child.stdout.setEncoding("utf8");
    this.child.stdout.on("data", (piece) => {
      const [end, ...more] = piece.split("\n");
      this.pieces.push(end);
      for (const start of more) {
        this.waiting.shift()?.(this.pieces.join(""));
        this.pieces = [start];
      }
    });
  }

  /** The responses to requests, in their order. */
  ask(requests) {
    const answers = requests.map(() => new Promise((resolve) => this.waiting.push(resolve)));
    this.child.stdin.write(requests.map((request) => `${request}\n`).join(""));
    return Promise.all(answers);
  }

  end() {
    this.child.stdin.end();
  }
}
