// One line of the room: its bar, its amount, what it may do.

import { memo } from "preact/compat";
import { useState } from "preact/hooks";
import type { DraftLine, Margin, PlanLine, PlanRule, Side } from "./shapes";
import type { Store } from "./store";
import { Prose } from "./prose";
import { Slider } from "./slider";
import { SIGNS } from "./words";

interface Shown {
  store: Store;
  planLine: PlanLine;
  line: DraftLine;
  margin: Margin | undefined;
  settledAt: number | undefined;
  pinned: boolean;
  active: boolean;
  mistake: string | undefined;
  language: string;
}

const sameLine = (one: Shown, other: Shown) =>
  one.line.after_text === other.line.after_text &&
  one.line.before_text === other.line.before_text &&
  one.line.change_text === other.line.change_text &&
  one.line.bar[0] === other.line.bar[0] &&
  one.line.bar[1] === other.line.bar[1] &&
  one.planLine === other.planLine &&
  one.margin === other.margin &&
  one.settledAt === other.settledAt &&
  one.pinned === other.pinned &&
  one.active === other.active &&
  one.mistake === other.mistake &&
  one.language === other.language;

export const Line = memo(function Line(shown: Shown) {
  const { store, planLine, line, margin, settledAt, pinned, active, mistake } = shown;
  const words = store.words;
  const title = planLine.title || planLine.id;
  const id = `line-${planLine.id}`;
  const labels = Object.entries(planLine.labels ?? {}).filter(([key]) => key !== store.group);
  return (
    <li class={`line${active ? " active" : ""}${line.change_text ? " changed" : ""}${pinned ? " pinned" : ""}`} id={id}>
      <button
        class="pin"
        aria-pressed={pinned}
        aria-label={`${words.pin} ${title}`}
        title={pinned ? words.pinned : words.pin}
        onClick={() => store.pin(line.id)}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path class="shackle" d={pinned ? "M5 7.5V5a3 3 0 0 1 6 0v2.5" : "M5 7.5V4a3 3 0 0 1 5.8-1"} />
          <rect x="3" y="7.5" width="10" height="7" rx="1.2" />
        </svg>
      </button>
      <div class="name">
        <bdi class="title">{title}</bdi>
        <span class="labels">
          {title !== planLine.id && <bdi class="id">{planLine.id}</bdi>}
          {labels.map(([key, value]) => (
            <bdi key={key}>{value}</bdi>
          ))}
          {line.derived && (
            <span class="derived" title={words.derivedHint}>
              ƒ {words.derived}
            </span>
          )}
        </span>
      </div>
      <Slider store={store} line={line} title={title} margin={margin} settledAt={settledAt} hint={active && margin ? `${id}-margin` : "keys-hint"} />
      <span class="before" aria-label={`${words.before}: ${line.before_text}`}>
        {line.before_text}
      </span>
      <Amount store={store} line={line} title={title} mistake={mistake} id={id} />
      <span class="change">
        {line.change_text && (
          <>
            <b>{line.change_text}</b> <small>{line.percent_text}</small>
          </>
        )}
      </span>
      <span class="tools">
        {!pinned && (
          <button
            class="quiet settle"
            aria-label={`${words.take}: ${title}`}
            title={words.take}
            onClick={() => store.move(line.id, { remainder: true })}
          >
            ⇥
          </button>
        )}
        {(line.change_text || mistake) && (
          <button class="quiet" aria-label={`${words.back}: ${title}`} title={words.back} onClick={() => store.back(line.id)}>
            ↺
          </button>
        )}
      </span>
      {active && margin && (
        <div class="margin" id={`${id}-margin`}>
          <Stops store={store} margin={margin} />
        </div>
      )}
      {mistake && (
        <p class="mistake" id={`${id}-mistake`} role="alert">
          <Prose text={mistake} />
        </p>
      )}
    </li>
  );
}, sameLine);

/** How far a line may go, and what stops it. */
export function Stops({ store, margin }: { store: Store; margin: Margin }) {
  const words = store.words;
  return (
    <>
      {store.isChanged() && <p>{words.othersStay}</p>}
      <Stop store={store} verb={store.words.canGive} side={margin.give} rules={store.plan.rules} />
      <Stop store={store} verb={store.words.canReceive} side={margin.receive} rules={store.plan.rules} />
      {store.isChanged() && store.settled.has(margin.line) && (
        <p>
          {words.settledAt} <b>{store.answer.remainder_text}</b>
        </p>
      )}
    </>
  );
}

function Stop({ store, verb, side, rules }: { store: Store; verb: string; side: Side; rules: PlanRule[] | undefined }) {
  const named = (rules ?? []).filter((rule) => side.rules.includes(rule.id));
  return (
    <p>
      {verb} <b>{side.text}</b>; {store.words.limit}: <bdi>{side.stopped_by}</bdi>
      {named.slice(0, 3).map((rule) => (
        <span class="rule" key={rule.id}>
          {" "}
          <span class={`sign ${rule.needs ?? "forbidden"}`} aria-hidden="true">
            {SIGNS[rule.needs ?? "forbidden"]}
          </span>
          {" "}
          <bdi>{rule.text || rule.id}</bdi>{" "}
          {rule.source && (
            <cite>
              <bdi>{rule.source}</bdi>
            </cite>
          )}
        </span>
      ))}
    </p>
  );
}

function Amount({ store, line, title, mistake, id }: { store: Store; line: DraftLine; title: string; mistake: string | undefined; id: string }) {
  const [typed, setTyped] = useState<string | null>(null);
  const commit = () => {
    if (typed !== null && typed.trim() !== line.after_text) store.type(line.id, typed);
    setTyped(null);
  };
  return (
    <input
      class="amount"
      inputMode="decimal"
      autocomplete="off"
      spellcheck={false}
      aria-label={`${store.words.amountOf} ${title}`}
      aria-invalid={mistake !== undefined}
      aria-describedby={mistake ? `${id}-mistake` : undefined}
      value={typed ?? line.after_text}
      onFocus={(event) => {
        event.currentTarget.select();
        if (store.active !== line.id) store.set({ active: line.id });
      }}
      onInput={(event) => setTyped(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === "Enter") commit();
        if (event.key === "Escape") setTyped(null);
      }}
    />
  );
}
