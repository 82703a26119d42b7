// Charts as SVG, drawn from the thousandths that the engine tells.

import type { DraftAnswer, Group } from "./shapes";
import type { Store } from "./store";

const COLOURS = ["--c1", "--c2", "--c3", "--c4", "--c5", "--c6", "--c7", "--c8"];
const colour = (place: number) => `var(${COLOURS[place % COLOURS.length]})`;

const short = (text: string, most = 34) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

/** The envelope as one bar, in parts by label. */
export function EnvelopeChart({ store, group }: { store: Store; group: Group }) {
  const words = store.words;
  let start = 0;
  const parts = group.rows.map((row, place) => {
    const part = { row, place, start, width: row.bar[1] };
    start += row.bar[1];
    return part;
  });
  return (
    <figure>
      <figcaption>
        {words.envelope} <bdi>{group.key}</bdi>: {store.answer.total_text}
      </figcaption>
      <svg viewBox="0 0 1000 60" role="img" aria-label={`${words.envelope} ${group.key}`} preserveAspectRatio="none" class="envelope">
        {parts.map(({ row, place, start, width }) => (
          <rect key={place} x={start} y={0} width={Math.max(width - 2, 1)} height={60} fill={colour(place)}>
            <title>{`${row.value ?? words.none}: ${row.after_text}`}</title>
          </rect>
        ))}
      </svg>
      <ul class="legend">
        {parts.map(({ row, place }) => (
          <li key={place}>
            <i style={{ background: colour(place) }} /> <bdi>{row.value ?? words.none}</bdi> <b>{row.after_text}</b>
          </li>
        ))}
      </ul>
    </figure>
  );
}

/** Before and after, a pair of bars for each value of a label. */
export function BeforeAfterChart({ store, group }: { store: Store; group: Group }) {
  const words = store.words;
  const most = Math.max(1, ...group.rows.flatMap((row) => row.bar));
  const height = 44;
  return (
    <figure>
      <figcaption>
        {words.beforeAfter} <bdi>{group.key}</bdi>
      </figcaption>
      <svg
        viewBox={`0 0 1000 ${group.rows.length * height + 4}`}
        role="img"
        aria-label={`${words.beforeAfter} ${group.key}`}
        class="pairs"
      >
        {group.rows.map((row, place) => (
          <g key={place} transform={`translate(0 ${place * height})`}>
            <text x={250} y={26} text-anchor="end">
              {short(row.value ?? words.none, 28)}
            </text>
            <rect x={262} y={6} width={(row.bar[0] * 480) / most} height={13} class="bar-before" />
            <rect x={262} y={21} width={(row.bar[1] * 480) / most} height={13} class="bar-after" />
            <text x={756} y={26} class="value">
              {row.after_text}
              {row.change_text ? ` (${row.change_text})` : ""}
            </text>
          </g>
        ))}
      </svg>
      <ul class="legend">
        <li>
          <i class="bar-before" /> {words.before}
        </li>
        <li>
          <i class="bar-after" /> {words.after}
        </li>
      </ul>
    </figure>
  );
}

/** Who gives to whom: a band for each transfer. */
export function FlowChart({ store, answer }: { store: Store; answer: DraftAnswer }) {
  const words = store.words;
  const transfers = [...(answer.transfers ?? [])].sort((one, other) => other.part - one.part).slice(0, 24);
  if (!transfers.length) return <p class="hint">{words.nothingMoves}</p>;
  const givers = [...new Set(transfers.map((transfer) => transfer.from))];
  const takers = [...new Set(transfers.map((transfer) => transfer.to))];
  const row = 46;
  const height = Math.max(givers.length, takers.length) * row + 8;
  const gap = (count: number) => (height - count * row) / 2;
  const place = (side: string[], id: string) => gap(side.length) + side.indexOf(id) * row + row / 2;
  return (
    <figure>
      <figcaption>{words.whoGives}</figcaption>
      <svg viewBox={`0 0 1000 ${height}`} role="img" aria-label={words.whoGives} class="flows">
        {transfers.map((transfer, number) => {
          const [y1, y2] = [place(givers, transfer.from), place(takers, transfer.to)];
          return (
            <path
              key={number}
              d={`M 330 ${y1} C 500 ${y1}, 500 ${y2}, 670 ${y2}`}
              stroke-width={Math.max(2, (transfer.part * 34) / 1000)}
              stroke={colour(givers.indexOf(transfer.from))}
            >
              <title>{`${store.title(transfer.from)} → ${store.title(transfer.to)}: ${transfer.text}`}</title>
            </path>
          );
        })}
        {givers.map((id) => (
          <text key={id} x={322} y={place(givers, id) + 5} text-anchor="end">
            {short(store.title(id))}
          </text>
        ))}
        {takers.map((id) => (
          <text key={id} x={678} y={place(takers, id) + 5}>
            {short(store.title(id))}
          </text>
        ))}
      </svg>
      <ul class="moves">
        {transfers.map((transfer, number) => (
          <li key={number}>
            <bdi>{store.title(transfer.from)}</bdi> → <bdi>{store.title(transfer.to)}</bdi>: <b>{transfer.text}</b>
          </li>
        ))}
      </ul>
    </figure>
  );
}
