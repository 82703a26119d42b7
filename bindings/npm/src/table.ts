// <riparto-table>: the table in one file (docs/PAGE.md) as an element of another page. The page is the one that `riparto page` writes, in a
// frame of its own, so that neither's styles and ids reach the other.

import type { Amounts, Authorization, Finding, Plan } from "./api.js";

/** What the page knows, as far as it is told outside. */
interface Store {
  amounts: Amounts;
  answer: { remainder: string; authorization: Authorization; verdict: string; findings: Finding[]; transfers?: unknown };
  listen(listener: () => void): void;
}

/** What is on screen. */
export interface TableState {
  /** The lines that people changed, and what they hold in the draft. */
  amounts: Amounts;
  /** What is left over, or lacks. */
  remainder: string;
  authorization: Authorization;
  verdict: string;
  findings: Finding[];
}

const PAGE = new URL("./page.html", import.meta.url);
let fetched: Promise<string> | undefined;

async function text(source: URL | string): Promise<string> {
  const response = await fetch(source);
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${response.statusText}`);
  return response.text();
}

/** The page with a plan or a journal in its two places. */
export function filled(page: string, source: { plan?: Plan | string; journal?: string }, language: "en" | "it"): string {
  const lines = (source.journal ?? "").split("\n").filter(Boolean);
  const records = lines.map((line) => JSON.parse(line) as { revision: number; hash: string; event: { what: { opened?: { plan: Plan } } } });
  const plan = source.plan ?? records[0]?.event.what.opened?.plan;
  if (plan === undefined) throw new Error("the journal opens no table, and no plan is given");
  const last = records.at(-1);
  const data = {
    plan: typeof plan === "string" ? (JSON.parse(plan) as Plan) : plan,
    language,
    ...(last && { journal: lines, revision: last.revision, head: last.hash }),
  };
  const written = JSON.stringify(data).replaceAll("<", "\\u003c");
  return page.replace("@@LANG@@", language).replace("@@DATA@@", () => written);
}

// Where there are no elements, in Node, the module can be imported all the same.
const Base = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement;

/**
 * An element with the table. `src` is the address of a plan (JSON) or of a journal (JSON lines), `lang` is `it`, if absent, or `en`; or set the properties
 * `plan` or `journal`. It fires `riparto-ready`, `riparto-change` with a `TableState`, and `riparto-error`.
 */
export class RipartoTable extends Base {
  static readonly observedAttributes = ["src", "lang"];

  #plan: Plan | string | undefined;
  #journal: string | undefined;
  #store: Store | undefined;
  #turn = 0;
  #isAsked = false;

  /** The plan that is shown, an object or its JSON. */
  get plan(): Plan | string | undefined {
    return this.#plan;
  }

  set plan(plan: Plan | string | undefined) {
    this.#plan = plan;
    this.#ask();
  }

  /** The journal that is shown, its lines as one text. */
  get journal(): string | undefined {
    return this.#journal;
  }

  set journal(journal: string | undefined) {
    this.#journal = journal;
    this.#ask();
  }

  /** What is on screen; nothing before `riparto-ready`. */
  get state(): TableState | undefined {
    if (!this.#store) return undefined;
    const { amounts, answer } = this.#store;
    const { remainder, authorization, verdict, findings } = answer;
    return { amounts: { ...amounts }, remainder, authorization, verdict, findings };
  }

  connectedCallback(): void {
    if (!this.shadowRoot) {
      const style = document.createElement("style");
      style.textContent = ":host{display:block;height:80vh;min-height:30rem}iframe{border:0;width:100%;height:100%}";
      this.attachShadow({ mode: "open" }).append(style);
    }
    this.#ask();
  }

  attributeChangedCallback(): void {
    this.#ask();
  }

  /** Shows anew what is given, once for all that is set at a time. */
  #ask(): void {
    if (!this.isConnected || this.#isAsked) return;
    this.#isAsked = true;
    queueMicrotask(() => {
      this.#isAsked = false;
      void this.#show();
    });
  }

  async #show(): Promise<void> {
    const turn = ++this.#turn;
    try {
      const source = await this.#source();
      if (!source) return;
      const language = this.lang === "en" ? "en" : "it";
      const page = filled(await (fetched ??= text(PAGE)), source, language);
      if (turn === this.#turn) this.#frame(page, turn);
    } catch (error) {
      fetched = undefined;
      if (turn === this.#turn) this.#fire("riparto-error", error);
    }
  }

  async #source(): Promise<{ plan?: Plan | string; journal?: string } | undefined> {
    if (this.#journal !== undefined) return { journal: this.#journal, ...(this.#plan !== undefined && { plan: this.#plan }) };
    if (this.#plan !== undefined) return { plan: this.#plan };
    const address = this.getAttribute("src");
    if (!address) return undefined;
    const document = await text(new URL(address, this.baseURI));
    return document.startsWith('{"event":') ? { journal: document } : { plan: document };
  }

  #frame(page: string, turn: number): void {
    this.#store = undefined;
    const frame = document.createElement("iframe");
    frame.title = this.title || "riparto";
    frame.srcdoc = page;
    this.shadowRoot?.querySelector("iframe")?.remove();
    frame.addEventListener("load", () => this.#wait(frame, turn));
    this.shadowRoot?.append(frame);
  }

  /** The page starts its engine before it has anything to tell; where it cannot, it says why in place of it. */
  #wait(frame: HTMLIFrameElement, turn: number): void {
    if (turn !== this.#turn) return;
    const inside = frame.contentWindow as (Window & { riparto?: Store }) | null;
    const refused = frame.contentDocument?.querySelector("main[role=alert]");
    if (refused) return this.#fire("riparto-error", new Error(refused.textContent ?? ""));
    if (!inside?.riparto) {
      setTimeout(() => this.#wait(frame, turn), 50);
      return;
    }
    this.#store = inside.riparto;
    this.#store.listen(() => this.#fire("riparto-change", this.state));
    this.#fire("riparto-ready", this.state);
  }

  #fire(kind: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(kind, { detail, bubbles: true, composed: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "riparto-table": RipartoTable;
  }
}

if (globalThis.customElements && !customElements.get("riparto-table")) customElements.define("riparto-table", RipartoTable);
