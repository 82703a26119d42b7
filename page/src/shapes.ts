// What the engine is asked and what it answers, as docs/JSON.md describes it. Amounts are texts here and stay texts.

export type Language = "it" | "en";
export type LevelName = "free" | "notification" | "prior_approval" | "exceptional" | "forbidden";
export type Measure = "least_squares" | "in_proportion" | "fewest_lines";
export type Amounts = Record<string, string>;

export interface PlanLine {
  id: string;
  title?: string | null;
  amount: string;
  labels?: Record<string, string>;
}

export interface PlanRule {
  id: string;
  text?: string;
  source?: string;
  needs?: LevelName;
}

export interface Party {
  id: string;
  name?: string;
  role?: string;
}

export interface Plan {
  title: string;
  source?: string;
  lines: PlanLine[];
  rules?: PlanRule[];
  parties?: Party[];
}

export interface Finding {
  rule: string;
  needs: LevelName;
  lines: string[];
  message: string;
  stands_authorized?: boolean;
}

export interface Figures {
  before: string;
  after: string;
  change: string;
  before_text: string;
  after_text: string;
  change_text: string;
  percent_text: string;
  bar: [number, number];
}

export interface DraftLine extends Figures {
  id: string;
  step: string;
  share: number;
  derived?: true;
}

export interface GroupRow extends Figures {
  value: string | null;
  lines: number;
}

export interface Group {
  key: string;
  rows: GroupRow[];
}

export interface Transfer {
  from: string;
  to: string;
  amount: string;
  text: string;
  part: number;
}

export interface Side {
  amount: string;
  text: string;
  end: string;
  at: number;
  stopped_by: string;
  rules: string[];
}

export interface Margin {
  line: string;
  give: Side;
  receive: Side;
}

/** How far a line of the draft may go while the others stay as they are; where it takes up the remainder, if there is one. */
export interface Reach extends Margin {
  settled?: { end: string; at: number };
}

/** What comes nearest to the draft with no more than a level of authorization. */
export interface Way {
  authorization: LevelName;
  amounts: Amounts;
  text: string;
}

export interface Nearest {
  amounts: Amounts;
  authorization: LevelName;
  moved_text: string;
}

export interface DraftAnswer {
  total: string;
  total_text: string;
  remainder: string;
  remainder_text: string;
  remainder_sentence: string;
  authorization: LevelName;
  verdict: string;
  findings: Finding[];
  findings_more?: number;
  lines: DraftLine[];
  groups: Group[];
  transfers: Transfer[] | null;
  levels: { level: LevelName; text: string }[];
  margins?: Margin[];
  reach?: Reach[];
  cover?: { feasible: boolean | null; message?: string };
  would_pass?: string;
  nearest?: Nearest | null;
  ways?: Way[];
}

export interface Proposal {
  id: string;
  party: string;
  title?: string;
  reason?: string;
  transfers: { from: string; to: string; amount: string }[];
}

export interface Tabled {
  proposal: Proposal;
  version: number;
  status: string;
  against: number;
  statements?: Record<string, { stance: string; reason?: string }>;
}

export interface Head {
  revision: number;
  hash: string;
}

export interface TableState {
  head: Head;
  plan: Plan;
  proposals: Tabled[];
  closed: string | null;
}

export interface Ballot {
  party: string;
  weight?: string | number;
  amounts: Amounts;
}

export interface Aggregated {
  rule: string;
  amounts: Amounts;
  guarantee_text: string;
  disagreement: {
    consensus: string;
    contested: string;
    lines: Record<string, { core: string; most: string; contested: string; least_by: string; most_by: string }>;
    most_divided_line: string | null;
    parties: { party: string; distance: string; farthest_line: string | null }[];
  };
}

export interface PageData {
  plan: Plan;
  journal?: string[];
  revision?: number;
  head?: string;
  language?: string;
}

export type Answer<T> = { ok: T; error?: undefined } | { ok?: undefined; error: { code: string; message: string } };
