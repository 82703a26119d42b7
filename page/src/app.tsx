// The page: head, summary, and one of the rooms.

import type { Store, Tab } from "./store";
import { Ballots } from "./ballots";
import { Comparison } from "./comparison";
import { Cover } from "./cover";
import { Projector } from "./projector";
import { ProposalDialog } from "./proposal";
import { Room } from "./room";
import { sign } from "./sign";
import { Said, Verdict } from "./verdict";

export function App({ store }: { store: Store }) {
  const words = store.words;
  if (store.projecting !== null) return <Projector store={store} />;
  const tabs: [Tab, string][] = [
    ["room", words.room],
    ["compare", words.compare],
    ["ballots", words.ballots],
  ];
  return (
    <>
      <Head store={store} />
      <Summary store={store} />
      <nav class="tabs" aria-label={words.views}>
        {tabs.map(([tab, name]) => (
          <button key={tab} aria-current={store.tab === tab ? "page" : undefined} onClick={() => store.set({ tab })}>
            {name}
          </button>
        ))}
        <button onClick={() => store.set({ projecting: 0 })}>{words.projector}</button>
      </nav>
      <main class={store.tab} id="content" tabIndex={-1}>
        {store.tab === "room" && <Room store={store} />}
        {store.tab === "compare" && <Comparison store={store} />}
        {store.tab === "ballots" && <Ballots store={store} />}
        {store.tab !== "ballots" && <Verdict store={store} />}
      </main>
      <Foot store={store} />
      {store.dialog === "cover" && <Cover store={store} />}
      {store.dialog === "proposal" && <ProposalDialog store={store} />}
    </>
  );
}

function Head({ store }: { store: Store }) {
  const words = store.words;
  const dark = store.theme === "dark" || (store.theme === null && matchMedia("(prefers-color-scheme: dark)").matches);
  return (
    <header class="head">
      <a class="skip" href="#content">
        {words.skip}
      </a>
      <div>
        <h1>
          <bdi>{store.plan.title}</bdi>
        </h1>
        <p class="about">
          {store.plan.source && (
            <span class="cited">
              <bdi>{store.plan.source}</bdi>
            </span>
          )}
          {store.head && (
            <span>
              {words.revision} <b>{store.head.revision}</b>
              {store.lastAct && (
                <>
                  , {words.lastAct} <b>{day(store.lastAct, store.language)}</b>
                </>
              )}
            </span>
          )}
          {store.closed && (
            <b>
              {words.closedTable}: <bdi>{store.closed}</bdi>
            </b>
          )}
        </p>
      </div>
      <div class="switches">
        <button lang={store.language === "it" ? "en" : "it"} onClick={() => store.choose({ language: store.language === "it" ? "en" : "it" })}>
          {words.languageSwitch}
        </button>
        <button aria-label={`${words.theme}: ${dark ? words.light : words.dark}`} onClick={() => store.choose({ theme: dark ? "light" : "dark" })}>
          {dark ? `☀ ${words.light}` : `☾ ${words.dark}`}
        </button>
        <button onClick={() => print()}>{words.print}</button>
      </div>
    </header>
  );
}

function day(stamp: string, language: string): string {
  const date = new Date(stamp.slice(0, 10));
  return Number.isNaN(date.valueOf()) ? stamp : date.toLocaleDateString(language, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
}

function Summary({ store }: { store: Store }) {
  const { words, answer } = store;
  const rest = sign(answer.remainder);
  return (
    <section class="summary" aria-label={words.status}>
      <dl>
        <div>
          <dt>{words.total}</dt>
          <dd>{answer.total_text}</dd>
        </div>
        <div class={rest ? "off" : "even"}>
          <dt>{words.remainder}</dt>
          <dd>
            {answer.remainder_text} <small>{rest === 0 && words.balanced}</small>
          </dd>
        </div>
        <div class="needs">
          <dt>{words.verdict}</dt>
          <dd>
            <Said answer={answer} words={words} />
            {answer.findings.length > 0 && (
              <small>
                {" "}
                {words.findings}: {answer.findings.length}
              </small>
            )}
          </dd>
        </div>
      </dl>
      <div class="actions">
        <button onClick={() => store.set({ dialog: "cover" })} disabled={rest === 0} class={rest === 0 ? "" : "primary"}>
          {rest > 0 ? words.toWhom : words.fromWhere}
        </button>
        <button onClick={() => store.undo()} disabled={!store.past.length} title="Ctrl+Z">
          ↶ {words.undo}
        </button>
        <button onClick={() => store.redo()} disabled={!store.future.length} title="Ctrl+Y">
          ↷ {words.redo}
        </button>
        <button onClick={() => store.take({})} disabled={!Object.keys(store.amounts).length}>
          {words.reset}
        </button>
        <button class={rest === 0 && answer.transfers?.length ? "primary" : ""} onClick={() => store.set({ dialog: "proposal" })}>
          {words.proposal}…
        </button>
      </div>
      <p class="live" aria-live="polite" role="status">
        {answer.remainder_sentence} {rest !== 0 && answer.authorization === "free" ? words.open_draft : answer.verdict}. {words.findings}:{" "}
        {answer.findings.length}.
      </p>
      {(store.notice || !store.isKept) && (
        <p class="notice" role="alert">
          <bdi>{store.notice || words.notKept}</bdi>{" "}
          {store.notice && (
            <button class="quiet" onClick={() => store.set({ notice: "" })} aria-label={words.cancel}>
              ✕
            </button>
          )}
        </p>
      )}
    </section>
  );
}

function Foot({ store }: { store: Store }) {
  const words = store.words;
  const read = async (input: HTMLInputElement) => {
    const file = input.files?.[0];
    if (file) store.openNewer(await file.text());
    input.value = "";
  };
  return (
    <footer>
      <label class="file">
        {words.newer}
        <input type="file" accept=".json,.jsonl" onChange={(event) => void read(event.currentTarget)} />
      </label>
      {store.head && (
        <p>
          {words.revision} {store.head.revision}, {words.fingerprint} <code>{store.head.hash}</code>
        </p>
      )}
      <p class="onpaper">{words.printed}</p>
      <p>riparto</p>
    </footer>
  );
}
