// For a room: one proposal at a time, in large type.

import { useEffect, useRef } from "preact/hooks";
import type { Amounts, DraftAnswer, DraftLine, Proposal, Tabled } from "./shapes";
import type { Store } from "./store";
import { sign } from "./sign";
import { Findings, Said } from "./verdict";

const ROWS = 12;

interface Shown {
  name: string;
  id?: string;
  party: string | null;
  reason: string;
  answer: DraftAnswer;
  statements: Tabled["statements"] | null;
}

/** What a proposal leads to: the engine says so, with what follows it. */
function led(store: Store, proposal: Proposal): Amounts | null {
  const { id, party, transfers } = proposal;
  const asked = { op: "assess", proposal: { id, party, transfers }, list: { findings: 0 } };
  return store.engine.now<{ after: Amounts }>(store.planned(asked)).ok?.after ?? null;
}

function slides(store: Store): Shown[] {
  const found: Shown[] = [];
  for (const tabled of store.tabled) {
    const amounts = led(store, tabled.proposal);
    const answer = amounts && store.draftOf(amounts);
    if (!answer) continue;
    const { id, title, party, reason } = tabled.proposal;
    found.push({ name: title || id, id, party, reason: reason ?? "", answer, statements: tabled.statements ?? {} });
  }
  if (found.length) return found;
  const own = store.answer.lines.some((line) => line.change_text)
    ? [{ name: store.words.current, party: null, reason: "", answer: store.answer, statements: null }]
    : [];
  const scenarios = store.scenarios.flatMap((scenario) => {
    const answer = store.draftOf(scenario.amounts);
    return answer ? [{ name: scenario.name, party: null, reason: "", answer, statements: null }] : [];
  });
  return [...own, ...scenarios];
}

export function Projector({ store }: { store: Store }) {
  const words = store.words;
  const box = useRef<HTMLDivElement>(null);
  const all = slides(store);
  const place = Math.min(store.projecting ?? 0, Math.max(all.length - 1, 0));
  const shown = all[place];
  const go = (by: number) => store.set({ projecting: Math.min(Math.max(place + by, 0), all.length - 1) });
  const leave = () => store.set({ projecting: null });
  useEffect(() => {
    scrollTo(0, 0);
    box.current?.focus({ preventScroll: true });
  }, [place]);
  const key = (event: KeyboardEvent) => {
    if (event.key === "ArrowRight" || event.key === "PageDown" || event.key === " ") go(1);
    else if (event.key === "ArrowLeft" || event.key === "PageUp") go(-1);
    else if (event.key === "Escape") leave();
    else return;
    event.preventDefault();
  };
  return (
    <main class="projector" ref={box} tabIndex={-1} onKeyDown={key}>
      <nav class="row" aria-label={words.projector}>
        <span class="place">{all.length ? `${place + 1} / ${all.length}` : ""}</span>
        <button onClick={() => go(-1)} disabled={place === 0}>
          ← {words.previous}
        </button>
        <button onClick={() => go(1)} disabled={place >= all.length - 1}>
          {words.next} →
        </button>
        <button onClick={leave}>{words.leave}</button>
      </nav>
      {shown ? <Slide store={store} shown={shown} /> : <p class="hint">{words.nothingToShow}</p>}
    </main>
  );
}

function Slide({ store, shown }: { store: Store; shown: Shown }) {
  const words = store.words;
  const { answer } = shown;
  const all = answer.lines.filter((line) => line.change_text);
  // A room reads a dozen rows: those that change most.
  const size = (line: DraftLine) => Math.abs(Number(line.change));
  const shownLines = new Set([...all].sort((one, other) => size(other) - size(one)).slice(0, ROWS));
  const changed = all.filter((line) => shownLines.has(line));
  const statements = Object.entries(shown.statements ?? {});
  return (
    <article aria-live="polite" class={changed.length < 5 ? "few" : ""}>
      <header>
        <h1>
          <bdi>{shown.name}</bdi>
        </h1>
        {shown.party && (
          <p class="of">
            {shown.id && <code>{shown.id}</code>} {words.proposalOf} <bdi>{store.partyName(shown.party)}</bdi>
          </p>
        )}
        {shown.reason && (
          <p class="reason">
            <bdi>{shown.reason}</bdi>
          </p>
        )}
        <p class="said">
          <Said answer={answer} words={words} />
        </p>
        {sign(answer.remainder) !== 0 && <p class="rest off">{answer.remainder_sentence}</p>}
      </header>
      <div>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.line}</th>
            <th scope="col" class="number">
              {words.before}
            </th>
            <th scope="col" class="number">
              {shown.party ? words.proposed : words.after}
            </th>
            <th scope="col" class="number">
              {words.change}
            </th>
          </tr>
        </thead>
        <tbody>
          {changed.map((line) => (
            <tr key={line.id}>
              <th scope="row">
                <bdi>{store.title(line.id)}</bdi>
                <span class="pair" aria-hidden="true">
                  <i class="bar-before" style={{ width: `${line.bar[0] / 10}%` }} />
                  <i class="bar-after" style={{ width: `${line.bar[1] / 10}%` }} />
                </span>
              </th>
              <td class="number">{line.before_text}</td>
              <td class="number">
                <b>{line.after_text}</b>
              </td>
              <td class="number">
                {line.change_text} <small>{line.percent_text}</small>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="hint">
        {all.length > changed.length && `${all.length - changed.length} ${words.moreLines}. `}
        {all.length < answer.lines.length && words.unchangedLines}
      </p>
      </div>
      <div class="beside">
      <Findings findings={answer.findings} more={answer.findings_more} store={store} heading="h2" />
      {shown.statements && (
        <section>
          <h2>{words.positions}</h2>
          {statements.length === 0 && <p class="hint">{words.noPositions}</p>}
          <ul class="positions">
            {statements.map(([party, statement]) => (
              <li key={party} class={statement.stance}>
                <b>
                  <bdi>{store.partyName(party)}</bdi>
                </b>
                : {stance(store, statement.stance)}
                {statement.reason && (
                  <>
                    {" "}
                    — <bdi>{statement.reason}</bdi>
                  </>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
      </div>
    </article>
  );
}

function stance(store: Store, name: string): string {
  const { consent, objection, abstention } = store.words;
  return { consent: `✓ ${consent}`, objection: `✕ ${objection}`, abstention: `– ${abstention}` }[name] ?? name;
}
