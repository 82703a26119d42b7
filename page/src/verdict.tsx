// What the draft needs, why, and what would pass.

import { useState } from "preact/hooks";
import type { DraftAnswer, Finding, LevelName, PlanRule } from "./shapes";
import type { Store } from "./store";
import { Stops } from "./line";
import { Prose } from "./prose";
import { sign } from "./sign";
import { SIGNS, type Words } from "./words";

export function Level({ level, text }: { level: LevelName; text: string }) {
  return (
    <span class={`level ${level}`}>
      <span aria-hidden="true">{SIGNS[level]}</span> {text}
    </span>
  );
}

/** The verdict of a draft; one that does not sum to the total yet is not told to be free. */
export function Said({ answer, words }: { answer: DraftAnswer; words: Words }) {
  if (sign(answer.remainder) && answer.authorization === "free") return <span class="level open">◌ {words.open_draft}</span>;
  return <Level level={answer.authorization} text={answer.verdict} />;
}

export function Verdict({ store }: { store: Store }) {
  const { answer, words, advice } = store;
  const remainder = sign(answer.remainder);
  return (
    <aside class="verdict" aria-label={words.verdict} tabIndex={0}>
      <h2>{words.verdict}</h2>
      <p class="said">
        <Said answer={answer} words={words} />
      </p>
      <p class={remainder ? "rest off" : "rest"}>{answer.remainder_sentence}</p>
      <Selected store={store} />
      <Findings findings={answer.findings} more={answer.findings_more} store={store} />
      {store.isAdvising && answer.authorization !== "free" && <p class="hint">{words.seekingAdvice}</p>}
      {advice && (advice.would_pass || advice.ways.length > 0) && (
        <section class="passing">
          <h3>{words.whatPasses}</h3>
          {advice.ways.map((way) => (
            <p key={way.authorization}>
              <Level level={way.authorization} text={levelText(store, way.authorization)} />
              {way.text}{" "}
              <button class="quiet" onClick={() => store.takeAll(way.amounts)} aria-label={`${words.takeNearest}: ${levelText(store, way.authorization)}`}>
                {words.takeNearest}
              </button>
            </p>
          ))}
          {advice.would_pass
            .split("\n")
            .filter(Boolean)
            .map((sentence) => (
              <p key={sentence}>
                <Prose text={sentence} />
              </p>
            ))}
        </section>
      )}
      {(remainder !== 0 || answer.authorization !== "free") && <Way store={store} />}
    </aside>
  );
}

// What stops the line that people are at.
function Selected({ store }: { store: Store }) {
  const margin = store.active === null || store.tab !== "room" ? undefined : store.marginOf(store.active);
  if (!margin) return null;
  return (
    <section class="selected" aria-hidden="true">
      <h3>
        <bdi>{store.title(margin.line)}</bdi>
      </h3>
      <Stops store={store} margin={margin} />
    </section>
  );
}

export function levelText(store: Store, level: LevelName): string {
  return store.answer.levels.find((found) => found.level === level)?.text ?? level;
}

export function Findings({ findings, more, store, heading: Heading = "h3" }: { findings: Finding[]; more: number | undefined; store: Store; heading?: "h2" | "h3" }) {
  const words = store.words;
  if (!findings.length) return <p class="clear">{words.noFindings}</p>;
  const rules = new Map<string, PlanRule>((store.plan.rules ?? []).map((rule) => [rule.id, rule]));
  return (
    <section class="findings">
      <Heading>
        {words.findings} <span class="count">{findings.length}</span>
      </Heading>
      <ul>
        {findings.map((finding, place) => (
          <li key={`${finding.rule}${place}`} class={finding.needs}>
            <Level level={finding.needs} text={levelText(store, finding.needs)} />
            {finding.stands_authorized && <em> {words.preexisting}</em>}
            <p>
              <Prose text={finding.message} />
            </p>
            {rules.get(finding.rule)?.source && (
              <cite>
                {words.source}: <bdi>{rules.get(finding.rule)?.source}</bdi>
              </cite>
            )}
          </li>
        ))}
      </ul>
      {more !== undefined && (
        <p>
          {more} {words.moreFindings}
        </p>
      )}
    </section>
  );
}

// One click to the nearest amounts that may be proposed.
function Way({ store }: { store: Store }) {
  const { words, advice } = store;
  const [said, setSaid] = useState<string | null>(null);
  const [chosen, setChosen] = useState<LevelName | null>(null);
  // Amounts that may be proposed already are asked for with less.
  const may = sign(store.answer.remainder) === 0 && store.answer.authorization !== "forbidden";
  const level = chosen ?? (may ? "free" : "exceptional");
  const seek = async () => {
    store.set({ busy: true });
    setSaid(await store.cover({ nearest: true, up_to: level }));
    store.set({ busy: false });
  };
  return (
    <section class="way">
      <h3>{words.nearest}</h3>
      {advice?.nearest ? (
        <>
          <p>
            <Level level={advice.nearest.authorization} text={levelText(store, advice.nearest.authorization)} />
          </p>
          <p>
            {words.moved}: <b>{advice.nearest.text}</b>
          </p>
          <button class="primary" onClick={() => advice.nearest && store.takeAll(advice.nearest.amounts)}>
            {words.takeNearest}
          </button>
        </>
      ) : (
        <>
          <p>{words.nearestHint}</p>
          <label>
            {words.atMost}{" "}
            <select value={level} onChange={(event) => setChosen(event.currentTarget.value as LevelName)}>
              {store.answer.levels
                .filter((found) => found.level !== "forbidden")
                .map((found) => (
                  <option key={found.level} value={found.level}>
                    {found.text}
                  </option>
                ))}
            </select>
          </label>
          <button class="primary" onClick={seek} disabled={store.busy}>
            {store.busy ? words.searching : words.seek}
          </button>
        </>
      )}
      {said && (
        <p class="mistake" role="alert">
          <Prose text={said} />
        </p>
      )}
    </section>
  );
}
