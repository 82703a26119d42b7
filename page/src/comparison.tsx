// Scenarios side by side: the comparison table and the charts.

import { useState } from "preact/hooks";
import type { DraftAnswer } from "./shapes";
import type { Scenario, Store } from "./store";
import { BeforeAfterChart, EnvelopeChart, FlowChart } from "./charts";
import { csv, download, fileName } from "./files";
import { Said } from "./verdict";

interface Column {
  name: string;
  answer: DraftAnswer;
}

export function Comparison({ store }: { store: Store }) {
  const words = store.words;
  const [shown, setShown] = useState<string[]>([]);
  const [changed, setChanged] = useState(true);
  const by = store.group === null ? [] : [store.group];
  const columns: Column[] = [{ name: words.current, answer: store.answer }];
  for (const scenario of store.scenarios) {
    if (!shown.includes(scenario.id) && shown.length) continue;
    const answer = store.draftOf(scenario.amounts, by);
    if (answer) columns.push({ name: scenario.name, answer });
    if (columns.length > 4) break;
  }
  const group = store.answer.groups[0];
  return (
    <section class="compare" aria-label={words.compare}>
      <Scenarios store={store} shown={shown} setShown={setShown} />
      <div class="sheet">
        <div class="row">
          <h2>{words.comparison}</h2>
          <label class="check">
            <input type="checkbox" checked={changed} onChange={(event) => setChanged(event.currentTarget.checked)} />
            {words.onlyChanged}
          </label>
          <button onClick={() => download(fileName(store.plan.title, ".csv"), csv(rowsOf(store, columns)), "text/csv")}>{words.csv}</button>
        </div>
        <Table store={store} columns={columns} changed={changed} />
      </div>
      <div class="charts">
        {group && <EnvelopeChart store={store} group={group} />}
        {group && <BeforeAfterChart store={store} group={group} />}
        <FlowChart store={store} answer={store.answer} />
      </div>
    </section>
  );
}

function rowsOf(store: Store, columns: Column[]): string[][] {
  const words = store.words;
  const keys = store.keys();
  const head = ["id", words.line, ...keys, words.before, ...columns.flatMap((column) => [column.name, words.change])];
  const rows = store.plan.lines.map((line, place) => [
    line.id,
    line.title ?? "",
    ...keys.map((key) => line.labels?.[key] ?? ""),
    store.answer.lines[place]?.before_text ?? "",
    ...columns.flatMap(({ answer }) => [answer.lines[place]?.after_text ?? "", answer.lines[place]?.change_text ?? ""]),
  ]);
  const rest = ["", words.remainder, ...keys.map(() => ""), "", ...columns.flatMap(({ answer }) => [answer.remainder_text, ""])];
  return [head, ...rows, rest];
}

function Table({ store, columns, changed }: { store: Store; columns: Column[]; changed: boolean }) {
  const words = store.words;
  const lines = store.plan.lines
    .map((line, place) => ({ line, place }))
    .filter(({ place }) => !changed || columns.some(({ answer }) => answer.lines[place]?.change_text));
  const groups = store.answer.groups[0]?.rows ?? [];
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={words.comparison}>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.line}</th>
            <th scope="col" class="number">
              {words.before}
            </th>
            {columns.map((column, place) => (
              <th scope="col" colSpan={2} class="number" key={place}>
                <bdi>{column.name}</bdi>
              </th>
            ))}
          </tr>
          <tr class="levels">
            <th scope="row">{words.verdict}</th>
            <td />
            {columns.map(({ answer }, place) => (
              <td colSpan={2} key={place}>
                <Said answer={answer} words={words} />
              </td>
            ))}
          </tr>
        </thead>
        <tbody>
          {groups.map((row, place) => (
            <tr class="sum" key={String(row.value)}>
              <th scope="row">
                <bdi>{row.value ?? words.none}</bdi>
              </th>
              <td class="number">{row.before_text}</td>
              {columns.map(({ answer }, column) => (
                <Cells key={column} figures={answer.groups[0]?.rows[place]} />
              ))}
            </tr>
          ))}
          {lines.map(({ line, place }) => (
            <tr key={line.id}>
              <th scope="row">
                <bdi>{line.title || line.id}</bdi>
              </th>
              <td class="number">{store.answer.lines[place]?.before_text}</td>
              {columns.map(({ answer }, column) => (
                <Cells key={column} figures={answer.lines[place]} />
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{words.remainder}</th>
            <td />
            {columns.map(({ answer }, place) => (
              <td colSpan={2} class="number" key={place}>
                {answer.remainder_text}
              </td>
            ))}
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

function Cells({ figures }: { figures: { after_text: string; change_text: string } | undefined }) {
  return (
    <>
      <td class="number">{figures?.after_text}</td>
      <td class="number change">{figures?.change_text}</td>
    </>
  );
}

function Scenarios({ store, shown, setShown }: { store: Store; shown: string[]; setShown: (ids: string[]) => void }) {
  const words = store.words;
  const [name, setName] = useState("");
  const save = (event: Event) => {
    event.preventDefault();
    if (!name.trim()) return;
    store.saveScenario(name.trim());
    setName("");
  };
  const toggle = (id: string) => setShown(shown.includes(id) ? shown.filter((other) => other !== id) : [...shown, id]);
  const read = async (input: HTMLInputElement) => {
    const file = input.files?.[0];
    if (!file) return;
    try {
      const document = JSON.parse(await file.text()) as { format?: string; scenarios?: Scenario[] };
      if (document.format !== FORMAT || !Array.isArray(document.scenarios)) throw new Error(FORMAT);
      store.addScenarios(document.scenarios.map(({ id, name, amounts }) => ({ id: String(id), name: String(name), amounts: { ...amounts } })));
    } catch (error) {
      store.set({ notice: `${words.unreadable} ${error instanceof Error ? error.message : String(error)}` });
    }
    input.value = "";
  };
  return (
    <div class="scenarios">
      <h2>{words.scenarios}</h2>
      <form onSubmit={save} class="row">
        <label>
          {words.scenarioName}
          <input value={name} maxLength={120} onInput={(event) => setName(event.currentTarget.value)} />
        </label>
        <button class="primary">{words.saveScenario}</button>
      </form>
      {store.scenarios.length === 0 && <p class="hint">{words.noScenarios}</p>}
      <ul>
        {store.scenarios.map((scenario) => (
          <li key={scenario.id} class="row">
            <label class="check">
              <input type="checkbox" checked={shown.includes(scenario.id) || shown.length === 0} onChange={() => toggle(scenario.id)} />
              <bdi>{scenario.name}</bdi>
            </label>
            <button onClick={() => store.take(scenario.amounts)} aria-label={`${words.open}: ${scenario.name}`}>
              {words.open}
            </button>
            <button class="quiet" onClick={() => store.removeScenario(scenario.id)} aria-label={`${words.remove}: ${scenario.name}`}>
              {words.remove}
            </button>
          </li>
        ))}
      </ul>
      <div class="row">
        <button
          disabled={!store.scenarios.length}
          onClick={() => {
            const text = JSON.stringify({ format: FORMAT, plan: store.plan.title, scenarios: store.scenarios }, null, 2);
            download(fileName(store.plan.title, "-scenari.json"), text, "application/json");
          }}
        >
          {words.exportAll}
        </button>
        <label class="file">
          {words.importAll}
          <input type="file" accept=".json" onChange={(event) => void read(event.currentTarget)} />
        </label>
      </div>
    </div>
  );
}

const FORMAT = "riparto.scenarios/1";
