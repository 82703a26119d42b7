// A line's bar: what is approved, what the draft has, how far it may go, and the handle.

import { useRef } from "preact/hooks";
import type { DraftLine, Margin } from "./shapes";
import type { Store } from "./store";
import { sign } from "./sign";

interface Shown {
  store: Store;
  line: DraftLine;
  title: string;
  margin: Margin | undefined;
  /** Where on the bar the line takes up the remainder; told for the line that people are at. */
  settledAt: number | undefined;
  hint: string;
}

/** So near to an end of the bar, in thousandths, a figure stands inside it. */
const NEAR = 160;

const permille = (parts: number) => `${parts / 10}%`;

export function Slider({ store, line, title, margin, settledAt, hint }: Shown) {
  const track = useRef<HTMLDivElement>(null);
  const handle = useRef<HTMLDivElement>(null);
  // Where the track is while it is dragged: asking for it at each move would lay the whole page out anew.
  const box = useRef<DOMRect | null>(null);
  // Where a finger touched the bar beside the handle: a tap if it is lifted there, a swipe that scrolls the page if the browser takes it.
  const tapped = useRef<number | null>(null);
  const [before, after] = line.bar;
  const rises = after >= before;

  const place = (event: PointerEvent): number => {
    const { left, width } = box.current ?? { left: 0, width: 0 };
    if (width === 0) return after;
    return Math.round(Math.min(1, Math.max(0, (event.clientX - left) / width)) * 1000);
  };
  const down = (event: PointerEvent) => {
    if (event.button !== 0) return;
    track.current?.setPointerCapture(event.pointerId);
    box.current = track.current?.getBoundingClientRect() ?? null;
    store.active = line.id;
    handle.current?.focus({ preventScroll: true });
    // Where a handle is taken it stays: only a touch of the bar elsewhere moves it at once.
    if (event.target !== handle.current) {
      if (event.pointerType === "touch") tapped.current = place(event);
      else store.move(line.id, { at: place(event) }, true);
    }
    event.preventDefault();
  };
  const drag = (event: PointerEvent) => {
    if (!box.current) return;
    tapped.current = null;
    store.move(line.id, { at: place(event) }, true);
  };
  const up = () => {
    if (tapped.current !== null) store.move(line.id, { at: tapped.current }, true);
    [box.current, tapped.current] = [null, null];
    store.release();
  };
  const cancel = () => {
    [box.current, tapped.current] = [null, null];
    store.cancel();
  };
  const key = (event: KeyboardEvent) => {
    const moves: Record<string, () => void> = {
      ArrowRight: () => store.move(line.id, { up: 1 }),
      ArrowUp: () => store.move(line.id, { up: 1 }),
      ArrowLeft: () => store.move(line.id, { down: 1 }),
      ArrowDown: () => store.move(line.id, { down: 1 }),
      PageUp: () => store.move(line.id, { up: 10 }),
      PageDown: () => store.move(line.id, { down: 10 }),
      Home: () => margin && store.type(line.id, margin.give.end),
      End: () => margin && store.type(line.id, margin.receive.end),
    };
    const move = event.ctrlKey || event.metaKey || event.altKey ? undefined : moves[event.key];
    if (!move) return;
    event.preventDefault();
    move();
  };

  return (
    <div class="track" ref={track} onPointerDown={down} onPointerMove={drag} onPointerUp={up} onPointerCancel={cancel}>
      {margin && (
        <span
          class="zone"
          style={{ left: permille(margin.give.at), width: permille(Math.max(margin.receive.at - margin.give.at, 0)) }}
        />
      )}
      <span class="held" style={{ width: permille(Math.min(before, after)) }} />
      <span
        class={rises ? "rise" : "fall"}
        style={{ left: permille(Math.min(before, after)), width: permille(Math.abs(after - before)) }}
      />
      {settledAt !== undefined && <span class="settled" style={{ left: permille(settledAt) }} />}
      <span class="tick" style={{ left: permille(before) }} />
      {margin && (
        <span class="ends" aria-hidden="true">
          <i style={margin.give.at < NEAR ? { left: permille(margin.give.at) } : { right: permille(1000 - margin.give.at) }}>{sign(margin.give.amount) ? `−${margin.give.text}` : ""}</i>
          <i style={margin.receive.at > 1000 - NEAR ? { right: permille(1000 - margin.receive.at) } : { left: permille(margin.receive.at) }}>{sign(margin.receive.amount) ? `+${margin.receive.text}` : ""}</i>
        </span>
      )}
      <div
        class="handle"
        ref={handle}
        role="slider"
        tabIndex={0}
        aria-label={`${store.words.handleOf} ${title}`}
        aria-orientation="horizontal"
        aria-valuemin={0}
        aria-valuemax={1000}
        aria-valuenow={after}
        aria-valuetext={line.change_text ? `${line.after_text} (${line.change_text})` : line.after_text}
        aria-describedby={hint}
        style={{ left: permille(after) }}
        onKeyDown={key}
        onFocus={() => store.active !== line.id && store.set({ active: line.id })}
      />
    </div>
  );
}
