// What the page knows: the plan, the draft with its past, and what the engine says of it. Every number comes from the engine.

import type { Engine } from "./engine";
import { sign } from "./sign";
import { drawer, keep, kept } from "./storage";
import type {
  Amounts,
  Ballot,
  DraftAnswer,
  Head,
  Language,
  LevelName,
  Margin,
  Measure,
  Reach,
  Side,
  PageData,
  Plan,
  Tabled,
  TableState,
  Way,
} from "./shapes";
import { type Words, wordsOf } from "./words";

export interface Scenario {
  id: string;
  name: string;
  amounts: Amounts;
}

export type Tab = "room" | "compare" | "ballots";
export type Dialog = "cover" | "proposal" | null;
export type Scale = "shared" | "own";

interface Kept {
  amounts: Amounts;
  scenarios: Scenario[];
  pins: string[];
  /** The language, if people chose another than that of the file. */
  language?: Language;
}

export interface Advice {
  would_pass: string;
  nearest: { amounts: Amounts; authorization: LevelName; text: string } | null;
  ways: Way[];
}

export class Store {
  language: Language;
  theme: "light" | "dark" | null = null;
  tab: Tab = "room";
  dialog: Dialog = null;
  projecting: number | null = null;
  plan: Plan;
  head: Head | null = null;
  lastAct: string | null = null;
  closed: string | null = null;
  tabled: Tabled[] = [];
  amounts: Amounts = {};
  answer!: DraftAnswer;
  past: Amounts[] = [];
  future: Amounts[] = [];
  pins = new Set<string>();
  collapsed = new Set<string>();
  group: string | null;
  scale: Scale = "own";
  level: LevelName = "free";
  /** The headroom of what is approved: right while the draft changes nothing. */
  margins = new Map<string, Margin>();
  /** How far each line of a draft that changes something may go; from then on until it is looked at anew, of the draft before. */
  reaches = new Map<string, Margin>();
  isReachOld = false;
  /** Where each line takes up the remainder. */
  settled = new Map<string, { end: string; at: number }>();
  /** Whether what would pass is being looked for. */
  isAdvising = false;
  advice: Advice | null = null;
  mistakes: Record<string, string> = {};
  active: string | null = null;
  filter = "";
  changedOnly = false;
  scenarios: Scenario[] = [];
  ballots: Ballot[] = [];
  notice = "";
  busy = false;
  isKept = true;
  private chosen: Language | undefined;
  private planText: string;
  private drawer: string;
  private listeners = new Set<() => void>();
  private idle: ReturnType<typeof setTimeout> | undefined;
  private turn = 0;
  private seeking: ReturnType<typeof setTimeout> | "asked" | undefined;
  private gesture: Amounts | null = null;

  constructor(
    readonly engine: Engine,
    data: PageData,
  ) {
    this.language = data.language === "en" ? "en" : "it";
    this.theme = kept<"light" | "dark">("theme");
    this.plan = data.plan;
    this.planText = JSON.stringify(data.plan);
    this.group = null;
    if (data.revision !== undefined && data.head) this.head = { revision: data.revision, hash: data.head };
    if (data.journal?.length) this.adopt(this.table(data.journal));
    this.drawer = drawer(this.plan.title + this.plan.lines.map((line) => line.id).join());
    this.group = this.keys()[0] ?? null;
    const before = kept<Kept>(this.drawer);
    if (before) {
      this.scenarios = before.scenarios ?? [];
      this.pins = new Set(before.pins ?? []);
      this.chosen = before.language;
      this.language = this.chosen ?? this.language;
      this.amounts = this.known(before.amounts ?? {});
      if (Object.keys(this.amounts).length) this.notice = this.words.stale;
    }
    if (!this.look(this.amounts) && !this.look({})) throw new Error(this.notice);
    this.seekMargins();
    this.settle();
  }

  get words(): Words {
    return wordsOf(this.language);
  }

  listen(listener: () => void): void {
    this.listeners.add(listener);
  }

  /** Shows what changed. */
  show(): void {
    for (const listener of this.listeners) listener();
  }

  set(change: Partial<Pick<Store, "tab" | "dialog" | "projecting" | "active" | "filter" | "changedOnly" | "ballots" | "notice" | "busy">>): void {
    Object.assign(this, change);
    this.show();
  }

  /** The keys of labels, in the order in which lines have them. */
  keys(): string[] {
    const keys = new Set<string>();
    for (const line of this.plan.lines) for (const key of Object.keys(line.labels ?? {})) keys.add(key);
    return [...keys];
  }

  title(id: string): string {
    const line = this.plan.lines.find((found) => found.id === id);
    return line?.title || id;
  }

  partyName(id: string): string {
    return this.plan.parties?.find((party) => party.id === id)?.name || id;
  }

  /** A request about a draft of the plan. */
  request(fields: Record<string, unknown>): string {
    const rest = JSON.stringify({ op: "draft", lang: this.language, scale: this.scale, ...fields });
    return `${rest.slice(0, -1)},"plan":${this.planText}}`;
  }

  /** Any other request about the plan. */
  planned(fields: Record<string, unknown>): string {
    return `${JSON.stringify({ lang: this.language, ...fields }).slice(0, -1)},"plan":${this.planText}}`;
  }

  private by(): string[] {
    return this.group === null ? [] : [this.group];
  }

  /** Looks at amounts; takes them if they can be read. */
  private look(amounts: Amounts, handle?: Record<string, unknown>): boolean {
    const answer = this.engine.now<DraftAnswer>(this.request({ amounts, by: this.by(), ...(handle && { handle }) }));
    if (!answer.ok) {
      this.notice = answer.error.message;
      return false;
    }
    this.answer = answer.ok;
    this.amounts = amounts;
    return true;
  }

  // A step that can be taken back.
  private remember(): void {
    this.past.push(this.gesture ?? this.amounts);
    this.future = [];
  }

  /** Takes other amounts, as one step. */
  take(amounts: Amounts): void {
    const before = this.amounts;
    if (this.look(this.known(amounts))) {
      this.past.push(before);
      this.future = [];
      this.mistakes = {};
      this.notice = "";
    }
    this.settle();
  }

  /** What people typed for a line. */
  type(line: string, text: string): void {
    const before = this.amounts;
    const amounts = { ...before, [line]: text };
    const answer = this.engine.now<DraftAnswer>(this.request({ amounts, by: this.by() }));
    if (!answer.ok) {
      this.mistakes = { ...this.mistakes, [line]: answer.error.message };
      this.show();
      return;
    }
    this.answer = answer.ok;
    const { [line]: _, ...mistakes } = this.mistakes;
    this.mistakes = mistakes;
    this.amounts = { ...before, [line]: this.after(line) };
    this.past.push(before);
    this.future = [];
    this.settle();
  }

  private after(line: string): string {
    return this.answer.lines.find((found) => found.id === line)?.after ?? "";
  }

  /** A handle moved; while it is dragged the steps are one. */
  move(line: string, handle: { at?: number; up?: number; down?: number; remainder?: true }, dragging = false): void {
    if (!this.gesture) this.remember();
    if (dragging) this.gesture ??= this.past[this.past.length - 1] ?? {};
    if (this.look(this.amounts, { line, ...handle })) {
      this.amounts = { ...this.amounts, [line]: this.after(line) };
      const { [line]: _, ...mistakes } = this.mistakes;
      this.mistakes = mistakes;
    }
    this.settle();
  }

  /** A drag has ended. */
  release(): void {
    this.gesture = null;
  }

  /** A drag turned out to be something else, such as scrolling: the draft is what it was. */
  cancel(): void {
    const before = this.gesture;
    this.gesture = null;
    if (!before) return;
    this.past.pop();
    this.look(before);
    this.settle();
  }

  /** How far a line may go on the bar: in the draft, or as long as that changes nothing, from what is approved. */
  marginOf(line: string): Margin | undefined {
    return (this.isChanged() && this.reaches.get(line)) || this.margins.get(line);
  }

  /** Whether the draft changes anything. */
  isChanged(): boolean {
    return Object.keys(this.amounts).length > 0;
  }

  back(line: string): void {
    const { [line]: _, ...amounts } = this.amounts;
    this.take(amounts);
  }

  undo(): void {
    const amounts = this.past.pop();
    if (!amounts) return;
    this.future.push(this.amounts);
    this.look(amounts);
    this.mistakes = {};
    this.settle();
  }

  redo(): void {
    const amounts = this.future.pop();
    if (!amounts) return;
    this.past.push(this.amounts);
    this.look(amounts);
    this.settle();
  }

  pin(line: string): void {
    if (!this.pins.delete(line)) this.pins.add(line);
    this.pins = new Set(this.pins);
    this.settle();
  }

  /** Shows, keeps, and when people pause asks what would pass. */
  private settle(): void {
    this.advice = null;
    this.isAdvising = false;
    const turn = ++this.turn;
    clearTimeout(this.idle);
    this.engine.drop();
    this.isReachOld = this.isChanged();
    this.seekReaches();
    this.show();
    this.idle = setTimeout(() => {
      this.isKept = keep(this.drawer, { amounts: this.amounts, scenarios: this.scenarios, pins: [...this.pins], ...(this.chosen && { language: this.chosen }) } satisfies Kept);
      void this.advise(turn);
    }, 250);
  }

  private async advise(turn: number): Promise<void> {
    if (sign(this.answer.remainder) || !this.isChanged()) return;
    this.isAdvising = true;
    this.show();
    const answer = await this.engine.inPause<DraftAnswer>(this.request({ amounts: this.amounts, advice: true, list: { findings: 0 } }));
    if (turn !== this.turn) return;
    this.isAdvising = false;
    this.show();
    if (!answer.ok || answer.ok.would_pass === undefined) return;
    const nearest = answer.ok.nearest;
    this.advice = {
      ways: answer.ok.ways ?? [],
      would_pass: answer.ok.would_pass,
      nearest: nearest ? { amounts: nearest.amounts, authorization: nearest.authorization, text: nearest.moved_text } : null,
    };
    this.show();
  }

  /** The headroom of all lines, from the worker. */
  seekMargins(): void {
    const [level, scale, language] = [this.level, this.scale, this.language];
    void this.engine.later<DraftAnswer>(this.request({ headroom: level, list: { findings: 0 } })).then((answer) => {
      if (level !== this.level || scale !== this.scale || language !== this.language) return;
      this.margins = new Map(answer.ok?.margins?.map((margin) => [margin.line, margin]));
      this.show();
    });
  }

  // When people rest, and one question at a time: what changes meanwhile is asked when the answer is there. The line that is dragged
  // needs none: how far it may go does not depend on where it is.
  private seekReaches(): void {
    if (this.seeking === "asked") return;
    clearTimeout(this.seeking);
    this.seeking = undefined;
    if (!this.isReachOld) return;
    this.seeking = setTimeout(async () => {
      this.seeking = "asked";
      const turn = this.turn;
      // Where the page's own engine has to do it, only for the line that people are at.
      const lines = this.engine.isBeside ? {} : { lines: this.active === null ? [] : [this.active] };
      const request = this.request({ amounts: this.amounts, reach: { up_to: this.level, ...lines }, list: { findings: 0 } });
      const answer = await this.engine.later<DraftAnswer>(request);
      this.seeking = undefined;
      const found = answer.ok?.reach;
      if (found) {
        this.reaches = new Map(found.map((reach) => [reach.line, this.sameReach(reach)]));
        this.settled = new Map(found.flatMap(({ line, settled }) => (settled ? [[line, settled] as const] : [])));
      }
      this.isReachOld = turn !== this.turn && this.isChanged();
      this.seekReaches();
      this.show();
    }, 150);
  }

  // What is as it was stays the same object, so that its line is not drawn anew.
  private sameReach({ line, give, receive }: Reach): Margin {
    const before = this.marginOf(line);
    const same = (one: Side, other: Side) => one.end === other.end && one.amount === other.amount && one.stopped_by === other.stopped_by && one.at === other.at;
    return before && same(before.give, give) && same(before.receive, receive) ? before : { line, give, receive };
  }

  /** Covers the remainder, or finds the nearest admissible amounts; says why not. */
  async cover(cover: { measure?: Measure; from?: string[]; nearest?: boolean; up_to?: LevelName }): Promise<string | null> {
    const turn = this.turn;
    const pins = [...this.pins];
    const answer = await this.engine.later<DraftAnswer>(this.request({ amounts: this.amounts, cover: { ...cover, pins } }));
    if (turn !== this.turn) return null;
    if (!answer.ok) return answer.error.message;
    if (answer.ok.cover?.feasible !== true) return answer.ok.cover?.message ?? this.words.notKnown;
    this.adoptLines(answer.ok);
    return null;
  }

  // Derived lines follow by themselves; where that is a cent off, they are taken too.
  private adoptLines(found: DraftAnswer): void {
    const changed = found.lines.filter((line) => line.after !== line.before);
    const of = (lines: typeof changed): Amounts => Object.fromEntries(lines.map((line) => [line.id, line.after]));
    const without = of(changed.filter((line) => !line.derived));
    const looked = this.engine.now<DraftAnswer>(this.request({ amounts: without, list: { findings: 0 } }));
    const same = looked.ok?.lines.every((line, place) => line.after === found.lines[place]?.after);
    this.take(same ? without : of(changed));
  }

  /** Takes amounts of all lines, as an allocation has them. */
  takeAll(amounts: Amounts): void {
    const answer = this.engine.now<DraftAnswer>(this.request({ amounts: this.known(amounts) }));
    if (answer.ok) this.adoptLines(answer.ok);
    else this.set({ notice: answer.error.message });
  }

  /** What the engine says of other amounts. */
  draftOf(amounts: Amounts, by: string[] = [], scale: Scale = this.scale): DraftAnswer | null {
    return this.engine.now<DraftAnswer>(this.request({ amounts: this.known(amounts), by, scale })).ok ?? null;
  }

  known(amounts: Amounts): Amounts {
    const ids = new Set(this.plan.lines.map((line) => line.id));
    return Object.fromEntries(Object.entries(amounts).filter(([line]) => ids.has(line)));
  }

  choose(change: { language?: Language; theme?: "light" | "dark"; group?: string | null; scale?: Scale; level?: LevelName }): void {
    Object.assign(this, change);
    if (change.language) this.chosen = change.language;
    if (change.theme) keep("theme", change.theme);
    this.look(this.amounts);
    if (change.language || change.scale || change.level) this.seekMargins();
    this.settle();
  }

  saveScenario(name: string): void {
    const id = `s${Date.now().toString(36)}${this.scenarios.length}`;
    this.scenarios = [...this.scenarios, { id, name, amounts: this.amounts }];
    this.settle();
  }

  removeScenario(id: string): void {
    this.scenarios = this.scenarios.filter((scenario) => scenario.id !== id);
    this.settle();
  }

  addScenarios(scenarios: Scenario[]): void {
    const ids = new Set(this.scenarios.map((scenario) => scenario.id));
    this.scenarios = [...this.scenarios, ...scenarios.filter((scenario) => !ids.has(scenario.id))];
    this.settle();
  }

  private table(history: string[]): TableState {
    const answer = this.engine.now<TableState>(JSON.stringify({ op: "table_state", history, lang: this.language }));
    if (!answer.ok) throw new Error(answer.error.message);
    const log = this.engine.now<{ events: { event: { when?: string } }[] }>(
      JSON.stringify({ op: "table_log", history, lang: this.language }),
    );
    const dated = log.ok?.events.map((event) => event.event.when).filter((when) => when !== undefined);
    this.lastAct = dated?.at(-1) ?? null;
    return answer.ok;
  }

  private adopt(state: TableState): void {
    this.plan = state.plan;
    this.planText = JSON.stringify(state.plan);
    this.head = state.head;
    this.closed = state.closed;
    this.tabled = state.proposals.filter((tabled) => ["tabled", "changes_requested"].includes(tabled.status));
  }

  /** Opens a newer plan or journal; the draft goes on with it. */
  openNewer(text: string): void {
    try {
      const head = this.head;
      const [plan, planText, tabled, lastAct] = [this.plan, this.planText, this.tabled, this.lastAct];
      if (text.trimStart().startsWith("{") && text.includes('"riparto.plan/1"') && !text.includes('"riparto.history/1"')) {
        this.plan = JSON.parse(text) as Plan;
        this.planText = JSON.stringify(this.plan);
        this.head = null;
        this.tabled = [];
        this.notice = this.words.updatedPlan;
      } else {
        const state = this.table(text.split("\n").filter((line) => line.trim()));
        if (head && state.head.revision < head.revision) {
          this.lastAct = lastAct;
          return this.set({ notice: this.words.older });
        }
        const same = head?.hash === state.head.hash;
        this.adopt(state);
        this.notice = same ? this.words.sameRevision : `${this.words.updated} ${state.head.revision}.`;
      }
      const lost = Object.keys(this.amounts).filter((line) => !(line in this.known(this.amounts)));
      const notice = lost.length ? `${this.notice} ${this.words.lostLines} ${lost.join(", ")}.` : this.notice;
      this.group = this.keys().includes(this.group ?? "") ? this.group : (this.keys()[0] ?? null);
      if (!this.look(this.known(this.amounts)) && !this.look({})) {
        [this.plan, this.planText, this.tabled, this.lastAct, this.head] = [plan, planText, tabled, lastAct, head];
        return this.show();
      }
      [this.past, this.future, this.mistakes, this.notice] = [[], [], {}, notice];
      this.seekMargins();
      this.settle();
    } catch (error) {
      this.set({ notice: `${this.words.unreadable} ${error instanceof Error ? error.message : String(error)}` });
    }
  }
}
