// The room: all lines, by label, with their totals.

import type { GroupRow, PlanLine, LevelName } from "./shapes";
import type { Scale, Store } from "./store";
import { Line } from "./line";
import { sign } from "./sign";

export function Room({ store }: { store: Store }) {
  const words = store.words;
  const numbers = new Map(store.answer.lines.map((line, place) => [line.id, place]));
  const wanted = store.filter.trim().toLowerCase();
  const lines = store.plan.lines.filter((line) => {
    if (store.changedOnly && !store.answer.lines[numbers.get(line.id) ?? -1]?.change_text) return false;
    if (!wanted) return true;
    const texts = [line.id, line.title ?? "", ...Object.values(line.labels ?? {})];
    return texts.some((text) => text.toLowerCase().includes(wanted));
  });
  const rows = store.answer.groups[0]?.rows ?? null;
  const row = (line: PlanLine) => {
    const found = store.answer.lines[numbers.get(line.id) ?? -1];
    if (!found) return null;
    return (
      <Line
        key={line.id}
        store={store}
        planLine={line}
        line={found}
        margin={store.marginOf(line.id)}
        settledAt={store.isChanged() && store.active === line.id ? store.settled.get(line.id)?.at : undefined}
        pinned={store.pins.has(line.id)}
        active={store.active === line.id}
        mistake={store.mistakes[line.id]}
        language={store.language}
      />
    );
  };
  return (
    <section class={`room${sign(store.answer.remainder) ? " open" : ""}${store.isReachOld ? " old" : ""}`} aria-label={words.room} id="room">
      <Options store={store} />
      <p class="hint">
        {store.isChanged() ? words.draftZone : words.zone} <span id="keys-hint">{words.keys}</span>
      </p>
      {rows === null || store.group === null ? (
        <ul class="lines">{lines.map(row)}</ul>
      ) : (
        rows.map((group) => {
          const inside = lines.filter((line) => (line.labels?.[store.group ?? ""] ?? null) === group.value);
          return inside.length ? <GroupOfLines key={String(group.value)} store={store} group={group} inside={inside} row={row} /> : null;
        })
      )}
    </section>
  );
}

function GroupOfLines({ store, group, inside, row }: { store: Store; group: GroupRow; inside: PlanLine[]; row: (line: PlanLine) => unknown }) {
  const words = store.words;
  const name = `${store.group}=${group.value}`;
  const closed = store.collapsed.has(name);
  const toggle = () => {
    if (!store.collapsed.delete(name)) store.collapsed.add(name);
    store.show();
  };
  return (
    <section class="group" aria-label={group.value ?? words.none}>
      <h2>
        <button aria-expanded={!closed} onClick={toggle}>
          <span class="arrow" aria-hidden="true">
            {closed ? "▸" : "▾"}
          </span>
          <bdi>{group.value ?? words.none}</bdi>
          <small>
            {group.lines} {group.lines === 1 ? words.lineWord : words.linesWord}
          </small>
        </button>
        <span class="total">
          <span class="groupbar" aria-hidden="true">
            <i style={{ width: `${group.bar[1] / 10}%` }} />
            <s style={{ left: `${group.bar[0] / 10}%` }} />
          </span>
          <span class="before">{group.before_text}</span>
          <b class="after">{group.after_text}</b>
          <span class="change">
            {group.change_text && (
              <>
                <b>{group.change_text}</b> <small>{group.percent_text}</small>
              </>
            )}
          </span>
        </span>
      </h2>
      {!closed && <ul class="lines">{inside.map(row) as never}</ul>}
    </section>
  );
}

function Options({ store }: { store: Store }) {
  const words = store.words;
  return (
    <details class="view" open={matchMedia("(min-width: 44rem)").matches}>
      <summary>{words.view}</summary>
    <div class="options">
      <label>
        {words.groupBy}
        <select value={store.group ?? ""} onChange={(event) => store.choose({ group: event.currentTarget.value || null })}>
          <option value="">{words.noGroup}</option>
          {store.keys().map((key) => (
            <option key={key} value={key}>
              {key}
            </option>
          ))}
        </select>
      </label>
      <label>
        {words.marginsUpTo}
        <select value={store.level} onChange={(event) => store.choose({ level: event.currentTarget.value as LevelName })}>
          {store.answer.levels
            .filter(({ level }) => level !== "forbidden")
            .map(({ level, text }) => (
              <option key={level} value={level}>
                {text}
              </option>
            ))}
        </select>
      </label>
      <label>
        {words.scale}
        <select value={store.scale} onChange={(event) => store.choose({ scale: event.currentTarget.value as Scale })}>
          <option value="own">{words.own}</option>
          <option value="shared">{words.shared}</option>
        </select>
      </label>
      <label class="find">
        {words.filter}
        <input type="search" value={store.filter} onInput={(event) => store.set({ filter: event.currentTarget.value })} />
      </label>
      <label class="check">
        <input type="checkbox" checked={store.changedOnly} onChange={(event) => store.set({ changedOnly: event.currentTarget.checked })} />
        {words.changedOnly}
      </label>
    </div>
    </details>
  );
}
