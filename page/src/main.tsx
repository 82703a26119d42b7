// Starts the page: unpacks the engine, reads the plan, shows it.

import { render } from "preact";
import { App } from "./app";
import { Engine } from "./engine";
import type { PageData } from "./shapes";
import { Store } from "./store";
import { wordsOf } from "./words";
import "./style.css";

const held = (id: string) => document.getElementById(id)?.textContent ?? "";

function refuse(root: HTMLElement, why: string): void {
  const main = document.createElement("main");
  main.role = "alert";
  main.textContent = why;
  root.replaceChildren(main);
}

async function start(root: HTMLElement): Promise<void> {
  const language = document.documentElement.lang === "en" ? "en" : "it";
  try {
    if (typeof WebAssembly === "undefined") {
      return refuse(root, wordsOf(language).noEngine);
    }
    const data = JSON.parse(held("riparto-data")) as PageData;
    const engine = await Engine.start(held("riparto-engine"));
    const store = new Store(engine, data);
    const show = () => {
      // Even the same language, written again, would style the whole page anew.
      const page = document.documentElement;
      if (page.lang !== store.language) page.lang = store.language;
      if (document.title !== store.plan.title) document.title = store.plan.title;
      if (store.theme && page.dataset.theme !== store.theme) page.dataset.theme = store.theme;
      render(<App store={store} />, root);
    };
    store.listen(show);
    document.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
      const key = event.key.toLowerCase();
      if (key === "z" && !event.shiftKey) store.undo();
      else if (key === "y" || (key === "z" && event.shiftKey)) store.redo();
      else return;
      event.preventDefault();
    });
    show();
    // What the tests of this page drive.
    Object.assign(window, { riparto: store });
  } catch (error) {
    refuse(root, `${wordsOf(language).broken} ${error instanceof Error ? error.message : String(error)}`);
  }
}

const root = document.getElementById("app");
if (root) void start(root);
