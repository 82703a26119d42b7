// Ballots: read, aggregated by all seven rules, and where they disagree.

import { useEffect, useState } from "preact/hooks";
import type { Aggregated, Ballot, DraftAnswer } from "./shapes";
import type { Store } from "./store";
import { cells, download, fileName } from "./files";
import { PartyField, seal } from "./proposal";
import { sign } from "./sign";
import { Said } from "./verdict";
import { AGGREGATION_RULES, ruleName } from "./words";

interface Outcome {
  rule: string;
  answer: Aggregated | null;
  draft: DraftAnswer | null;
  refused: string;
}

interface Mapped {
  core: DraftAnswer;
  most: DraftAnswer;
}

const unread = (why: string) => new Error(why);

/** The ballots of a file: JSON of one or many, or a table with a party a row and a line a column. */
function ballotsOf(store: Store, text: string): Ballot[] {
  if (text.trimStart().startsWith("{")) {
    const document = JSON.parse(text) as { format?: string; ballots?: Ballot[]; ballot?: Ballot };
    const ballots = document.ballot ? [document.ballot] : document.ballots;
    if (!Array.isArray(ballots)) throw unread("riparto.ballots/1");
    return ballots;
  }
  const [head = [], ...rows] = cells(text);
  const weighed = /^(peso|weight)$/i.test(head[1]?.trim() ?? "");
  const lines = head.slice(weighed ? 2 : 1).map((name) => {
    const wanted = name.trim();
    return store.plan.lines.find((line) => line.id === wanted || line.title === wanted)?.id ?? wanted;
  });
  return rows.map((row) => {
    const typed = Object.fromEntries(lines.map((line, place) => [line, row[place + (weighed ? 2 : 1)] ?? ""]).filter(([, amount]) => amount));
    const read = store.engine.now<DraftAnswer>(store.request({ amounts: typed, list: { findings: 0 } }));
    if (!read.ok) throw unread(`${row[0]}: ${read.error.message}`);
    const held = new Map(read.ok.lines.map((line) => [line.id, line.after]));
    const amounts = Object.fromEntries(Object.keys(typed).map((line) => [line, held.get(line) ?? ""]));
    return { party: row[0]?.trim() ?? "", ...(weighed && { weight: row[1]?.trim() ?? "1" }), amounts };
  });
}

export function Ballots({ store }: { store: Store }) {
  const words = store.words;
  const [outcomes, setOutcomes] = useState<Outcome[]>([]);
  const [mapped, setMapped] = useState<Mapped | null>(null);
  useEffect(() => {
    let gone = false;
    setOutcomes([]);
    setMapped(null);
    const run = async () => {
      const found: Outcome[] = [];
      for (const rule of AGGREGATION_RULES) {
        // The rules as they are: what the plan says of each outcome is the verdict of its draft.
        const request = { op: "aggregate", rule, lang: store.language, total: store.answer.total, ballots: store.ballots };
        const answer = await store.engine.later<Aggregated>(JSON.stringify(request));
        if (gone) return;
        const given = answer.ok?.amounts ? answer.ok : null;
        const refused = answer.error?.message ?? "";
        found.push({ rule, answer: given, draft: given && store.draftOf(given.amounts), refused });
        setOutcomes([...found]);
      }
      const told = found.find((outcome) => outcome.answer)?.answer;
      if (!told) return;
      const side = (of: "core" | "most") =>
        store.draftOf(Object.fromEntries(Object.entries(told.disagreement.lines).map(([line, held]) => [line, held[of]])), [], "shared");
      const [core, most] = [side("core"), side("most")];
      if (core && most) setMapped({ core, most });
    };
    if (store.ballots.length) void run();
    return () => {
      gone = true;
    };
  }, [store.ballots, store.language, store.plan]);

  const read = async (input: HTMLInputElement) => {
    try {
      const found = await Promise.all([...(input.files ?? [])].map(async (file) => ballotsOf(store, await file.text())));
      store.set({ ballots: [...store.ballots, ...found.flat()], notice: "" });
    } catch (error) {
      store.set({ notice: `${words.unreadable} ${error instanceof Error ? error.message : String(error)}` });
    }
    input.value = "";
  };
  const told = outcomes.find((outcome) => outcome.answer)?.answer ?? null;
  return (
    <section class="ballots" aria-label={words.ballots}>
      <h2>{words.ballots}</h2>
      <div class="row">
        <label class="file">
          {words.ballotIn}
          <input type="file" accept=".json,.csv,.txt" multiple onChange={(event) => void read(event.currentTarget)} />
        </label>
        {store.ballots.length > 0 && <button onClick={() => store.set({ ballots: [] })}>{words.closeAll}</button>}
        <OwnBallot store={store} />
      </div>
      {store.ballots.length === 0 ? (
        <p class="hint">{words.noBallots}</p>
      ) : (
        <p>
          {words.ballotsRead}:{" "}
          {store.ballots.map((ballot, place) => (
            <span class="chip" key={place}>
              <bdi>{store.partyName(ballot.party)}</bdi>
              {ballot.weight !== undefined && String(ballot.weight) !== "1" && ` (${words.weight} ${ballot.weight})`}
            </span>
          ))}
        </p>
      )}
      {store.ballots.length > 0 && outcomes.length < AGGREGATION_RULES.length && <p class="hint">{words.searching}</p>}
      {outcomes.length > 0 && <Rules store={store} outcomes={outcomes} />}
      {mapped && told && <Disagreement store={store} mapped={mapped} told={told} />}
    </section>
  );
}

function OwnBallot({ store }: { store: Store }) {
  const words = store.words;
  const [party, setParty] = useState("");
  const balanced = sign(store.answer.remainder) === 0;
  const make = (event: Event) => {
    event.preventDefault();
    const amounts = Object.fromEntries(store.answer.lines.map((line) => [line.id, line.after]));
    const sealed = seal(store, { ballot: { party, amounts } });
    if ("refused" in sealed) return store.set({ notice: sealed.refused });
    download(fileName(`${words.ballots} ${party}`, ".json"), sealed.text, "application/json");
  };
  return (
    <form class="row" onSubmit={make}>
      <PartyField store={store} party={party} set={setParty} />
      <button disabled={!balanced} title={balanced ? undefined : words.mustBalance}>
        {words.ballotOut}
      </button>
    </form>
  );
}

function Rules({ store, outcomes }: { store: Store; outcomes: Outcome[] }) {
  const words = store.words;
  return (
    <>
      <h3>{words.rules}</h3>
      <div class="scroll" tabIndex={0} role="region" aria-label={words.rules}>
        <table>
          <thead>
            <tr>
              <th scope="col">{words.line}</th>
              <th scope="col" class="number">
                {words.before}
              </th>
              {outcomes.map(({ rule, answer }) => (
                <th scope="col" class="number" key={rule}>
                  {ruleName(rule, store.language)}
                  {answer && (
                    <button class="quiet" onClick={() => store.takeAll(answer.amounts)} aria-label={`${words.takeSplit}: ${ruleName(rule, store.language)}`}>
                      {words.takeSplit}
                    </button>
                  )}
                </th>
              ))}
            </tr>
            <tr class="levels">
              <th scope="row">{words.verdict}</th>
              <td />
              {outcomes.map(({ rule, draft }) => (
                <td class="number" key={rule}>
                  {draft && <Said answer={draft} words={words} />}
                </td>
              ))}
            </tr>
          </thead>
          <tbody>
            {store.plan.lines.map((line, place) => (
              <tr key={line.id}>
                <th scope="row">
                  <bdi>{line.title || line.id}</bdi>
                </th>
                <td class="number">{store.answer.lines[place]?.before_text}</td>
                {outcomes.map(({ rule, draft }) => (
                  <td class="number" key={rule}>
                    {draft?.lines[place]?.after_text}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <ul class="notes">
        {outcomes.map(({ rule, answer, refused }) => (
          <li key={rule}>
            <b>{ruleName(rule, store.language)}</b>: <bdi>{answer?.guarantee_text ?? refused}</bdi>
          </li>
        ))}
      </ul>
    </>
  );
}

function Disagreement({ store, mapped, told }: { store: Store; mapped: Mapped; told: Aggregated }) {
  const words = store.words;
  const most = Math.max(1, ...mapped.most.lines.map((line) => line.bar[1]));
  const rows = store.plan.lines
    .map((line, place) => ({ line, core: mapped.core.lines[place], most: mapped.most.lines[place] }))
    .sort((one, other) => spread(other) - spread(one));
  return (
    <>
      <h3>{words.map}</h3>
      {told.disagreement.most_divided_line && (
        <p>
          {words.mostDivided}: <b>{store.title(told.disagreement.most_divided_line)}</b>
        </p>
      )}
      <ul class="legend">
        <li>
          <i class="core" /> {words.core}
        </li>
        <li>
          <i class="contested" /> {words.contested}
        </li>
      </ul>
      <ul class="map">
        {rows.slice(0, 60).map(({ line, core, most: top }) => {
          const held = told.disagreement.lines[line.id];
          if (!held || !core || !top) return null;
          const [low, high] = [(core.bar[1] * 100) / most, (top.bar[1] * 100) / most];
          return (
            <li key={line.id}>
              <bdi class="title">{line.title || line.id}</bdi>
              <span class="bar" aria-hidden="true">
                <i class="core" style={{ width: `${low}%` }} />
                <i class="contested" style={{ left: `${low}%`, width: `${high - low}%` }} />
              </span>
              <span class="number">
                {core.after_text} – {top.after_text}
              </span>
              <small>
                {words.leastBy} <bdi>{store.partyName(held.least_by)}</bdi>, {words.mostBy} <bdi>{store.partyName(held.most_by)}</bdi>
              </small>
            </li>
          );
        })}
      </ul>
    </>
  );
}

function spread(row: { core: { bar: [number, number] } | undefined; most: { bar: [number, number] } | undefined }): number {
  return (row.most?.bar[1] ?? 0) - (row.core?.bar[1] ?? 0);
}
