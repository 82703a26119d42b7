// Made from src/api/schema.json by bindings/npm/types.mjs (`npm run types`): do not edit.

/**
 * An amount of euros, from 0.00 to 2814749767106.56: digits, a point, two decimals.
 */
export type Amount = string;

/**
 * The part of its scope that a rule with each is about: one line, or the lines with one value of a label.
 */
export type RulePart =
  | {
      /**
       * The id of the line.
       */
      line: Id;
    }
  | {
      /**
       * The key of the label.
       */
      key: string;
      /**
       * The value of the label.
       */
      value: string;
    }
  | {
      /**
       * The key of the label.
       */
      key: string;
      /**
       * The last value: the lines of it and of all values before it.
       */
      through: string;
    };

/**
 * An amount of euros of at least 0.01.
 */
export type AmountAboveZero = Amount;

/**
 * A change of an amount in euros, with a minus sign where it is a decrease.
 */
export type Change = string;

/**
 * A percentage from 0 to 10000: digits, and up to nine decimals after a point. No sign and no percent mark.
 */
export type Percent = string;

/**
 * A weight of zero or more, without a unit: a decimal string or a whole number, of up to 18 digits in all.
 */
export type Weight = string | number;

/**
 * A weight above zero, without a unit: a decimal string or a whole number, of up to 18 digits in all.
 */
export type CountingWeight = string | number;

/**
 * An id of a line, rule, party, proposal or pack: 1 to 64 letters, digits, points, underscores, hyphens or colons, in ASCII. Unique among its kind.
 */
export type Id = string;

/**
 * A text for people, of up to 4000 characters; no control characters but line breaks and tabs.
 */
export type PlainText = string;

/**
 * A field of another program, whose key begins with x-: any value whose numbers are whole. It is kept and handed on, and nothing in it is read. All of one part of a document take at most 4096 bytes.
 */
export type Extension = unknown;

/**
 * A text with at least one character that is no space.
 */
export type Title = PlainText;

/**
 * Amounts in euros by line id.
 */
export interface Amounts {
  [k: string]: Amount;
}

/**
 * What a change needs, from nothing to impossible: free (nothing), notification (the authority is told), prior_approval (the authority agrees beforehand), exceptional (the authority agrees beforehand, for reasons out of the ordinary), forbidden (the change may not be made).
 */
export type Authorization = "free" | "notification" | "prior_approval" | "exceptional" | "forbidden";

/**
 * How an amount is split in proportion to weights. largest_remainder (Hamilton): exact shares rounded down to the cent, and the leftover cents go, one each, to the parts that lost most by it. The divisor methods divide all weights by one number and round: webster (Sainte-Laguë) to the nearest cent, jefferson (D'Hondt) down, adams up, huntington_hill at the geometric mean. cut_down: exact shares rounded down, and all leftover cents go to one named part. half_up: each share rounded half up by itself, which need not sum to the total; only apportion takes it, and tells the difference.
 */
export type Method =
  "largest_remainder" | "webster" | "jefferson" | "adams" | "huntington_hill" | "cut_down" | "half_up";

/**
 * Which of several parts with equal claims gets a cent: the first one, the last one, the one with the largest weight (then the first); refuse makes equal claims an error.
 */
export type TieBreak = "first" | "last" | "largest_weight" | "refuse";

/**
 * What counts as near to a wish. least_squares: the sum of the squared changes is least. least_moved: the sum of the changes, signs dropped, is least. least_peak: the largest change is least. in_proportion: each line gives or takes the same share of what it wishes for, to the cent, within the rules; it has no weights. fewest_lines: as few lines change as can be, then as few cents move.
 */
export type Measure = "least_squares" | "least_moved" | "least_peak" | "in_proportion" | "fewest_lines";

/**
 * Criteria of a split: a part's share is the sum of its shares of each, as fractions, rounded once. The percentages sum to 100, and all criteria have as many weights.
 *
 * @minItems 1
 * @maxItems 32
 *
 * Items: One criterion.
 */
export type Criteria = {
  /**
   * How much of the total is split by it.
   */
  percent: Percent;
  /**
   * The weight of each part; not all zero, unless the percentage is.
   *
   * @minItems 1
   * @maxItems 1048576
   */
  weights: Weight[];
}[];

/**
 * Bounds of the parts of a split: a list of amounts, or a percentage of amounts such as last year's, rounded inwards.
 */
export type PartBounds =
  | (Amount | null)[]
  | {
      /**
       * The percentage.
       */
      percent: Percent;
      /**
       * An amount for each part, in euros, null where it has no bound.
       *
       * @maxItems 1048576
       */
      of: (Amount | null)[];
    };

/**
 * What each part gets first: a list with an amount for each, or one amount for all.
 */
export type FixedAmounts = Amount | Amount[];

/**
 * A part of a split, by position from zero.
 */
export type Part = number;

/**
 * A sum in euros, which may be larger than any one amount: digits, a point, two decimals.
 */
export type Sum = string;

/**
 * A whole number of zero or more as a string, since it may have more digits than a JSON number keeps.
 */
export type Integer = string;

/**
 * The allocation that a change is measured against, or that a percentage is of: original is what the plan's lines state, approved is the one approved last, initial_with_acts is the original one with the acts on the total since, after is the one under test (for percentages only), authorized is the one after the last decision that needed at least a level.
 */
export type Base =
  | ("original" | "approved" | "initial_with_acts" | "after")
  | {
      /**
       * The level.
       */
      authorized: Authorization;
    };

/**
 * Which of a percentage and an amount counts where both are given.
 */
export type Take = "lesser" | "greater";

/**
 * A selection of lines. "all" is every line; a map selects by ids or by labels, without the lines of except. A map with nothing but except is every line without those. A rule's scope must select at least one line.
 */
export type Scope =
  | "all"
  | {
      /**
       * The ids of the selected lines, each once. Not together with labels.
       */
      lines?: Id[];
      /**
       * The labels that a selected line has: every key must match, and of a list of values any one may. Not together with lines.
       */
      labels?: {
        /**
         * The value of the label, or a list of values of which any one may match.
         */
        [k: string]: string | string[];
      };
      /**
       * A label key: the lines of the plan with the same value of it as the part that a rule with each looks at. Only in of and to of such a rule.
       */
      same?: string;
      /**
       * A label key: all lines of the plan but those with the same value of it as the part that a rule with each looks at. Only in of and to of such a rule.
       */
      other?: string;
      /**
       * The lines that are taken out of the selection. May be nested up to 8 deep.
       */
      except?: Scope;
    };

/**
 * What a rule bounds: a map with just one key. Unless the rule has each, a limit holds for the sum of what the lines of the rule's scope hold.
 */
export interface Limit {
  /**
   * The scope holds at least this many euros.
   */
  floor?: Amount;
  /**
   * The scope holds at most this many euros.
   */
  ceiling?: Amount;
  /**
   * The scope holds at least a share, rounded up to the cent.
   */
  share_floor?: Share;
  /**
   * The scope holds at most a share, rounded down to the cent.
   */
  share_ceiling?: Share;
  /**
   * The scope holds just what it held in a base.
   */
  locked?: Lock;
  /**
   * The scope stays within a distance of what it held in a base.
   */
  variation?: Variation;
  /**
   * The increases of the scope's lines since a base, decreases not counted, sum to at most so much.
   */
  movement?: Movement;
  /**
   * At most so much goes from the scope to another one, in one proposal.
   */
  flow?: Flow;
  /**
   * A number of euros. In a check, each line of the scope holds a whole multiple of it; in a proposal, each transfer that touches the scope is one, unless it leaves whole multiples on the lines of the scope that it touches.
   */
  step?: AmountAboveZero;
  /**
   * The scope holds just a percentage of what another one holds.
   */
  derived?: Derived;
  /**
   * What the scope holds is between amounts of any kind, or just one.
   */
  sum?: SumBounds;
  /**
   * What the scope holds stays within amounts of any kind up and down from a base.
   */
  change?: ChangeBounds;
  /**
   * The increases inside the scope since a base sum to at most an amount of any kind; with inside, what moves between its lines does.
   */
  moved?: MovedBounds;
  /**
   * At most so many changes that need a level of authorization are made; then what would need it needs what the rule does. Only with the scope all and without each.
   */
  changes?: {
    /**
     * How many.
     */
    at_most: number;
    /**
     * The level from which on a change counts.
     */
    needing: "notification" | "prior_approval" | "exceptional";
    /**
     * Over what time changes are counted: since the plan began, or in the year of the date; plan if absent.
     */
    per?: "plan" | "year";
  };
  /**
   * Several limits of one kind, from tight to loose.
   */
  bands?: Bands;
}

/**
 * An amount as a rule states it: in euros, in percent, or the lesser or greater of several.
 */
export type LimitAmount =
  | Amount
  | {
      /**
       * How many percent; rounded inwards to the cent.
       */
      percent: Percent;
      /**
       * What the percentage is of: "total", or the lines of a scope. If absent, of the total where sum bounds, of what the rule's scope held where change, moved or flow does.
       */
      of?: "total" | Scope | null;
      /**
       * In which allocation; if absent, the one under test where sum bounds, else the one that the change is measured against.
       */
      base?: Base | null;
    }
  | {
      /**
       * The least of these amounts.
       *
       * @minItems 1
       * @maxItems 16
       */
      lesser: LimitAmount[];
    }
  | {
      /**
       * The largest of these amounts.
       *
       * @minItems 1
       * @maxItems 16
       */
      greater: LimitAmount[];
    };

/**
 * An amount that is a bound; strict says that the bound itself breaks the limit.
 */
export type Threshold =
  | LimitAmount
  | {
      /**
       * The amount.
       */
      amount: LimitAmount;
      /**
       * Whether the bound itself breaks the limit: less than 20 %, not up to 20 %; false if absent.
       */
      strict?: boolean;
    };

/**
 * Bounds on what the scope holds; at least one of at_least, at_most and exactly.
 */
export interface SumBounds {
  /**
   * The least that it holds.
   */
  at_least?: Threshold | null;
  /**
   * The most that it holds.
   */
  at_most?: Threshold | null;
  /**
   * Just what it holds.
   */
  exactly?: LimitAmount | null;
  /**
   * What becomes of a part of a cent of exactly; down if absent.
   */
  rounding?: ("down" | "up" | "half_up") | null;
}

/**
 * How far what the scope holds may go up and down from a base; at least one of up and down.
 */
export interface ChangeBounds {
  /**
   * What the change is measured against; original if absent.
   */
  base?: Base;
  /**
   * How much more than the base.
   */
  up?: Threshold | null;
  /**
   * How much less than the base.
   */
  down?: Threshold | null;
}

/**
 * How much may move inside a scope since a base, all increases together.
 */
export interface MovedBounds {
  /**
   * What the increases are measured against; original if absent.
   */
  base?: Base;
  /**
   * A label key: the increases are those of what all lines of one value hold together, so that moves between them are free. Each line by itself if absent.
   */
  by?: string | null;
  /**
   * Whether only what moves between lines of the scope counts, or between the values of by: the lesser of what they gain and what they lose since the base, or in the proposal if that is more. What enters the scope from outside, or leaves it, does not. False if absent.
   */
  inside?: boolean;
  /**
   * The most that moves.
   */
  at_most: Threshold;
}

/**
 * An allocation of all lines, with its total.
 */
export interface KeptAllocation {
  /**
   * What the amounts sum to, in euros.
   */
  total: Amount;
  /**
   * The amount of each line, in euros; none may be left out.
   */
  amounts: Amounts;
}

/**
 * A share of the plan's total, or of what another scope holds.
 */
export interface Share {
  /**
   * How many percent.
   */
  percent: Percent;
  /**
   * The lines whose sum the percentage is of; the plan's total if absent.
   */
  of?: Scope | null;
}

/**
 * What a locked scope is locked to.
 */
export interface Lock {
  /**
   * The allocation whose sum is kept; original if absent.
   */
  base?: Base;
}

/**
 * A distance in percent of the base, in euros, or both.
 */
export type Allowance = StatesHowMuch;

/**
 * A percentage or an amount is given.
 */
export type StatesHowMuch =
  | {
      percent: string;
    }
  | {
      amount: string;
    };

/**
 * How far a scope may go up and down from a base. At least one side is given; a side that is absent is not bounded.
 */
export interface Variation {
  /**
   * What the change is measured against; original if absent.
   */
  base?: Base;
  /**
   * How much more than the base the scope may hold.
   */
  up?: Allowance | null;
  /**
   * How much less than the base the scope may hold.
   */
  down?: Allowance | null;
}

/**
 * How much may move inside a scope since a base, all increases together.
 */
export type Movement = StatesHowMuch;

/**
 * How much may go from the rule's scope to another one, by whatever lines in between: in one proposal, or with at_most since a base, however many proposals it took. Lines in both scopes exchange freely.
 */
export interface Flow {
  /**
   * The lines that the money goes to.
   */
  to: Scope;
  /**
   * The allocation that the percentage is of; original if absent.
   */
  base?: Base;
  /**
   * In percent of what the rule's scope held in the base, rounded down to the cent.
   */
  percent?: Percent | null;
  /**
   * In euros; 0.00 forbids any.
   */
  amount?: Amount | null;
  /**
   * Which one counts if both are given; the lesser if absent.
   */
  take?: Take | null;
  /**
   * Since when the flow adds up, where at_most bounds it; original if absent. Only with at_most.
   */
  since?: Base | null;
  /**
   * The most that has gone since the base, or goes in one proposal if that is more; in the place of base, percent, amount and take.
   */
  at_most?: Threshold | null;
}

/**
 * What a scope holds as a percentage of another one: indirect costs at a flat rate.
 */
export interface Derived {
  /**
   * How many percent.
   */
  percent: Percent;
  /**
   * The lines whose sum the percentage is of.
   */
  of: Scope;
  /**
   * What becomes of a part of a cent: down drops it, up makes it a whole cent, half_up makes a half or more a whole cent; down if absent.
   */
  rounding?: "down" | "up" | "half_up";
  /**
   * Who pays what the scope takes when a proposal changes its base, and receives what it sets free: giver, the lines that give in the proposal; receiver, those that receive; or a scope, its lines in the order of the plan. With it the scope follows each proposal; if absent, nothing moves by itself.
   */
  paid_by?: ("giver" | "receiver") | Scope | null;
}

/**
 * Limits of one kind from tight to loose, of which a rule reports the loosest that is broken. Not of the kinds locked, step, derived and bands; all with the same base, of, to and by.
 *
 * @minItems 1
 * @maxItems 16
 */
export type Bands = {
  limit?: {
    [k: string]: unknown;
  };
}[] &
  {
    /**
     * The limit: no tighter than the one of the band before it.
     */
    limit: Limit;
    /**
     * What a breach of this limit needs, as long as the next one holds: more than in the band before it.
     */
    needs: Authorization;
    /**
     * The documents that an approval of such a breach needs beside those of the rule; none if absent.
     */
    requires?: NamesRequired;
    /**
     * The bodies that decide on such a breach beside those of the rule; none if absent.
     */
    by?: NamesRequired;
  }[];

/**
 * Names of documents or bodies, none blank or twice, at most 16.
 *
 * @maxItems 16
 */
export type NamesRequired = (PlainText & unknown)[];

/**
 * A limit on a scope, what its breach needs, and where it is written.
 */
export interface Rule {
  /**
   * The rule's id, unique in the plan; findings name it.
   */
  id: Id;
  /**
   * What the rule asks, in words; empty if absent.
   */
  text?: PlainText;
  /**
   * Where the rule is written: act, article, date; empty if absent.
   */
  source?: PlainText;
  /**
   * The lines that the rule is about.
   */
  scope: Scope;
  /**
   * What the limit holds for, if not for the scope's sum: "line" is each line by itself, {"label": key} is what the lines of each value of that label hold. Goes with every limit; findings name the part.
   */
  each?:
    | "line"
    | {
        /**
         * The label key: partner, category. Lines of the scope without it are outside the rule.
         */
        label: string;
      }
    | {
        /**
         * The label key: year. The limit holds for what the lines of each value and of all values before it hold; values are in order as whole numbers if all are, else as texts.
         */
        through: string;
      }
    | null;
  /**
   * What the rule bounds.
   */
  limit: Limit;
  /**
   * What a breach needs; forbidden if absent. With bands, left out or the same as in the last band: each band states its own.
   */
  needs?: Authorization | null;
  /**
   * The days on which the rule is in force, both included; all days if absent. One of them at least is there.
   */
  when?: {
    /**
     * The first day; no first day if absent.
     */
    from?: Day | null;
    /**
     * The last day, not before the first; no last day if absent.
     */
    until?: Day | null;
  } | null;
  /**
   * The documents that an approval of a breach needs; none if absent.
   */
  requires?: NamesRequired;
  /**
   * The bodies that decide on a breach; the authority alone if absent.
   */
  by?: NamesRequired;
  [extension: `x-${string}`]: unknown;
}

/**
 * One line of a plan.
 */
export interface Line {
  /**
   * The line's id, unique in the plan.
   */
  id: Id;
  /**
   * What a person reads; the id if absent.
   */
  title?: Title | null;
  /**
   * What the line held when the plan began, in euros: the original allocation.
   */
  amount: Amount;
  /**
   * Labels that scopes can select by: action, partner, category. At most 32 keys in one plan, each once in a line.
   */
  labels?: {
    /**
     * The value of the label.
     */
    [k: string]: Title;
  };
  /**
   * What the line is made of: the product of the quantities and the unit cost is its amount, to the cent.
   */
  units?: Units | null;
  [extension: `x-${string}`]: unknown;
}

/**
 * Who sits at the table.
 */
export interface Party {
  /**
   * The party's id, unique in the plan; proposals name it.
   */
  id: Id;
  /**
   * What a person reads; empty if absent.
   */
  name?: PlainText;
  /**
   * What the party is at the table: authority is the administration that decides, lead the body that leads the partners, partner a body that takes part; partner if absent. No operation depends on it.
   */
  role?: "authority" | "lead" | "partner";
  [extension: `x-${string}`]: unknown;
}

/**
 * A plan document: a total, the lines that it is split over, the parties and the rules. The lines' amounts sum to the total; they need not respect the rules.
 */
export interface Plan {
  /**
   * The kind and version of the document.
   */
  format: "riparto.plan/1";
  /**
   * What the plan is for.
   */
  title: Title;
  /**
   * Where total and lines are stated: an act, a notice; empty if absent.
   */
  source?: PlainText | null;
  /**
   * The currency of all amounts, by its code of ISO 4217; EUR if absent. Only currencies with cents; nothing is converted.
   */
  currency?: string;
  /**
   * What the lines' amounts sum to, in euros, to the cent.
   */
  total: Amount;
  /**
   * The lines, in the order in which every answer lists them.
   *
   * @minItems 1
   * @maxItems 1048576
   */
  lines: Line[];
  /**
   * Who may make proposals; anybody if absent or empty.
   *
   * @maxItems 10000
   */
  parties?: Party[];
  /**
   * The rules in force, in the order in which findings list them; none if absent.
   *
   * @maxItems 1048576
   */
  rules?: Rule[];
  /**
   * The allocation approved last; the lines' own amounts if absent. Proposals and headroom start from it.
   */
  approved?: {
    /**
     * What the approved amounts sum to, in euros; may differ from the plan's total where an act changed it.
     */
    total: Amount;
    /**
     * The approved amount of each line, in euros; none may be left out.
     */
    amounts: Amounts;
  } | null;
  /**
   * The changes that were made and that rules count, in their order; none if absent.
   *
   * @maxItems 10000
   */
  changes_made?: {
    /**
     * The authorization that the change needed.
     */
    needs: Authorization;
    /**
     * Its day; counts in every year if absent.
     */
    date?: Day | null;
  }[];
  /**
   * Which sources pay for each action, and at which rates; the rules that hold the rates are added to those of the plan.
   */
  co_financing?: CoFinancing | null;
  /**
   * The original allocation with the acts on the total since, for rules that measure from it; the original one if absent.
   */
  initial_with_acts?: KeptAllocation | null;
  /**
   * For each level of authorization, the allocation after the last decision that needed at least it, for rules that measure from it; the original one if absent.
   */
  authorized?: {
    /**
     * After the last decision that needed at least free.
     */
    free?: KeptAllocation;
    /**
     * After the last decision that needed at least notification.
     */
    notification?: KeptAllocation;
    /**
     * After the last decision that needed at least prior approval.
     */
    prior_approval?: KeptAllocation;
    /**
     * After the last decision that needed at least exceptional.
     */
    exceptional?: KeptAllocation;
    /**
     * After the last decision that needed at least forbidden.
     */
    forbidden?: KeptAllocation;
  };
  [extension: `x-${string}`]: unknown;
}

/**
 * Quantities times a unit cost, all exact.
 */
export interface Units {
  /**
   * What is counted, each once.
   *
   * @minItems 1
   * @maxItems 8
   */
  quantities: {
    /**
     * How many.
     */
    count: Weight;
    /**
     * Of what.
     */
    of: Title;
  }[];
  /**
   * What one costs, in euros; it may have more than two decimals.
   */
  unit_cost: Weight;
}

/**
 * Rates by source, which sum to 100.
 */
export interface Rates {
  /**
   * The rate of the source.
   */
  [k: string]: Percent;
}

/**
 * Which sources pay for each action, and at which rates. Each source but residual_to gets its rate rounded down to the cent.
 */
export interface CoFinancing {
  /**
   * The label that names the source.
   */
  by: Title;
  /**
   * The label whose values are co-financed each, such as action.
   */
  each: Title;
  /**
   * The rates of all values that have no others.
   */
  rates: Rates;
  /**
   * Other rates, by value; a source that is not named pays nothing.
   */
  exceptions?: {
    /**
     * The rates of the value.
     */
    [k: string]: Rates;
  };
  /**
   * The source that the cents go to which no rate leaves whole.
   */
  residual_to: PlainText;
}

/**
 * The id of a line; in a plan with a co-financing also a value that is co-financed, such as action=A1: the lines of all its sources.
 */
export type TransferEnd = Id | PlainText;

/**
 * Money from one line to another.
 */
export interface Transfer {
  /**
   * The id of the line that gives, or what is co-financed.
   */
  from: TransferEnd;
  /**
   * The id of the line that receives, or what is co-financed: another one.
   */
  to: TransferEnd;
  /**
   * What moves, in euros; at least 0.01.
   */
  amount: AmountAboveZero;
  /**
   * Whether it follows the others, so that derived lines hold what is due: where rules say who pays, such transfers are computed anew. False if absent.
   */
  follows?: boolean;
}

/**
 * Transfers that one party proposes, carried out whole or not at all. Their order does not matter.
 */
export interface Proposal {
  /**
   * The proposal's id.
   */
  id: Id;
  /**
   * The id of the party that proposes; one of the plan's parties, if it names any.
   */
  party: Id;
  /**
   * The proposal's name; empty if absent.
   */
  title?: PlainText;
  /**
   * Why it is proposed; empty if absent.
   */
  reason?: PlainText;
  /**
   * The id of the proposal that this one takes back, if it does.
   */
  reverses?: Id | null;
  /**
   * The SHA-256 of the proof file of what the proposal leads to, if its party names one.
   */
  proof?: Hash | null;
  /**
   * The transfers.
   *
   * @minItems 1
   * @maxItems 1048576
   */
  transfers: Transfer[];
  [extension: `x-${string}`]: unknown;
}

/**
 * A proposal or a ballot in a file, for a table that its party does not write to itself: one of the two.
 */
export interface Submission {
  /**
   * The format of this document.
   */
  format: "riparto.submission/1";
  /**
   * What is proposed.
   */
  proposal?: Proposal | null;
  /**
   * How the party would split the total.
   */
  ballot?: SubmittedBallot | null;
  /**
   * The head of the history that it was made against; absent if it was made on a plan without a history.
   */
  against?: Head | null;
  /**
   * When it was made, as the party states it: a day, or a moment with its offset.
   */
  when?: string | null;
  /**
   * The SHA-256 of the canonical form of this document without this field.
   */
  digest: Hash;
}

/**
 * How a party would split the total.
 */
export interface SubmittedBallot {
  /**
   * The id of the party.
   */
  party: Id;
  /**
   * What each line should hold, in euros; lines that are not named hold nothing.
   */
  amounts: Amounts;
  /**
   * Why; empty if absent.
   */
  reason?: PlainText;
}

/**
 * Whose agreement approvals at a table need: the document of riparto table new --policies, and the field policies of the command open. By default the authority decides alone, and from prior_approval on names its act.
 */
export interface Policies {
  /**
   * The policies from the lowest level of authorization up. The first is from free, and each is from a higher level than the one before.
   *
   * @minItems 1
   * @maxItems 5
   */
  policies: Policy[];
  /**
   * What parties weigh in majorities and quorums, by party id; 1 for parties left out. As whole numbers or, where there are decimals, in lowest terms, from 1 to 1073741824.
   */
  weights?: {
    [k: string]: CountingWeight;
  };
  /**
   * Who approves a proposal that needs no authorization, besides the authority: nobody, the lead, or the party of the proposal; by_the_authority if absent.
   */
  free?: "by_the_authority" | "by_the_lead" | "by_the_proposer";
  /**
   * Whether commands are refused that their party did not sign with the key that it declared; false if absent.
   */
  signed?: boolean;
}

/**
 * What approving a proposal takes, from a level of authorization on.
 */
export interface Policy {
  /**
   * The lowest level that the policy is for.
   */
  from: Authorization;
  /**
   * Whose consent is needed; authority if absent.
   */
  consent?: Consent;
  /**
   * How many percent of the weight of all parties but the authority must have stated consent, objection or abstention, at most 100; none is needed if absent.
   */
  quorum?: Percent | null;
  /**
   * Whether the approval must name the act that it is based on; false if absent.
   */
  act?: boolean;
}

/**
 * authority: the authority decides alone. unanimity: every party but the authority consents. majority: parties that consent weigh more than so many percent of all parties but the authority.
 */
export type Consent =
  | ("authority" | "unanimity")
  | {
      /**
       * The majority.
       */
      majority: {
        /**
         * From 0 to 100, exceeded strictly: 50 is a simple majority.
         */
        percent: Percent;
      };
    };

/**
 * A rule pack document: the rules that one act states, which speak of lines by label. The command line adds packs to a plan.
 */
export interface RulePack {
  /**
   * The kind and version of the document.
   */
  format: "riparto.rules/1";
  /**
   * The pack's id.
   */
  id: Id;
  /**
   * What the rules are about.
   */
  title: PlainText;
  /**
   * The act that states the rules.
   */
  act: PlainText;
  /**
   * The article of the act.
   */
  article: PlainText;
  /**
   * The date of the act or of its publication, in words.
   */
  date: PlainText;
  /**
   * Where the act can be read.
   */
  url: PlainText;
  /**
   * The labels that the rules expect of the lines, in words.
   */
  labels: PlainText;
  /**
   * What the pack leaves out, and what of it is an interpretation; empty if absent.
   */
  notes?: PlainText;
  /**
   * The rules; those that speak of labels that no line has become notices. They have no extension fields.
   */
  rules: Rule[];
  /**
   * The act's stable identifier, ELI or CELEX; empty if absent.
   */
  identifier?: PlainText;
  /**
   * The days on which the act is in force, both included; not known if absent. One of them at least is there.
   */
  in_force?: {
    /**
     * The first day; not known if absent.
     */
    from?: Day | null;
    /**
     * The last day, not before the first; there is none if absent.
     */
    until?: Day | null;
  } | null;
  /**
   * The day on which the pack was last compared with the act.
   */
  checked?: Day | null;
  /**
   * How much of the act was read.
   */
  read?: PlainText;
  /**
   * The act, paragraph by paragraph.
   */
  paragraphs?: {
    /**
     * Which paragraph it is.
     */
    number: PlainText;
    /**
     * What it says, in our words.
     */
    text: PlainText;
    /**
     * The ids of the rules that it is coded as.
     */
    rules?: Id[];
    /**
     * Why it, or a part of it, is not coded.
     */
    not_coded?: PlainText;
    /**
     * These texts in Italian.
     */
    italian?: {
      /**
       * Which paragraph it is.
       */
      number?: PlainText;
      /**
       * What it says.
       */
      text?: PlainText;
      /**
       * Why it is not coded.
       */
      not_coded?: PlainText;
    };
  }[];
  /**
   * Cases that the pack was tried on.
   */
  tests?: {
    /**
     * The lines that the cases are tried on.
     */
    lines: {
      /**
       * The line's id.
       */
      id: Id;
      /**
       * What it holds.
       */
      amount: Amount;
      /**
       * Its labels.
       */
      labels?: {
        [k: string]: string;
      };
    }[];
    /**
     * The cases.
     */
    cases: {
      /**
       * What the case is.
       */
      case: PlainText;
      /**
       * The same in Italian.
       */
      italian?: PlainText;
      /**
       * Proposals, carried out one after the other.
       */
      steps: {
        /**
         * The transfers of the proposal.
         */
        transfers: {
          /**
           * The line that gives.
           */
          from: Id;
          /**
           * The line that receives.
           */
          to: Id;
          /**
           * How much moves.
           */
          amount: Amount;
        }[];
        /**
         * What the proposal needs.
         */
        needs: Authorization;
      }[];
    }[];
  }[];
  /**
   * The texts of the pack in Italian; what is left out is read in English.
   */
  italian?: {
    /**
     * What the rules are about.
     */
    title?: PlainText;
    /**
     * The act.
     */
    act?: PlainText;
    /**
     * Its article.
     */
    article?: PlainText;
    /**
     * Its date.
     */
    date?: PlainText;
    /**
     * How much of it was read.
     */
    read?: PlainText;
    /**
     * The labels that the rules expect.
     */
    labels?: PlainText;
    /**
     * What is an interpretation.
     */
    notes?: PlainText;
    /**
     * Texts and sources of rules.
     */
    rules?: {
      /**
       * The rule's id.
       */
      id: Id;
      /**
       * Its text.
       */
      text?: PlainText;
      /**
       * Its source.
       */
      source?: PlainText;
    }[];
  };
}

/**
 * How much of long lists an answer holds. The authorization always counts every finding; of more than 131072 findings the first can be listed, and 4194304 bytes end a list.
 */
export interface List {
  /**
   * The most findings listed; 1000 if absent.
   */
  findings?: number;
  /**
   * How many findings are left out before the first that is listed; 0 if absent.
   */
  from?: number;
  /**
   * The most lines listed of each finding; 100 if absent. At most 262144 lines are listed in one answer, and one of each finding at least.
   */
  lines?: number;
}

/**
 * How much work the request may take, in units: a unit is one amount, bound or coefficient looked at once, some nanoseconds. 1073741824 if absent, a few seconds. At the limit the answer says what is known by then, and `effort` stands beside it; what has no part of an answer to tell is not begun (`effort_spent`).
 */
export type Effort = number | null;

/**
 * The language of what a person reads in the response: messages of findings, conflicts, notices and errors. English if absent. Names, codes and keys are the same in both.
 */
export type Lang = ("en" | "it") | null;

/**
 * Stands in a response whose answer ended at the limit of work. A larger `effort` in the request never makes the answer worse.
 */
export interface EffortReached {
  /**
   * The units that the request was allowed.
   */
  limit: number;
  /**
   * The answer ended at the limit.
   */
  limit_reached: true;
}

/**
 * A request: an operation and its fields.
 */
export type ApiRequest =
  | ApportionRequest
  | RetraceRequest
  | CheckRequest
  | AssessRequest
  | DraftRequest
  | ChangeEnvelopeRequest
  | HeadroomRequest
  | UnitsRequest
  | RebalanceRequest
  | DiagnoseRequest
  | VerifyRequest
  | SettleRequest
  | AggregateRequest
  | CompatibleRequest
  | ReplayRequest
  | TableDecideRequest
  | TableVerifyRequest
  | TableStateRequest
  | TableLedgerRequest
  | TableLogRequest
  | TableMinutesRequest
  | SealRequest
  | UnsealRequest;

/**
 * Splits an amount in proportion to weights; the parts sum to it, to the cent.
 */
export interface ApportionRequest {
  /**
   * Any JSON value; the response has the same. Null if absent.
   */
  id?: unknown;
  /**
   * The operation.
   */
  op: "apportion";
  /**
   * The work that it may take.
   */
  effort?: Effort;
  /**
   * The language of messages.
   */
  lang?: Lang;
  /**
   * What is split, in euros.
   */
  total: Amount;
  /**
   * The weight of each part. A part of weight zero gets its floor and nothing more, unless it takes the residual; not all weights may be zero if there is something to split beyond the floors.
   *
   * @minItems 1
   * @maxItems 1048576
   */
  weights?: Weight[] | null;
  /**
   * Criteria in place of weights.
   */
  criteria?: Criteria | null;
  /**
   * The least that each part gets; no part has a floor if absent.
   */
  floors?: PartBounds | null;
  /**
   * The most that each part gets; no part has a ceiling if absent.
   */
  ceilings?: PartBounds | null;
  /**
   * What each part gets first; the rest is split. It counts towards floors and ceilings, and is a multiple of the unit.
   */
  fixed?: FixedAmounts | null;
  /**
   * Who pays for the floors, one entry for each part, or empty; all if absent. A part that does not pay gets its share of the total within its own bounds; the payers share what is left.
   *
   * @maxItems 1048576
   */
  payers?: boolean[] | null;
  /**
   * Every part is a multiple of it, above zero; the cent if absent. Floors are rounded up to a multiple, ceilings down.
   */
  unit?: AmountAboveZero | null;
  /**
   * Whether the answer comes with a proof that anybody can check; it does not if absent.
   */
  proof?: boolean | null;
  /**
   * Whether the answer has a receipt; true if absent.
   */
  receipt?: boolean | null;
  /**
   * How the amount is split; largest_remainder if absent.
   */
  method?: Method | null;
  /**
   * The part that takes the leftover cents under cut_down, where it must be there. With a unit it also takes what the total has below one unit, under any method but half_up. Not there otherwise.
   */
  residual_to?: Part | null;
  /**
   * What decides between equal claims to a cent; first if absent.
   */
  tie_break?: TieBreak | null;
}

/**
 * Says which method and unit reproduce the published amounts of a split, and what is off under each.
 */
export interface RetraceRequest {
  /**
   * Any JSON value; the response has the same. Null if absent.
   */
  id?: unknown;
  /**
   * The operation.
   */
  op: "retrace";
  /**
   * The work that it may take.
   */
  effort?: Effort;
  /**
   * The language of messages.
   */
  lang?: Lang;
  /**
   * What was split, in euros.
   */
  total: Amount;
  /**
   * The weight of each part.
   *
   * @minItems 1
   * @maxItems 1048576
   */
  weights?: Weight[] | null;
  /**
   * Criteria in place of weights.
   */
  criteria?: Criteria | null;
  /**
   * The published amount of each part, in euros.
   *
   * @minItems 1
   * @maxItems 1048576
   */
  published: Amount[];
  /**
   * The least that each part gets; no part has a floor if absent.
   */
  floors?: PartBounds | null;
  /**
   * The most that each part gets; no part has a ceiling if absent.
   */
  ceilings?: PartBounds | null;
  /**
   * What each part gets first; the rest is split. It counts towards floors and ceilings, and is a multiple of the unit.
   */
  fixed?: FixedAmounts | null;
  /**
   * Who pays for the floors, one entry for each part, or empty; all if absent. A part that does not pay gets its share of the total within its own bounds; the payers share what is left.
   *
   * @maxItems 1048576
   */
  payers?: boolean[] | null;
  /**
   * The unit of the published amounts. If absent, the cent and each power of ten of which most amounts are multiples are tried, and the one that explains most is told.
   */
  unit?: AmountAboveZero | null;
}

/**
 * Finds what an allocation breaks.
 */
export interface CheckRequest {
  /**
   * Any JSON value; the response has the same. Null if absent.
   */
  id?: unknown;
  /**
   * The operation.
   */
  op: "check";
  /**
   * How much of a long list of findings the answer holds.
   */
  list?: List | null;
  /**
   * The work that it may take.
   */
  effort?: Effort;
  /**
   * The language of messages.
   */
  lang?: Lang;
  /**
   * The day on which the rules of the plan are asked about: those not in force then bind nothing. All bind if absent. Only with a plan.
   */
  date?: Day | null;
  /**
   * The label keys by whose values totals are told, such as partner; none are told if absent.
   */
  by?: LabelKeys | null;
  /**
   * The plan.
   */
  plan: Plan;
  /**
   * The allocation to check, in euros by line id; it sums to the approved total. Lines left out hold their approved amounts; the approved allocation is checked if absent.
   */
  amounts?: Amounts | null;
}

/**
 * Says what a proposal would do and what it needs.
 */
export interface AssessRequest {
  /**
   * Any JSON value; the response has the same. Null if absent.
   */
  id?: unknown;
  /**
   * The operation.
   */
  op: "assess";
  /**
   * How much of a long list of findings the answer holds.
   */
  list?: List | null;
  /**
   * The work that it may take.
   */
  effort?: Effort;
  /**
   * The language of messages.
   */
  lang?: Lang;
  /**
   * The day on which the rules of the plan are asked about: those not in force then bind nothing. All bind if absent. Only with a plan.
   */
  date?: Day | null;
  /**
   * The label keys by whose values totals are told, such as partner; none are told if absent.
   */
  by?: LabelKeys | null;
  /**
   * The plan.
   */
  plan: Plan;
  /**
   * The proposal.
   */
  proposal: Proposal;
  /**
   * The id of the line that gives what derived lines take after the proposal, or receives what they set free; the lines that the proposal changes if absent.
   */
  balance?: Id | null;
  /**
   * The most authorization that the counter-proposal may need; exceptional if absent, so that only what is forbidden gets one.
   */
  up_to?: Authorization | null;
}

/**
 * Says what amounts that people are still working on come to: they need not sum to the total yet.
 */
export interface DraftRequest {
  /**
   * Any JSON value; the response has the same. Null if absent.
   */
  id?: unknown;
  /**
   * The operation.
   */
  op: "draft";
  /**
   * How much of a long list of findings the answer holds.
   */
  list?: List | null;
  /**
   * The work that it may take.
   */
  effort?: Effort;
  /**
   * The language of messages, and in which amounts are read first.
   */
  lang?: Lang;
  /**
   * The day on which the rules of the plan are asked about: those not in force then bind nothing. All bind if absent. Only with a plan.
   */
  date?: Day | null;
  /**
   * The plan.
   */
  plan: Plan;
  /**
   * Amounts as people type them, by line id; a line left out holds what is approved, or what a rule derives for it.
   */
  amounts?: {
    [k: string]: string;
  } | null;
  /**
   * A handle that was moved: one of its places.
   */
  handle?: Handle | null;
  /**
   * What bars are measured by: one scale for all lines, or each its own; shared if absent.
   */
  scale?: "shared" | "own" | null;
  /**
   * Keys of labels: totals for each value.
   */
  by?: string[] | null;
  /**
   * Covers the remainder from other lines, or shares it out.
   */
  cover?: Cover | null;
  /**
   * Adds the headroom of all lines with this authorization at most.
   */
  headroom?: Authorization | null;
  /**
   * Adds how far lines may go in the draft while all others stay as they are.
   */
  reach?: Reach | null;
  /**
   * Adds what would pass, and the nearest proposal that is not forbidden; only where the draft sums to the total.
   */
  advice?: boolean | null;
}

/**
 * A handle on the bar of a line: at a place in thousandths of the bar, or some steps up or down from where it is, or where the line takes the whole remainder.
 */
export interface Handle {
  /**
   * The id of the line.
   */
  line: Id;
  /**
   * Thousandths of the bar.
   */
  at?: number | null;
  /**
   * Steps up.
   */
  up?: number | null;
  /**
   * Steps down; not below zero.
   */
  down?: number | null;
  /**
   * True if the line takes what is left over, or gives what lacks as far as it holds.
   */
  remainder?: boolean | null;
}

/**
 * Which lines are asked how far they may go.
 */
export interface Reach {
  /**
   * The most authorization that what they hold may need; free if absent.
   */
  up_to?: Authorization;
  /**
   * The ids of the lines; all, if absent.
   */
  lines?: string[] | null;
}

/**
 * From which lines what lacks comes, or to which what is left over goes.
 */
export interface Cover {
  /**
   * How it is shared; least_squares if absent.
   */
  measure?: Measure;
  /**
   * The ids of the lines that may change; those that the draft leaves as they are, if absent. Derived lines change with them.
   */
  from?: string[] | null;
  /**
   * The ids of lines that never change.
   */
  pins?: string[];
  /**
   * True if all lines that are not pinned may change: the nearest allocation within the rules.
   */
  nearest?: boolean;
  /**
   * The most authorization that the amounts may need; exceptional if absent.
   */
  up_to?: Authorization;
}

/**
 * Says what an act that changes the total does to the approved allocation. No proposal can do this.
 */
export interface ChangeEnvelopeRequest {
  /**
   * Any JSON value; the response has the same. Null if absent.
   */
  id?: unknown;
  /**
   * The operation.
   */
  op: "change_envelope";
  /**
   * How much of a long list of findings the answer holds.
   */
  list?: List | null;
  /**
   * The work that it may take.
   */
  effort?: Effort;
  /**
   * The language of messages.
   */
  lang?: Lang;
  /**
   * The day on which the rules of the plan are asked about: those not in force then bind nothing. All bind if absent. Only with a plan.
   */
  date?: Day | null;
  /**
   * The plan.
   */
  plan: Plan;
  /**
   * The id of the change.
   */
  change: Id;
  /**
   * The act; empty if absent.
   */
  act?: PlainText | null;
  /**
   * By how much the total changes, in euros.
   */
  amount: Change;
  /**
   * How the change falls on the lines; pro_rata if absent.
   */
  distribution?: Distribution | null;
}

/**
 * How a change of the total falls on the lines.
 */
export type Distribution =
  | "pro_rata"
  | {
      /**
       * What each of these lines takes of the change, in euros by line id; it sums to the change.
       */
      named?: {
        [k: string]: Change;
      };
      /**
       * By weights.
       */
      apportion?: WeightedDistribution;
      /**
       * As near to a wish as the rules allow.
       */
      nearest?: NearestDistribution;
    };

/**
 * Splits the change, or the new total, by weights, as apportion does.
 */
export interface WeightedDistribution {
  /**
   * What is split: the change, which is added to or taken from what lines hold, or the new total, where that does not count; change if absent.
   */
  split?: "change" | "total";
  /**
   * The weights by line id; lines left out weigh nothing. What lines hold if absent or empty.
   */
  weights?: {
    [k: string]: Weight;
  };
  /**
   * How it is split, so that the shares sum; largest_remainder if absent.
   */
  method?: Method;
  /**
   * The id of the line that takes the leftover cents under cut_down. Must be there with cut_down and not with another method.
   */
  residual_to?: Id | null;
  /**
   * What decides between equal claims to a cent; first if absent.
   */
  tie_break?: TieBreak;
  /**
   * The least that lines get of what is split, in euros by line id.
   */
  floors?: Amounts;
  /**
   * The most that lines get of what is split, in euros by line id.
   */
  ceilings?: Amounts;
}

/**
 * Finds the allocation of the new total nearest to a wish that respects the rules.
 */
export interface NearestDistribution {
  /**
   * What is wished for, in euros by line id; lines left out wish for what they hold.
   */
  wish?: Amounts;
  /**
   * What counts as near; least_squares if absent.
   */
  measure?: Measure;
  /**
   * How much a change of each line counts, as in rebalance, by line id; 1 for lines left out.
   */
  weights?: {
    [k: string]: CountingWeight;
  };
  /**
   * The authorization that may be used: rules whose breach needs more are respected. Free if absent.
   */
  up_to?: Authorization;
}

/**
 * Says how much each line may still give and receive.
 */
export interface HeadroomRequest {
  /**
   * Any JSON value; the response has the same. Null if absent.
   */
  id?: unknown;
  /**
   * The operation.
   */
  op: "headroom";
  /**
   * The work that it may take.
   */
  effort?: Effort;
  /**
   * The language of messages.
   */
  lang?: Lang;
  /**
   * The day on which the rules of the plan are asked about: those not in force then bind nothing. All bind if absent. Only with a plan.
   */
  date?: Day | null;
  /**
   * The label keys by whose values the margins are told, all lines with the same values together; line by line if absent.
   */
  by?: LabelKeys | null;
  /**
   * The plan.
   */
  plan: Plan;
  /**
   * The authorization that may be used: rules whose breach needs more bind. Free if absent.
   */
  up_to?: Authorization | null;
}

/**
 * Recomputes a line of quantities times a unit cost.
 */
export interface UnitsRequest {
  /**
   * Any JSON value; the response has the same. Null if absent.
   */
  id?: unknown;
  /**
   * The operation.
   */
  op: "units";
  /**
   * The work that it may take.
   */
  effort?: Effort;
  /**
   * The language of messages.
   */
  lang?: Lang;
  /**
   * The day on which the rules of the plan are asked about: those not in force then bind nothing. All bind if absent. Only with a plan.
   */
  date?: Day | null;
  /**
   * The plan.
   */
  plan: Plan;
  /**
   * The id of the line.
   */
  line: Id;
  /**
   * The new counts, by what is counted; those that are not named stay. None change if absent.
   */
  counts?: {
    [k: string]: Weight;
  } | null;
  /**
   * The new unit cost; the same if absent.
   */
  unit_cost?: Weight | null;
  /**
   * The id of the line from which the change comes, or to which it goes.
   */
  from?: Id | null;
  /**
   * How much of a long list of findings the answer holds.
   */
  list?: List | null;
}

/**
 * Finds the allocation nearest to a wish that respects the rules.
 */
export interface RebalanceRequest {
  /**
   * Any JSON value; the response has the same. Null if absent.
   */
  id?: unknown;
  /**
   * The operation.
   */
  op: "rebalance";
  /**
   * The work that it may take.
   */
  effort?: Effort;
  /**
   * The language of messages.
   */
  lang?: Lang;
  /**
   * The day on which the rules of the plan are asked about: those not in force then bind nothing. All bind if absent. Only with a plan.
   */
  date?: Day | null;
  /**
   * The plan.
   */
  plan: Plan;
  /**
   * What is wished for, in euros by line id; lines left out wish for their approved amounts. It need neither sum to the total nor respect a rule.
   */
  wish?: Amounts;
  /**
   * Changes that are to be met, one after another, each to the cent where the rules and those before it allow, else as nearly as they do. With it, wish may be absent.
   */
  give?: Give;
  /**
   * The lines, by id, and labels, as key=value, from which the money may come; all if absent. Other lines change only where without them less could be given, or derived lines would not hold what is due.
   */
  from?: string[] | null;
  /**
   * Whether the changes of give are met by each of three measures, to choose from: least_squares, in_proportion, fewest_lines. Only with give.
   */
  choices?: boolean | null;
  /**
   * What counts as near; least_squares if absent.
   */
  measure?: Measure | null;
  /**
   * How much a change of each line counts, by line id; 1 for lines left out. Larger numbers and decimals are brought to lowest terms, which are from 1 to 1073741824, or to less where the total and the wishes are so large that squares would leave 128 bits.
   */
  weights?: {
    [k: string]: CountingWeight;
  } | null;
  /**
   * Whether the answer comes with a proof that anybody can check; it does not if absent.
   */
  proof?: boolean | null;
  /**
   * The authorization that may be used: rules whose breach needs more are respected. Free if absent.
   */
  up_to?: Authorization | null;
}

/**
 * What lines, or all lines with a value of a label, are to get beside what they hold; what they are to give, with a minus. A map from the line's id or key=value, or a list.
 */
export type Give =
  | {
      [k: string]: Change;
    }
  | GiveEntry[]
  | null;

/**
 * What one line or one label is to get.
 */
export interface GiveEntry {
  /**
   * The line.
   */
  line?: Id;
  /**
   * The label: one key with one value.
   */
  label?: {
    [k: string]: string;
  };
  /**
   * What it is to get, in euros.
   */
  change: Change;
}

/**
 * Says whether the rules can hold together and, if not, which clash and what is the cheapest way out. Where rules bound neither a line, nor a sum of lines, nor the movement of all lines (flow, step, derived, a share of another scope), an allocation is searched for; a search that reaches its limit leaves feasible null.
 */
export interface DiagnoseRequest {
  /**
   * Any JSON value; the response has the same. Null if absent.
   */
  id?: unknown;
  /**
   * The operation.
   */
  op: "diagnose";
  /**
   * The work that it may take.
   */
  effort?: Effort;
  /**
   * The language of messages.
   */
  lang?: Lang;
  /**
   * The day on which the rules of the plan are asked about: those not in force then bind nothing. All bind if absent. Only with a plan.
   */
  date?: Day | null;
  /**
   * The plan.
   */
  plan: Plan;
  /**
   * Whether the answer comes with a proof that anybody can check; it does not if absent.
   */
  proof?: boolean | null;
  /**
   * The authorization that may be used: rules whose breach needs more count. Free if absent.
   */
  up_to?: Authorization | null;
}

/**
 * Says whether a proof proves what it says, without a search.
 */
export interface VerifyRequest {
  /**
   * Any JSON value; the response has the same. Null if absent.
   */
  id?: unknown;
  /**
   * The operation.
   */
  op: "verify";
  /**
   * The work that it may take.
   */
  effort?: Effort;
  /**
   * The language of messages.
   */
  lang?: Lang;
  /**
   * The plan that the proof is about, as it was handed over: blanks and the order of fields do not count. Absent if the proof is about none.
   */
  plan?: Plan | null;
  /**
   * The proof.
   */
  proof: Proof;
}

/**
 * Claims about a plan, or about none, each with what proves it. docs/PROOFS.md says how it is checked.
 */
export interface Proof {
  /**
   * The format.
   */
  format: "riparto.proof/1";
  /**
   * The SHA-256 of the plan document in canonical form; absent if the claims are about no plan.
   */
  plan?: Hash;
  /**
   * The day on which rules bind; all do if absent.
   */
  date?: Day;
  /**
   * The authorization that may be used: rules whose breach needs more are kept. Free if absent.
   */
  up_to?: Authorization;
  /**
   * What it says.
   */
  claims: Claim[];
}

/**
 * What a proof says, by its name, with what proves it.
 */
export type Claim =
  | {
      /**
       * These amounts keep the rules.
       */
      feasible: {
        /**
         * The amounts.
         */
        amounts: CentsByPlace;
      };
    }
  | {
      /**
       * These amounts keep the rules, and none that do are nearer to the wish by more than the gap.
       */
      nearest: {
        /**
         * What counts as near.
         */
        measure: "least_squares" | "least_moved" | "least_peak";
        /**
         * What lines wish for, in cents by line id; lines left out wish for their approved amounts.
         */
        wish?: CentsById;
        /**
         * How many times a change of a line counts, by line id; once for lines left out.
         */
        weights?: CentsById;
        /**
         * The amounts.
         */
        amounts: CentsByPlace;
        /**
         * How far they are from the wish.
         */
        objective: WholeNumber;
        /**
         * By how much others may be nearer, as far as is proven; zero if absent.
         */
        gap?: WholeNumber;
        /**
         * Why none are.
         */
        bound: LowerBound;
      };
    }
  | {
      /**
       * No amounts keep the rules.
       */
      impossible: {
        /**
         * The rules by id; all if absent.
         */
        rules?: Id[];
        /**
         * Why there are none.
         */
        bound: LowerBound;
      };
    }
  | {
      /**
       * No amounts keep these rules, and without any one of them some keep the others.
       */
      irreducible: {
        /**
         * The rules by id.
         */
        rules: Id[];
        /**
         * For each rule, amounts that keep the others.
         */
        without: CentsByPlace[];
        /**
         * Why no amounts keep all.
         */
        bound: LowerBound;
      };
    }
  | {
      /**
       * These amounts miss the rules by so many cents in all, and none miss them by fewer.
       */
      cheapest_relaxation: {
        /**
         * By how many cents rules are missed, by id.
         */
        missed: CentsById;
        /**
         * The amounts.
         */
        amounts: CentsByPlace;
        /**
         * By how many fewer they may be missed, as far as is proven; zero if absent.
         */
        gap?: WholeNumber;
        /**
         * Why it takes so much.
         */
        bound: LowerBound;
      };
    }
  | {
      /**
       * These amounts are what a method of apportionment gives.
       */
      split: {
        /**
         * What is split, in cents.
         */
        total: number;
        /**
         * What it is split by, if not by criteria.
         */
        weights?: WholeNumber[];
        /**
         * The criteria by which it is split; their shares sum to one.
         *
         * Items: A criterion.
         */
        criteria?: {
          /**
           * Its share of the total.
           */
          share: FractionOfWholes;
          /**
           * A weight for each part.
           */
          weights: WholeNumber[];
        }[];
        /**
         * The method.
         */
        method: Method;
        /**
         * Which of equal claims gets a cent; the first if absent.
         */
        tie_break?: TieBreak;
        /**
         * The least that each part gets; nothing if absent.
         */
        floors?: CentsByPlace;
        /**
         * The most that each part gets; the total if absent.
         */
        ceilings?: CentsByPlace;
        /**
         * What each part gets first; nothing if absent.
         */
        fixed?: CentsByPlace;
        /**
         * Who pays for floors; all if absent.
         */
        payers?: boolean[];
        /**
         * The cents of which amounts are multiples; one if absent.
         */
        unit?: number;
        /**
         * The part that takes the leftover cents under cut_down, or what is below one unit.
         */
        residual_to?: Part;
        /**
         * What a divisor method would give without floors and ceilings, of which those who do not pay have theirs. Only with payers.
         */
        unbounded?: {
          /**
           * What weights are divided by there.
           */
          divisor: FractionOfWholes;
          /**
           * What each part would get.
           */
          amounts: CentsByPlace;
        };
        /**
         * Under half_up only: what the amounts sum to beyond the total; nothing if absent.
         */
        difference?: number;
        /**
         * What weights are divided by, as a fraction; its square under huntington_hill.
         */
        divisor: FractionOfWholes;
        /**
         * What each part gets.
         */
        amounts: CentsByPlace;
      };
    }
  | {
      /**
       * These amounts are what a rule makes of ballots.
       */
      aggregate: {
        /**
         * The rule.
         */
        rule: AggregationRule;
        /**
         * What each ballot splits, in cents.
         */
        total: number;
        /**
         * The ballots, if they are not counted.
         */
        ballots?: ClaimedBallot[];
        /**
         * In place of ballots, for each line amounts in cents with what the ballots that give it weigh.
         */
        counts?: ClaimedCount[][];
        /**
         * Whether phantoms rise by whole cents, so that nothing is rounded; no if absent.
         */
        integral?: boolean;
        /**
         * Only with integral: what lines hold at least; nothing if absent.
         */
        floors?: CentsByPlace;
        /**
         * Only with integral: what lines hold at most; the total if absent.
         */
        ceilings?: CentsByPlace;
        /**
         * When the phantoms stop, t times the total in cents, as a fraction; absent for rules without phantoms.
         */
        moment?: FractionOfWholes;
        /**
         * What each line gets.
         */
        amounts: CentsByPlace;
      };
    }
  | {
      /**
       * These transfers lead to the changes, and so many are needed at least.
       */
      fewest_transfers: {
        /**
         * By how many cents lines change, by id.
         */
        changes: {
          [k: string]: number;
        };
        /**
         * The transfers.
         */
        transfers: ClaimedTransfer[];
        /**
         * How many are needed at least.
         */
        at_least: number;
      };
    };

/**
 * A ballot of a claim.
 */
export interface ClaimedBallot {
  /**
   * How many equal ballots it counts for; 1 if absent.
   */
  weight?: number;
  /**
   * What it gives each line.
   */
  amounts: CentsByPlace;
}

/**
 * A transfer of a claim.
 */
export interface ClaimedTransfer {
  /**
   * The line that gives.
   */
  from: string;
  /**
   * The line that takes.
   */
  to: string;
  /**
   * How many cents.
   */
  cents: number;
}

/**
 * An amount in cents, and the weight of the ballots that give it.
 *
 * @minItems 2
 * @maxItems 2
 */
export type ClaimedCount = number[];

/**
 * A fraction: above and below the line.
 *
 * @minItems 2
 * @maxItems 2
 */
export type FractionOfWholes = WholeNumber[];

/**
 * Why no allocation costs less: prices of the total and of rows of rules, or two cases with a bound each.
 */
export type LowerBound =
  | {
      /**
       * What a cent costs.
       */
      prices: {
        /**
         * What prices are divided by; 1 if absent.
         */
        scale?: WholeNumber;
        /**
         * The price of the total; zero if absent.
         */
        total?: WholeNumber;
        /**
         * The prices of rows; zero for others.
         */
        rows?: RowPrice[];
      };
    }
  | {
      /**
       * What a line holds, or a row sums to, is at most an amount, or more.
       */
      cases: {
        /**
         * The line by id.
         */
        line?: Id;
        /**
         * The rule by id.
         */
        rule?: Id;
        /**
         * The part of the rule.
         */
        part?: string;
        /**
         * Which of its rows, from 0; the first if absent.
         */
        row?: number;
        /**
         * The amount in cents.
         */
        at_most: number;
        /**
         * Why no allocation costs less where it is at most that.
         */
        below: LowerBound;
        /**
         * Why none does where it is more.
         */
        above: LowerBound;
      };
    };

/**
 * The price of a row: above zero where its lower side holds, below zero where its upper side does.
 */
export interface RowPrice {
  /**
   * The rule by id.
   */
  rule: Id;
  /**
   * The line, or the value of a label, where the rule holds for each.
   */
  part?: string;
  /**
   * Which of the rows of the rule and part, from 0; the first if absent.
   */
  row?: number;
  /**
   * The price.
   */
  price: WholeNumber;
}

/**
 * Whole cents, one for each line or part in order.
 */
export type CentsByPlace = number[];

/**
 * Whole numbers by id.
 */
export interface CentsById {
  [k: string]: number;
}

/**
 * A whole number; as text of its digits beyond 53 bits.
 */
export type WholeNumber = number | string;

/**
 * Finds the fewest transfers from one allocation to another.
 */
export interface SettleRequest {
  /**
   * Any JSON value; the response has the same. Null if absent.
   */
  id?: unknown;
  /**
   * The operation.
   */
  op: "settle";
  /**
   * The work that it may take.
   */
  effort?: Effort;
  /**
   * The language of messages.
   */
  lang?: Lang;
  /**
   * The day on which the rules of the plan are asked about: those not in force then bind nothing. All bind if absent. Only with a plan.
   */
  date?: Day | null;
  /**
   * What each line holds, in euros by line id. With a plan it may be absent: its approved allocation; lines left out hold their approved amounts.
   */
  from?: Amounts | null;
  /**
   * What each line shall hold, in euros by line id: the same lines with the same sum. With a plan, lines left out hold their approved amounts.
   */
  to: Amounts;
  /**
   * A plan whose rules of flow the transfers respect; where the amounts themselves break other rules, the answer says what the transfers need.
   */
  plan?: Plan | null;
  /**
   * Only with a plan: the authorization that may be used; rules of flow whose breach needs more are respected. Free if absent.
   */
  up_to?: Authorization | null;
  /**
   * Whether the answer comes with a proof that anybody can check; it does not if absent.
   */
  proof?: boolean | null;
  /**
   * The least that a transfer should move, in euros: respected where that needs no more transfers.
   */
  minimum?: Amount | null;
}

/**
 * Makes one split of the splits that parties would like.
 */
export interface AggregateRequest {
  /**
   * Any JSON value; the response has the same. Null if absent.
   */
  id?: unknown;
  /**
   * The operation.
   */
  op: "aggregate";
  /**
   * The work that it may take.
   */
  effort?: Effort;
  /**
   * The language of messages.
   */
  lang?: Lang;
  /**
   * The day on which the rules of the plan are asked about: those not in force then bind nothing. All bind if absent. Only with a plan.
   */
  date?: Day | null;
  /**
   * What each ballot splits, in euros. May be left out where there is a plan; otherwise it is the plan's.
   */
  total?: Amount | null;
  /**
   * The ballots, one for each party: all with maps, or all with lists. Absent or null where there are counts.
   *
   * @minItems 1
   * @maxItems 1048576
   */
  ballots?: Ballot[] | null;
  /**
   * In place of ballots, how much weight stands at each amount of each line: counted elsewhere. The total is what they sum to, if it is not stated.
   */
  counts?: Counts | null;
  /**
   * How one split is made of many; ladder if absent.
   */
  rule?: AggregationRule | null;
  /**
   * A plan whose lines the ballots split its total over, whose parties they are of, and whose rules the outcome must respect.
   */
  plan?: Plan | null;
  /**
   * The authorization that may be used: rules of the plan whose breach needs more are respected. Free if absent.
   */
  up_to?: Authorization | null;
  /**
   * What to do with a ballot that misses lines or does not sum to the total; refused if absent.
   */
  completion?: Completion | null;
  /**
   * Whether the answer comes with a proof that anybody can check; it does not if absent.
   */
  proof?: boolean | null;
  /**
   * Within how many euros on every line two parties agree; the answer then names the heaviest set that does.
   */
  tolerance?: Amount | null;
  /**
   * Whether the answer also tells what phantoms that rise by whole cents make of the ballots: truthful to the cent. It does not if absent.
   */
  integral?: boolean | null;
  /**
   * Whether the answer also tells what each party and group obtains of what it asked for, and how near the outcome comes to all. It does not if absent.
   */
  fairness?: boolean | null;
  /**
   * Groups of parties by name, each a coalition of the fairness that is then told; not with counts.
   */
  groups?: {
    /**
     * @minItems 1
     */
    [k: string]: Id[];
  } | null;
}

/**
 * Counted ballots: for each line a map from amounts in euros to the weight of the ballots that give it that. The weights of each line sum to the same, and amounts times weights to the total times that.
 */
export interface Counts {
  [k: string]: {
    [k: string]: Weight;
  };
}

/**
 * The split of the total that one party would like.
 */
export interface Ballot {
  /**
   * The party; each has one ballot.
   */
  party: Id;
  /**
   * How much the ballot counts; 1 if absent. Above zero. Whole numbers, or decimals as long as the weights have a common unit; in that unit all weigh at most 1073741824 together.
   */
  weight?: Weight | null;
  /**
   * In euros: a map by line id, in any order, or a list with one place for each line. They sum to the total, unless ballots are completed.
   */
  amounts:
    | {
        [k: string]: Amount | null;
      }
    | (Amount | null)[];
}

/**
 * A file of ballots.
 */
export interface Ballots {
  /**
   * The format and its version.
   */
  format: "riparto.ballots/1";
  /**
   * What each ballot splits, in euros. May be left out where there is a plan.
   */
  total?: Amount | null;
  /**
   * The ballots, one for each party: all with maps, or all with lists.
   *
   * @minItems 1
   * @maxItems 1048576
   */
  ballots: Ballot[];
  /**
   * What to do with a ballot that misses lines or does not sum to the total; refused if absent.
   */
  completion?: Completion | null;
}

/**
 * How one split is made of many. mean: the weighted mean of each line. median_normalized: the weighted median of each line, scaled to the total. The others are moving phantoms, and truthful before rounding: utilitarian (the least sum of distances to all ballots, the most even among ties), independent_markets, ladder (no line as far from its mean as under any other), piecewise_uniform, utilitarian_proportional (as near to all ballots together as a proportional one).
 */
export type AggregationRule =
  | "mean"
  | "median_normalized"
  | "utilitarian"
  | "independent_markets"
  | "ladder"
  | "piecewise_uniform"
  | "utilitarian_proportional";

/**
 * What to do with a ballot that misses lines or does not sum to the total. refused: it is an error, with the difference. Otherwise a missing amount counts as zero, and in_proportion: all lines grow or shrink in proportion, by largest remainder; equal_shift: all lines move by the same cents, down to zero, which is the nearest ballot; remainder_to: one line takes the difference, named by id or by position from zero.
 */
export type Completion =
  | ("refused" | "in_proportion" | "equal_shift")
  | {
      /**
       * The line that takes the difference.
       */
      remainder_to: LineNamed;
    };

/**
 * A line by its id, or by its position from zero.
 */
export type LineNamed = Id | Part;

/**
 * Which of some proposals can be approved together.
 */
export interface CompatibleRequest {
  /**
   * Any JSON value; the response has the same. Null if absent.
   */
  id?: unknown;
  /**
   * The operation.
   */
  op: "compatible";
  /**
   * The work that it may take.
   */
  effort?: Effort;
  /**
   * The language of messages.
   */
  lang?: Lang;
  /**
   * The day on which the rules of the plan are asked about: those not in force then bind nothing. All bind if absent. Only with a plan.
   */
  date?: Day | null;
  /**
   * The plan that they are made for.
   */
  plan: Plan;
  /**
   * The proposals, each with an id of its own.
   *
   * @maxItems 1024
   */
  proposals: Proposal[];
  /**
   * The highest authorization that they may need; exceptional if absent, so that only what is forbidden keeps one out.
   */
  up_to?: Authorization | null;
}

/**
 * Verifies a history of a co-design table and replays it.
 */
export interface ReplayRequest {
  /**
   * Any JSON value; the response has the same. Null if absent.
   */
  id?: unknown;
  /**
   * The operation.
   */
  op: "replay";
  /**
   * The work that it may take.
   */
  effort?: Effort;
  /**
   * The language of messages.
   */
  lang?: Lang;
  /**
   * The whole journal as one text, or its records in their order: each as the object that its line holds, or as the text of the line. Objects are put in canonical form first, so only texts show whether the bytes of a file are as they should be.
   */
  history: string | ({} | string)[];
  /**
   * A head that is known from elsewhere, and that the history must pass through.
   */
  head?: Head | null;
}

/**
 * Decides a command on the table of a history: the events that it leads to, as records to be appended, or why it is refused. The history given is not changed.
 */
export interface TableDecideRequest {
  /**
   * Any JSON value; the response has the same. Null if absent.
   */
  id?: unknown;
  /**
   * The operation.
   */
  op: "table_decide";
  /**
   * The work that it may take.
   */
  effort?: Effort;
  /**
   * The language of messages and texts.
   */
  lang?: Lang;
  /**
   * The history of the table; absent, null or empty before it is opened.
   */
  history?: History | null;
  /**
   * The command.
   */
  command?: Command | null;
  /**
   * Commands that are decided together, after command if both are given: all of them or none. Approvals among them do not make each other stale.
   */
  commands?: Command[] | null;
}

/**
 * Verifies a history, replays and audits it, and compares it with another copy.
 */
export interface TableVerifyRequest {
  /**
   * Any JSON value; the response has the same. Null if absent.
   */
  id?: unknown;
  /**
   * The operation.
   */
  op: "table_verify";
  /**
   * The work that it may take.
   */
  effort?: Effort;
  /**
   * The language of messages and texts.
   */
  lang?: Lang;
  /**
   * The history of the table.
   */
  history: History;
  /**
   * Heads that are known from elsewhere, and that the history must pass through.
   */
  heads?: Head[] | null;
  /**
   * The short form of a head, as minutes print it, that the history must pass through.
   */
  typed?: string | null;
  /**
   * A checkpoint that the history must agree with.
   */
  checkpoint?: {
    /**
     * The signed note, as `riparto table checkpoint` and `cosign` write it.
     */
    note: string;
    /**
     * The public keys that are trusted; those that the history declares if absent, which its keeper could have written too.
     */
    keys?: string[] | null;
    /**
     * How many parties must have signed it; 1 if absent.
     */
    cosigned?: number | null;
  } | null;
  /**
   * Another copy of the history, to tell where the two part.
   */
  against?: History | null;
}

/**
 * Tells a table as it stands, or as it stood after an event: its plan, policies, proposals and sittings.
 */
export interface TableStateRequest {
  /**
   * Any JSON value; the response has the same. Null if absent.
   */
  id?: unknown;
  /**
   * The operation.
   */
  op: "table_state";
  /**
   * The work that it may take.
   */
  effort?: Effort;
  /**
   * The language of messages and texts.
   */
  lang?: Lang;
  /**
   * The history of the table.
   */
  history: History;
  /**
   * The revision after which it is told; the last if absent.
   */
  at?: Revision | null;
  /**
   * Proposals that are not decided, in the order in which they are counted as if they were approved.
   */
  with?: Id[] | null;
  /**
   * What is told beside the state: positions (who said what of which proposal), queue (what waits for each party).
   */
  tell?: ("positions" | "queue")[] | null;
  /**
   * Scenarios that are compared with the table and with each other.
   */
  scenarios?: Scenario[] | null;
}

/**
 * A scenario: what was accepted in it, beside the history that it was forked from.
 */
export interface Scenario {
  /**
   * What it is called.
   */
  name: string;
  /**
   * Its text, riparto.scenario/1: a line for the head that it was forked from (a map of format and origin), and a line for each command, in canonical JSON.
   */
  lines: string;
}

/**
 * The first line of a scenario, riparto.scenario/1; the others are commands.
 */
export interface ScenarioFork {
  /**
   * The format.
   */
  format: "riparto.scenario/1";
  /**
   * The head of the history that it was forked from.
   */
  origin: Head;
}

/**
 * Keys of labels that lines have.
 */
export type LabelKeys = string[];

/**
 * Tells what changed on each line since the original plan, and what is used and left of each allowance for change.
 */
export interface TableLedgerRequest {
  /**
   * Any JSON value; the response has the same. Null if absent.
   */
  id?: unknown;
  /**
   * The operation.
   */
  op: "table_ledger";
  /**
   * The work that it may take.
   */
  effort?: Effort;
  /**
   * The language of messages and texts.
   */
  lang?: Lang;
  /**
   * The label keys by whose values totals are told, such as partner; none are told if absent.
   */
  by?: LabelKeys | null;
  /**
   * The history of the table.
   */
  history: History;
}

/**
 * Tells what happened at a table, event by event.
 */
export interface TableLogRequest {
  /**
   * Any JSON value; the response has the same. Null if absent.
   */
  id?: unknown;
  /**
   * The operation.
   */
  op: "table_log";
  /**
   * The work that it may take.
   */
  effort?: Effort;
  /**
   * The language of messages and texts.
   */
  lang?: Lang;
  /**
   * The history of the table.
   */
  history: History;
  /**
   * How many events are told, the last ones, one at least; all if absent.
   */
  last?: Revision | null;
  /**
   * Only what this party did; what all did if absent.
   */
  by?: string | null;
}

/**
 * Writes the minutes of a sitting, or of the whole table.
 */
export interface TableMinutesRequest {
  /**
   * Any JSON value; the response has the same. Null if absent.
   */
  id?: unknown;
  /**
   * The operation.
   */
  op: "table_minutes";
  /**
   * The work that it may take.
   */
  effort?: Effort;
  /**
   * The language of messages and texts.
   */
  lang?: Lang;
  /**
   * The history of the table.
   */
  history: History;
  /**
   * The id of the sitting; the whole table if absent.
   */
  sitting?: Id | null;
}

/**
 * Makes a submission of a proposal or a ballot: one of the two.
 */
export interface SealRequest {
  /**
   * Any JSON value; the response has the same. Null if absent.
   */
  id?: unknown;
  /**
   * The operation.
   */
  op: "seal";
  /**
   * The work that it may take.
   */
  effort?: Effort;
  /**
   * The language of messages and texts.
   */
  lang?: Lang;
  /**
   * What is proposed.
   */
  proposal?: Proposal | null;
  /**
   * How a party would split the total.
   */
  ballot?: SubmittedBallot | null;
  /**
   * The head of the history that it is made against; absent on a plan without a history.
   */
  against?: Head | null;
  /**
   * When it is made, as the caller states it: a day, or a moment with its offset.
   */
  when?: string | null;
}

/**
 * Reads a submission, and says whether it was changed on its way.
 */
export interface UnsealRequest {
  /**
   * Any JSON value; the response has the same. Null if absent.
   */
  id?: unknown;
  /**
   * The operation.
   */
  op: "unseal";
  /**
   * The work that it may take.
   */
  effort?: Effort;
  /**
   * The language of messages and texts.
   */
  lang?: Lang;
  /**
   * The submission.
   */
  submission: Submission;
}

/**
 * The whole journal as one text, or its records in their order: each as the object that its line holds, or as the text of the line. Objects are put in canonical form first.
 */
export type History = string | ({} | string)[];

/**
 * What a party asks of a table. docs/TABLE.md says who may ask what, and what it leads to.
 */
export interface Command {
  /**
   * The command's own id: sent twice, it is carried out once.
   */
  id: Id;
  /**
   * The id of the party that asks.
   */
  party: Id;
  /**
   * What is asked.
   */
  do: Action;
  /**
   * The head that the history must have, for the command not to be refused as head_moved.
   */
  expect?: Head | null;
  /**
   * When it was given, as the caller states it: a day, or a moment with its offset.
   */
  when?: string | null;
  /**
   * Who acts for the party.
   */
  actor?: Title | null;
  /**
   * What the caller's program knows of it: at most 4096 bytes as canonical JSON, with whole numbers only.
   */
  metadata?: {} | null;
  /**
   * The signature of the party, as docs/HISTORY.md describes it.
   */
  signed?: {
    /**
     * The head that the command was made on.
     */
    on: Head;
    /**
     * The id of the key and the signature, in base64.
     */
    signature: PlainText;
  } | null;
}

/**
 * What is asked: a map with just one key.
 */
export interface Action {
  /**
   * Opens the table on a plan. By an authority of the plan.
   */
  open?: {
    /**
     * The plan document. What is no plan is refused as malformed.
     */
    plan: {};
    /**
     * Whose agreement approvals need; the authority decides alone if absent.
     */
    policies?: Policies;
  };
  /**
   * Opens a sitting. By the authority or the lead.
   */
  open_sitting?: {
    /**
     * The id of the sitting, one that no other had.
     */
    sitting: Id;
    /**
     * Its day, not before that of the last one.
     */
    date: Day;
    /**
     * Its title; empty if absent.
     */
    title?: PlainText;
  };
  /**
   * Closes the sitting. By the authority or the lead.
   */
  close_sitting?: {};
  /**
   * Sets right what was recorded of a sitting. By the authority.
   */
  correct_sitting?: {
    /**
     * Its id, or a former one.
     */
    sitting: Id;
    /**
     * Its new id, one that no sitting had.
     */
    renamed?: Id | null;
    /**
     * Its day.
     */
    date?: Day | null;
    /**
     * Its title.
     */
    title?: PlainText | null;
    /**
     * Why: a text that is not blank.
     */
    reason: PlainText;
  };
  /**
   * States what the minutes say of a sitting beside its acts, also of one that is closed. What is absent stays as described before. By the authority or the lead.
   */
  describe_sitting?: {
    /**
     * The id of the sitting.
     */
    sitting: Id;
    /**
     * Where it is held.
     */
    place?: PlainText | null;
    /**
     * When it begins.
     */
    begins?: Hour | null;
    /**
     * When it ends; may be after midnight.
     */
    ends?: Hour | null;
    /**
     * The items of its agenda, in order.
     */
    agenda?: PlainText[] | null;
    /**
     * All who are present.
     */
    present?: Attendee[] | null;
  };
  /**
   * States the public key with which a party signs; a later one takes the place of the former. By that party, or by the authority.
   */
  declare_key?: {
    /**
     * The key, as `riparto table key` prints it: the id of the party, 8 digits, and base64, with `+` between them.
     */
    key: PlainText;
  };
  /**
   * Writes a proposal that is not yet on the table.
   */
  draft?: {
    /**
     * The proposal, by this party.
     */
    proposal: Proposal;
    /**
     * The revision that it was made against; the latest if absent.
     */
    against?: Revision | null;
  };
  /**
   * Writes a proposal and puts it on the table.
   */
  propose?: {
    /**
     * The proposal, by this party.
     */
    proposal: Proposal;
    /**
     * The revision that it was made against; the latest if absent.
     */
    against?: Revision | null;
  };
  /**
   * Puts a draft on the table. By its party.
   */
  table?: {
    /**
     * The id of the proposal.
     */
    proposal: Id;
  };
  /**
   * Replaces the text of a proposal by a new version. By its party.
   */
  amend?: {
    /**
     * The new version, with the id of the former.
     */
    proposal: Proposal;
    /**
     * The revision that it was made against; the latest if absent.
     */
    against?: Revision | null;
  };
  /**
   * Sends a proposal back to its party. By the authority.
   */
  request_changes?: {
    /**
     * The id of the proposal.
     */
    proposal: Id;
    /**
     * What should change.
     */
    reason: PlainText;
    /**
     * The version that is meant; the last if absent.
     */
    version?: Version | null;
  };
  /**
   * Takes a proposal off the table. By its party.
   */
  withdraw?: {
    /**
     * The id of the proposal.
     */
    proposal: Id;
    /**
     * Why; empty if absent.
     */
    reason?: PlainText;
  };
  /**
   * Says what a party, not the authority, thinks of a proposal.
   */
  state?: {
    /**
     * The id of the proposal.
     */
    proposal: Id;
    /**
     * What it thinks.
     */
    stance: Stance;
    /**
     * Why; an objection needs it.
     */
    reason?: PlainText;
    /**
     * The version that is meant; the last if absent.
     */
    version?: Version | null;
  };
  /**
   * Lets a proposal break a rule. By the authority.
   */
  waive?: {
    /**
     * The id of the proposal.
     */
    proposal: Id;
    /**
     * The id of the rule.
     */
    rule: Id;
    /**
     * Why: a text that is not blank.
     */
    reason: PlainText;
    /**
     * The version that is meant; the last if absent.
     */
    version?: Version | null;
  };
  /**
   * Puts a proposal on the allocation that was approved since. By its party or the authority.
   */
  rebase?: {
    /**
     * The id of the proposal.
     */
    proposal: Id;
  };
  /**
   * Approves a proposal: the allocation changes. By the authority.
   */
  approve?: {
    /**
     * The id of the proposal.
     */
    proposal: Id;
    /**
     * The act that the approval is based on; empty if absent.
     */
    act?: PlainText;
    /**
     * The documents that come with it, by the names under which rules require them; none if absent.
     */
    documents?: NamesRequired;
    /**
     * The bodies that decided, by the names that rules give them; none if absent.
     */
    decided_by?: NamesRequired;
    /**
     * The version that is meant; the last if absent.
     */
    version?: Version | null;
    /**
     * What to do if the allocation has changed since the proposal was made: refuse it, or put it on the new one; refuse if absent.
     */
    if_stale?: "refuse" | "rebase";
  };
  /**
   * Rejects a proposal. By the authority.
   */
  reject?: {
    /**
     * The id of the proposal.
     */
    proposal: Id;
    /**
     * Why: a text that is not blank.
     */
    reason: PlainText;
    /**
     * The version that is meant; the last if absent.
     */
    version?: Version | null;
  };
  /**
   * Proposes to take back an approved proposal, by the opposite transfers.
   */
  reverse?: {
    /**
     * The id of the approved proposal.
     */
    proposal: Id;
    /**
     * The id of the new proposal.
     */
    reversal: Id;
    /**
     * Why; empty if absent.
     */
    reason?: PlainText;
  };
  /**
   * Changes the total, by an act. By the authority.
   */
  change_envelope?: {
    /**
     * The id of the change.
     */
    change: Id;
    /**
     * The act.
     */
    act: PlainText;
    /**
     * By how much the total changes, in euros.
     */
    amount: Change;
    /**
     * How it falls on the lines; pro_rata if absent.
     */
    distribution?: Distribution;
    /**
     * The earlier change of the total that it takes back: its shares, named in distribution, are just the opposite.
     */
    reverses?: Id | null;
    /**
     * Rules that the act may break, with the reasons.
     */
    waivers?: {
      [k: string]: PlainText;
    };
  };
  /**
   * Adds a line by an act, with nothing on it. By the authority.
   */
  add_line?: {
    /**
     * The id of the act on lines.
     */
    change: Id;
    /**
     * The act.
     */
    act: PlainText;
    /**
     * The line.
     */
    line: NewLine;
    /**
     * Rules that the act may break, with the reasons.
     */
    waivers?: {
      [k: string]: PlainText;
    };
  };
  /**
   * Splits a line by an act: its amounts are divided to the cent, and it is closed. By the authority.
   */
  split_line?: {
    /**
     * The id of the act on lines.
     */
    change: Id;
    /**
     * The act.
     */
    act: PlainText;
    /**
     * The id of the line.
     */
    line: Id;
    /**
     * Its parts, two or more.
     */
    parts: LinePart[];
    /**
     * Rules that the act may break, with the reasons.
     */
    waivers?: {
      [k: string]: PlainText;
    };
  };
  /**
   * Closes a line by an act: it gives and receives nothing any more. By the authority.
   */
  close_line?: {
    /**
     * The id of the act on lines.
     */
    change: Id;
    /**
     * The act.
     */
    act: PlainText;
    /**
     * The id of the line.
     */
    line: Id;
    /**
     * The id of the line that receives what it holds, if it holds something.
     */
    remainder_to?: Id | null;
    /**
     * Rules that the act may break, with the reasons.
     */
    waivers?: {
      [k: string]: PlainText;
    };
  };
  /**
   * States how a party would split the total. A later one replaces it.
   */
  ballot?: {
    /**
     * What each line should hold, in euros; lines left out hold nothing.
     */
    amounts: Amounts;
  };
  /**
   * Closes the table by a final act that recognizes all changes. By the authority.
   */
  close?: {
    /**
     * The act.
     */
    act: PlainText;
  };
}

/**
 * A day of the calendar.
 */
export type Day = string;

/**
 * How often a proposal was written: 1 before it is amended.
 */
export type Version = number;

/**
 * What a party says of a proposal: consent, objection, or abstention, which counts for the quorum.
 */
export type Stance = "consent" | "objection" | "abstention";

/**
 * Labels of a line by key.
 */
export interface Labels {
  [k: string]: Title;
}

/**
 * A line that an act adds, with nothing on it.
 */
export interface NewLine {
  /**
   * The id, that of no other line.
   */
  id: Id;
  /**
   * What a person reads; the id if absent.
   */
  title?: Title | null;
  /**
   * The labels; none if absent.
   */
  labels?: Labels;
}

/**
 * A part of a line that an act splits.
 */
export interface LinePart {
  /**
   * The id, that of no other line.
   */
  id: Id;
  /**
   * What a person reads; the id if absent.
   */
  title?: Title | null;
  /**
   * The labels, all of them; those of the line that is split if absent.
   */
  labels?: Labels;
  /**
   * What it holds of what the line was approved to hold, in euros.
   */
  approved: Amount;
  /**
   * What it holds of the line's original amount, in euros; as much as of the approved one if absent.
   */
  original?: Amount | null;
}

/**
 * The place and the hash of a record, which stand for all records up to it.
 */
export interface Head {
  /**
   * The record's place, from 1; 0 before the first.
   */
  revision: Revision;
  /**
   * The record's hash; 64 zeros before the first.
   */
  hash: Hash;
}

/**
 * How many events a history has.
 */
export type Revision = number;

/**
 * A SHA-256, as 64 hexadecimal digits.
 */
export type Hash = string;

/**
 * A response: the answer of the operation, or an error. The answers of diagnose and rebalance are alike where the rules clash.
 */
export type ApiResponse =
  | ApportionResponse
  | RetraceResponse
  | CheckResponse
  | AssessResponse
  | DraftResponse
  | ChangeEnvelopeResponse
  | HeadroomResponse
  | UnitsResponse
  | RebalanceResponse
  | DiagnoseResponse
  | VerifyResponse
  | SettleResponse
  | AggregateResponse
  | CompatibleResponse
  | ReplayResponse
  | TableDecideResponse
  | TableVerifyResponse
  | TableStateResponse
  | TableLedgerResponse
  | TableLogResponse
  | TableMinutesResponse
  | SealResponse
  | UnsealResponse
  | ErrorResponse;

/**
 * The answer to apportion.
 */
export interface ApportionResponse {
  /**
   * The id of the request.
   */
  id: unknown;
  /**
   * That the answer ended at the limit of work; absent if it did not.
   */
  effort?: EffortReached;
  /**
   * The split.
   */
  ok: {
    /**
     * The parts in euros, in the order of the weights; they sum to the total, but for half_up.
     */
    amounts: Amount[];
    /**
     * Under half_up only: the sum of the amounts less the total.
     */
    difference?: Change;
    /**
     * Who got which cent, and under which policy; absent if the request says so.
     */
    receipt?: Receipt;
    /**
     * The proof, where it was asked for; null where none could be made.
     */
    proof?: Proof | null;
    /**
     * Only where proof is null: why none could be made, in a sentence.
     */
    no_proof?: string;
  };
}

/**
 * The answer to retrace.
 */
export interface RetraceResponse {
  /**
   * The id of the request.
   */
  id: unknown;
  /**
   * That the answer ended at the limit of work; absent if it did not.
   */
  effort?: EffortReached;
  /**
   * What the published amounts are.
   */
  ok: {
    /**
     * Whether the published amounts sum to the total.
     */
    adds_up: boolean;
    /**
     * The published sum less the total.
     */
    difference: Change;
    /**
     * What nobody received of the total.
     */
    unassigned: Amount;
    /**
     * The unit in which the methods are compared.
     */
    unit: Amount;
    /**
     * What the amounts say about the weights. exact: a method reproduces every amount. rounding: lines are off by what rounding can explain, at most a unit for each part. too_coarse: no rounding explains the amounts, and the weights are their percentages as printed, with fewer decimals. other: the amounts were not made from these weights alone.
     */
    key: "exact" | "rounding" | "too_coarse" | "other";
    /**
     * The published amounts against each method, by its name. A divisor method is left out where its payers cannot pay.
     */
    methods: {
      [k: string]: RetracedMethod;
    };
    /**
     * The methods under which no line is off.
     */
    reproduced_by: Method[];
  };
}

/**
 * The published amounts against one method.
 */
export interface RetracedMethod {
  /**
   * How many lines are off.
   */
  lines_off: number;
  /**
   * By how many cents in all, signs dropped.
   */
  cents_off: number;
  /**
   * By how many cents the line is off that is off most.
   */
  largest: number;
  /**
   * The first ten parts that are off.
   *
   * @maxItems 10
   */
  lines: Part[];
  /**
   * What is published less what the method gives, for each of these lines.
   *
   * @maxItems 10
   */
  off: Change[];
  /**
   * What decided between equal claims; first if absent. Another one is named where it reproduces all amounts.
   */
  tie_break?: TieBreak;
  /**
   * The part that fits best for what is left: under cut_down, and for what the total has below one unit.
   */
  residual_to?: Part;
  /**
   * Under half_up only: the sum of the shares less the total.
   */
  difference?: Change;
}

/**
 * Why each part of a split is what it is.
 */
export interface Receipt {
  /**
   * How the amount was split.
   */
  method: Method;
  /**
   * What decided between equal claims.
   */
  tie_break: TieBreak;
  /**
   * Under cut_down only: the part that took the leftover cents.
   */
  residual_to?: Part;
  /**
   * The parts that differ from their exact share rounded down to the cent, in their order. A part's exact share is what proportion gives it within floors and ceilings, in fractions of a cent.
   *
   * Items: The cents of a part beyond its exact share rounded down.
   */
  leftovers: {
    /**
     * The part.
     */
    part: Part;
    /**
     * The id of the part's line; in change_envelope, and in aggregate where the ballots were maps.
     */
    line?: Id;
    /**
     * How many cents above its exact share rounded down; below, if negative, which only divisor methods do. Never zero.
     */
    cents: number;
    /**
     * How much of a cent the part's exact share was above the rounded one, as a fraction such as 2/3, or plainly where it is whole.
     */
    remainder: string;
  }[];
  /**
   * The parts, in their order, whose equal claims the tie break decided between; empty if there was no tie.
   */
  tied: Part[];
  /**
   * The parts, in their order, that got exactly their floor.
   */
  at_floor: Part[];
  /**
   * The parts, in their order, that got exactly their ceiling.
   */
  at_ceiling: Part[];
}

/**
 * The answer to check.
 */
export interface CheckResponse {
  /**
   * The id of the request.
   */
  id: unknown;
  /**
   * That the answer ended at the limit of work; absent if it did not.
   */
  effort?: EffortReached;
  /**
   * What the allocation breaks.
   */
  ok: {
    /**
     * What all findings together need: the most that one of them needs that does not stand authorized, free if there is none.
     */
    authorization: Authorization;
    /**
     * How many findings come after those that are listed; absent if none do.
     */
    findings_more?: number;
    /**
     * Every rule that is broken, in the order of the rules.
     */
    findings: Finding[];
    /**
     * What is odd about the rules themselves, then about the labels.
     */
    notices: Notice[];
    /**
     * The totals by the values of labels. Absent without by.
     */
    by_label?: {
      /**
       * The label keys.
       */
      by: LabelKeys;
      /**
       * A row for each combination of values, in the order in which they first appear; they sum to the total.
       *
       * Items: The lines with these values.
       */
      rows: {
        /**
         * The value of each key; null where there is none.
         */
        labels: ValuesByKey;
        /**
         * What they hold, in euros.
         */
        amount: Amount;
      }[];
      /**
       * The total, in euros.
       */
      total: Amount;
    };
  };
}

/**
 * A rule that is broken. A rule with each has a finding for each line or label value that breaks it.
 */
export interface Finding {
  /**
   * The id of the broken rule.
   */
  rule: Id;
  /**
   * What the breach needs.
   */
  needs: Authorization;
  /**
   * What was found, in euros: the sum over the scope, the movement or flow, the line or transfer. Exact, also where transfers written back and forth sum to more than an amount may be.
   */
  found: Sum;
  /**
   * What the rule allows, in euros: at most, at least, just, or the next lower multiple of the step.
   */
  limit: Sum;
  /**
   * By how many euros the rule is broken: the distance between found and limit, never 0.00.
   */
  excess: Sum;
  /**
   * In assess only: by how many euros the rule was broken before the proposal; 0.00 if it was not.
   */
  excess_before?: Sum;
  /**
   * In assess only, and only where true: an approval brought what is broken, and the proposal makes it no worse; it is told and needs nothing anew.
   */
  stands_authorized?: true;
  /**
   * For which part the rule is broken; absent where it holds for the scope's sum.
   */
  part?: RulePart;
  /**
   * The documents that an approval of the breach needs; absent where none are named.
   */
  requires?: NamesRequired;
  /**
   * The bodies that decide on the breach; absent where none are named.
   */
  by?: NamesRequired;
  /**
   * The ids of the lines concerned, in the plan's order; for a transfer, where it comes from and goes to.
   *
   * @minItems 1
   */
  lines: Id[];
  /**
   * How many lines are concerned beside those that are listed; absent if all are listed.
   */
  lines_more?: number;
  /**
   * One sentence in English with the rule, the lines, what was found, what is allowed and the difference. For people: it may change.
   */
  message: string;
}

/**
 * What is odd about a rule or a label, though it can be understood. Rules compare labels as they are written; two texts are near-equal if they differ only in case, accents, blanks and punctuation.
 */
export interface Notice {
  /**
   * The rule's id, or that of one that goes by the label; absent where no rule does.
   */
  rule?: Id;
  /**
   * What is odd. never_binds: no allocation of this total can break the rule. contradicts_lock: none that keeps the locked lines can respect it. never_holds: none at all can. shadowed: the rule `other` asks at least as much of the same lines, at the same level or a stricter one. contradicts: no allocation can respect this rule and `other`. derived_from_itself: the rule says who pays for lines that are derived from themselves, or by way of `other` from lines that are, so that they cannot follow. derived_twice: so do this rule and `other` for the same line. payers_derived: all lines that the rule names as payers are derived. selects_nothing: a pack's rule is about labels that no line has. near_equal_labels: values of one key are near-equal. near_equal_keys: keys are. blank_ended_label, blank_ended_key: a value or a key begins or ends with a blank. label_missing: lines lack a label that nearly all lines of the plan have (nine in ten of at least ten; where a rule goes by the key, three in four of at least four), or nearly all in the scope of a rule that holds for each of its values (three in four of at least four, or all others of at least three). label_unmatched, key_unmatched: a rule names a value or a key that no line has, and lines have a near-equal one, or a value that differs by a few letters. day_unknown: the rule is in force on some days only and no day is given, so it counts. not_in_force: it is not in force on the day that is given. more_labels: there are more notices about labels than the hundred that are told. line_twice, of a plan read from a workbook or CSV: rows are called the same and have the same labels, and each counts. code_shared, likewise: rows have the same code, so their column counts as a label.
   */
  code:
    | "never_binds"
    | "contradicts_lock"
    | "never_holds"
    | "shadowed"
    | "contradicts"
    | "derived_from_itself"
    | "derived_twice"
    | "payers_derived"
    | "selects_nothing"
    | "near_equal_labels"
    | "near_equal_keys"
    | "blank_ended_label"
    | "blank_ended_key"
    | "label_missing"
    | "label_unmatched"
    | "key_unmatched"
    | "day_unknown"
    | "not_in_force"
    | "more_labels"
    | "line_twice"
    | "code_shared";
  /**
   * The id of the other rule of two; absent where the notice is about one rule.
   */
  other?: Id;
  /**
   * The label's key; absent where the notice is about no label.
   */
  key?: string;
  /**
   * The spellings, at most ten, with the lines that carry each; one without text for lines that have no such label. The text that only a rule names comes first, with no line.
   *
   * @minItems 1
   */
  labels?: {
    /**
     * The value, or the key, as it is written; absent for lines without the label.
     */
    text?: string;
    /**
     * How many lines carry it.
     */
    count: number;
    /**
     * Their ids in the plan's order, the first ten at most.
     */
    lines: Id[];
  }[];
  /**
   * The rows of the table that was read, from 1, the first ten at most; absent where the notice is about none.
   *
   * @minItems 1
   */
  rows?: number[];
  /**
   * How many more spellings or rows there are, or in more_labels how many more notices; absent if none.
   */
  more?: number;
  /**
   * One sentence in English. For people: it may change.
   */
  message: string;
}

/**
 * The answer to assess.
 */
export interface AssessResponse {
  /**
   * The id of the request.
   */
  id: unknown;
  /**
   * That the answer ended at the limit of work; absent if it did not.
   */
  effort?: EffortReached;
  /**
   * What the proposal would do and what it needs.
   */
  ok: {
    /**
     * The approved allocation, in euros by line id, in the plan's order.
     */
    before: Amounts;
    /**
     * The allocation after the proposal, in euros by line id, in the plan's order.
     */
    after: Amounts;
    /**
     * The change of each line that changes, in euros by line id, in the plan's order; they sum to zero.
     */
    changes: {
      [k: string]: Change;
    };
    /**
     * What the proposal needs: the most that one of the findings needs, those from before included; free if there is none.
     */
    authorization: Authorization;
    /**
     * How many findings come after those that are listed; absent if none do.
     */
    findings_more?: number;
    /**
     * Every rule that is broken after the proposal, in the order of the rules, those broken before included.
     */
    findings: Finding[];
    /**
     * For a proposal of one transfer: the most that it could move with less authorization than it needs and without making worse what was broken before, one entry for each level that allows more than the one before. Empty for a free proposal and for several transfers; null where the effort was not enough to look for it.
     */
    would_pass:
      | {
          /**
           * The level of authorization.
           */
          authorization: Authorization;
          /**
           * The most that the transfer could move with it, in euros.
           */
          amount: Amount;
          /**
           * Only where the search ended before all was known: no amount above this passes; between the two nothing is proven.
           */
          at_most?: Amount;
        }[]
      | null;
    /**
     * For a proposal that needs more than up_to: the nearest one that does not, and what it would do. Null if there is none to be found, or if the proposal needs no more.
     */
    counter_proposal: CounterProposal | null;
    /**
     * What makes the lines right that rules derive from others. Null if they are right after the proposal, or if there are none.
     */
    completion: Completed | Incomplete | null;
    /**
     * The transfers that follow the proposal so that derived lines hold what is due, as their rules say who pays: all else in the answer counts them. Or why there are none: then the proposal is judged as it stands. Absent where nothing follows.
     */
    follows?: Following | Incomplete;
    /**
     * Where transfers are written once for what is co-financed: all transfers of the proposal, between lines, as they are judged. Absent where all name lines.
     */
    transfers?: Transfer[];
    /**
     * Before and after by the values of labels. Absent without by.
     */
    by_label?: {
      /**
       * The label keys.
       */
      by: LabelKeys;
      /**
       * A row for each combination of values.
       *
       * Items: The lines with these values.
       */
      rows: {
        /**
         * The value of each key; null where there is none.
         */
        labels: ValuesByKey;
        /**
         * What they hold before, in euros.
         */
        before: Amount;
        /**
         * What they hold after, in euros.
         */
        after: Amount;
        /**
         * After minus before, in euros.
         */
        change: Change;
        /**
         * The change in percent of what was before, to two decimals; null where that is nothing.
         */
        percent: string | null;
        /**
         * The level that the change belongs to.
         */
        needs: Authorization;
        /**
         * The allowance for just these lines that the change uses; absent where there is none.
         */
        allowance?: LedgerAllowance;
        /**
         * The rule that asks for the level; absent where the change is free.
         */
        rule?: Id;
        /**
         * Its source.
         */
        source?: string;
      }[];
      /**
       * The total before, in euros.
       */
      before: Amount;
      /**
       * The total after, in euros.
       */
      after: Amount;
      /**
       * The allowances that several rows share; absent if there are none.
       */
      shared_allowances?: LedgerAllowance[];
    };
  };
}

/**
 * A proposal in the place of one that needs more, what it would do, and which lines it changes that the other does not name.
 */
export interface CounterProposal {
  /**
   * The proposal, as a request takes it.
   */
  proposal: Proposal;
  /**
   * The change of each line that changes, in euros by line id, in the plan's order; they sum to zero.
   */
  changes: OtherProposal["changes"];
  /**
   * What it needs.
   */
  authorization: Authorization;
  /**
   * The ids of the lines that change though the proposal does not name them, as rules derive them from lines that it does, in the plan's order; absent if there are none.
   *
   * @minItems 1
   */
  derived?: Id[];
  /**
   * The ids of the lines that change though the proposal does not name them, as a rule says that they pay for derived lines, in the plan's order; absent if there are none.
   *
   * @minItems 1
   */
  payers?: Id[];
  /**
   * The ids of the other lines that change though the proposal does not name them, in the plan's order: nothing is admissible without them; absent if there are none.
   *
   * @minItems 1
   */
  unnamed?: Id[];
}

/**
 * Another proposal, and what it would do.
 */
export interface OtherProposal {
  /**
   * The proposal, as a request takes it.
   */
  proposal: Proposal;
  /**
   * The change of each line that changes, in euros by line id, in the plan's order; they sum to zero.
   */
  changes: {
    [k: string]: Change;
  };
  /**
   * What it needs.
   */
  authorization: Authorization;
}

/**
 * The proposal with the transfers after which every rule of a derived line holds, and what it would do then.
 */
export interface Completed {
  /**
   * That there are such transfers.
   */
  complete: true;
  /**
   * The transfers that are added at the end of the proposal's own.
   *
   * @minItems 1
   */
  added: Transfer[];
  /**
   * What the lines of each rule are due, in the order in which they are computed.
   *
   * @minItems 1
   *
   * Items: What the lines of a rule are due.
   */
  due: {
    /**
     * The rule's id.
     */
    rule: Id;
    /**
     * What its lines are due, in euros.
     */
    amount: Amount;
  }[];
  /**
   * The whole proposal, as a request takes it.
   */
  proposal: Proposal;
  /**
   * The change of each line that changes then, in euros by line id.
   */
  changes: OtherProposal["changes"];
  /**
   * What it needs.
   */
  authorization: Authorization;
}

/**
 * A proposal with the transfers that follow it.
 */
export interface Following {
  /**
   * That there are such transfers.
   */
  complete: true;
  /**
   * The transfers that follow, at the end of the proposal's own; none where what the request says follows is not needed.
   */
  added: Transfer[];
  /**
   * What the lines of each rule are due, in the order in which they are computed.
   */
  due: Completed["due"][number][];
  /**
   * The whole proposal, as a request takes it.
   */
  proposal: Proposal;
}

/**
 * What follows a change of the total.
 */
export interface FollowingChange {
  /**
   * That derived lines hold what is due with it.
   */
  complete: true;
  /**
   * What follows, in euros by the line's id: what derived lines take or set free, and who pays or receives it. It sums to zero, and is part of changes.
   */
  added: {
    [k: string]: Change;
  };
  /**
   * What the lines of each rule are due, in the order in which they are computed.
   */
  due: Completed["due"][number][];
}

/**
 * Why no transfers make the derived lines right.
 */
export interface Incomplete {
  /**
   * That there are no such transfers.
   */
  complete: false;
  /**
   * derived_cycle: rules derive lines from each other. derived_overlap: two rules derive the same line. no_balance: no line could balance. too_little: the lines that balance hold too little. no_whole_cents: no whole cents satisfy the rules, as the base changes with what is derived from it. too_many: too many rules and lines.
   */
  code: "derived_cycle" | "derived_overlap" | "no_balance" | "too_little" | "no_whole_cents" | "too_many";
  /**
   * One sentence in English. For people: it may change.
   */
  message: string;
}

/**
 * The answer to draft.
 */
export interface DraftResponse {
  /**
   * The id of the request.
   */
  id: unknown;
  /**
   * That the answer ended at the limit of work; absent if it did not.
   */
  effort?: EffortReached;
  /**
   * What the draft comes to, in numbers and as people read them.
   */
  ok: {
    /**
     * The approved total.
     */
    total: Amount;
    /**
     * As people read it.
     */
    total_text: string;
    /**
     * The total less what the lines hold.
     */
    remainder: Change;
    /**
     * As people read it.
     */
    remainder_text: string;
    /**
     * What is left over or lacks, as a sentence.
     */
    remainder_sentence: string;
    /**
     * The most that any finding needs.
     */
    authorization: Authorization;
    /**
     * That, as the beginning of a sentence.
     */
    verdict: string;
    /**
     * Everything that the draft breaks; the remainder counts nowhere.
     */
    findings: Finding[];
    /**
     * How many findings are not listed; absent if all are.
     */
    findings_more?: number;
    /**
     * All lines, in the plan's order.
     */
    lines: DraftLine[];
    /**
     * For each key of by, a row for each value.
     */
    groups: DraftGroup[];
    /**
     * Transfers that lead to the draft; null where it does not sum to the total.
     */
    transfers:
      | {
          /**
           * The line that gives.
           */
          from: string;
          /**
           * The line that receives.
           */
          to: string;
          /**
           * What moves.
           */
          amount: Amount;
          /**
           * As people read it.
           */
          text: string;
          /**
           * How many thousandths of what moves it is.
           */
          part: number;
        }[]
      | null;
    /**
     * All levels of authorization, in words.
     */
    levels: {
      /**
       * The name.
       */
      level: Authorization;
      /**
       * In words.
       */
      text: string;
    }[];
    /**
     * Only with headroom: how far each line may go.
     */
    margins?: DraftMargin[];
    /**
     * Only with reach: how far each line may go in the draft.
     */
    reach?: DraftReach[];
    /**
     * Only with cover: how it ended. The amounts are those of the draft where it did not succeed.
     */
    cover?: {
      /**
       * Null where it is not known within the effort.
       */
      feasible: boolean | null;
      /**
       * Why not.
       */
      message?: string;
    };
    /**
     * Only with advice, where something moves: sentences on what would pass with less authorization; empty if there is nothing to say.
     */
    would_pass?: string;
    /**
     * Only with advice: an allocation that is not forbidden, for a draft that is; null where there is none, or no need.
     */
    nearest?: {
      /**
       * What all lines hold then.
       */
      amounts: Amounts;
      /**
       * What that needs.
       */
      authorization: Authorization;
      /**
       * What moves in all, as people read it.
       */
      moved_text: string;
    } | null;
    /**
     * Only with advice, for a draft of several transfers: for each level below what it needs that lets more pass than those before, the allocation that comes nearest to the draft.
     */
    ways?: {
      /**
       * The level: what it needs at most.
       */
      authorization: Authorization;
      /**
       * What all lines hold then.
       */
      amounts: Amounts;
      /**
       * How much that moves, and how much the draft does.
       */
      text: string;
    }[];
  };
}

/**
 * A line in a draft.
 */
export interface DraftLine {
  /**
   * The id of the line.
   */
  id: Id;
  /**
   * What is approved.
   */
  before: Amount;
  /**
   * What the draft has.
   */
  after: Amount;
  /**
   * After less before.
   */
  change: Change;
  /**
   * As people read it, without a currency sign.
   */
  before_text: string;
  /**
   * As people read it, without a currency sign.
   */
  after_text: string;
  /**
   * As people read it, with its sign; empty where nothing changes.
   */
  change_text: string;
  /**
   * The change in percent of what is approved; empty where nothing changes, or nothing was approved.
   */
  percent_text: string;
  /**
   * How many thousandths of the bar before and after fill.
   *
   * @minItems 2
   * @maxItems 2
   */
  bar: number[];
  /**
   * What a step of its handle is.
   */
  step: Amount;
  /**
   * How many thousandths of the total it holds after.
   */
  share: number;
  /**
   * True if a rule derives it from others; else absent.
   */
  derived?: true;
}

/**
 * The totals of a draft by one label.
 */
export interface DraftGroup {
  /**
   * The key of the label.
   */
  key: string;
  /**
   * A row for each value.
   */
  rows: {
    /**
     * The value; null for lines without one.
     */
    value: string | null;
    /**
     * How many lines have it.
     */
    lines: number;
    /**
     * What is approved.
     */
    before: Amount;
    /**
     * What the draft has.
     */
    after: Amount;
    /**
     * After less before.
     */
    change: Change;
    /**
     * As people read it, without a currency sign.
     */
    before_text: string;
    /**
     * As people read it, without a currency sign.
     */
    after_text: string;
    /**
     * As people read it, with its sign; empty where nothing changes.
     */
    change_text: string;
    /**
     * The change in percent of what is approved; empty where nothing changes, or nothing was approved.
     */
    percent_text: string;
    /**
     * How many thousandths of the bar before and after fill.
     *
     * @minItems 2
     * @maxItems 2
     */
    bar: number[];
  }[];
}

/**
 * How far a line may go from what is approved.
 */
export interface DraftMargin {
  /**
   * The id of the line.
   */
  line: Id;
  /**
   * What it may give.
   */
  give: {
    /**
     * The most, as in headroom.
     */
    amount: Amount;
    /**
     * As people read it.
     */
    text: string;
    /**
     * What the line holds then.
     */
    end: Amount;
    /**
     * Where on the bar it ends, in thousandths.
     */
    at: number;
    /**
     * What stops it, in words.
     */
    stopped_by: string;
    /**
     * The rules that stop it.
     */
    rules: Id[];
  };
  /**
   * What it may receive.
   */
  receive: {
    /**
     * The most, as in headroom.
     */
    amount: Amount;
    /**
     * As people read it.
     */
    text: string;
    /**
     * What the line holds then.
     */
    end: Amount;
    /**
     * Where on the bar it ends, in thousandths.
     */
    at: number;
    /**
     * What stops it, in words.
     */
    stopped_by: string;
    /**
     * The rules that stop it.
     */
    rules: Id[];
  };
}

/**
 * How far a line may go in a draft while all others stay as they are.
 */
export interface DraftReach {
  /**
   * The id of the line.
   */
  line: Id;
  /**
   * What it may give to the remainder.
   */
  give: {
    /**
     * The most.
     */
    amount: Amount;
    /**
     * As people read it.
     */
    text: string;
    /**
     * What the line holds then.
     */
    end: Amount;
    /**
     * Where on the bar it ends, in thousandths.
     */
    at: number;
    /**
     * What stops it, in words.
     */
    stopped_by: string;
    /**
     * The rules that stop it.
     */
    rules: Id[];
  };
  /**
   * What it may take from the remainder, or leave it lacking.
   */
  receive: {
    /**
     * The most.
     */
    amount: Amount;
    /**
     * As people read it.
     */
    text: string;
    /**
     * What the line holds then.
     */
    end: Amount;
    /**
     * Where on the bar it ends, in thousandths.
     */
    at: number;
    /**
     * What stops it, in words.
     */
    stopped_by: string;
    /**
     * The rules that stop it.
     */
    rules: Id[];
  };
  /**
   * Where the line takes up the whole remainder, as far as it can; absent where there is none.
   */
  settled?: {
    /**
     * What the line holds then.
     */
    end: Amount;
    /**
     * Where on the bar that is, in thousandths.
     */
    at: number;
  };
}

/**
 * The answer to change_envelope.
 */
export interface ChangeEnvelopeResponse {
  /**
   * The id of the request.
   */
  id: unknown;
  /**
   * That the answer ended at the limit of work; absent if it did not.
   */
  effort?: EffortReached;
  /**
   * The allocation of the new total, or why no allocation of it respects the rules.
   */
  ok: ChangedEnvelope | Infeasible;
}

/**
 * The allocation after a change of the total, and why each line holds what it does.
 */
export interface ChangedEnvelope {
  /**
   * That the change can be made.
   */
  feasible: true;
  /**
   * The new total, in euros.
   */
  total: Amount;
  /**
   * The new allocation, in euros by line id, in the plan's order; it sums to the new total.
   */
  amounts: Amounts;
  /**
   * The change of each line that changes, in euros by line id, in the plan's order; they sum to the change of the total.
   */
  changes: {
    [k: string]: Change;
  };
  /**
   * The most that one of the findings needs; free if there is none.
   */
  authorization: Authorization;
  /**
   * How many findings come after those that are listed; absent if none do.
   */
  findings_more?: number;
  /**
   * Every rule that the new allocation breaks, in the order of the rules. It is the approved one then, so what is measured against that cannot be broken.
   */
  findings: Finding[];
  /**
   * Who got which leftover cent, where the change was split; parts are lines by position. Null for named and nearest.
   */
  receipt: Receipt | null;
  /**
   * How near the allocation is to the wish, and what holds it there; null where it was not searched for.
   */
  nearest: {
    /**
     * How far it is from the wish by each measure.
     */
    objective: Nearest["objective"];
    /**
     * The measures by which none is nearer.
     */
    optimal_for: Nearest["optimal_for"];
    /**
     * The rules met without a cent to spare.
     */
    binding: Nearest["binding"];
    /**
     * As in the answer to rebalance.
     */
    wish_follows?: Nearest["wish_follows"];
    /**
     * The lines that the rules make rise though the total is cut, or fall though it is raised; absent if none.
     *
     * @minItems 1
     */
    against?: Id[];
  } | null;
  /**
   * What follows the distribution so that derived lines hold what is due, as their rules say who pays: all else in the answer but the receipt counts it. Or why nothing does: then the change is as it was distributed. Absent where nothing follows.
   */
  follows?: FollowingChange | Incomplete;
}

/**
 * The answer to headroom.
 */
export interface HeadroomResponse {
  /**
   * The id of the request.
   */
  id: unknown;
  /**
   * That the answer ended at the limit of work; absent if it did not.
   */
  effort?: EffortReached;
  /**
   * A margin for each line, by line id, in the plan's order; with by, a margin for the lines of each combination of values.
   */
  ok:
    | {
        [k: string]: Margin;
      }
    | LabelHeadroom;
}

/**
 * How much the lines with each combination of values of labels may give to the others and receive from them, together, in one proposal in which they only give or only receive. The rows do not add up.
 */
export interface LabelHeadroom {
  /**
   * The label keys.
   */
  by: LabelKeys;
  /**
   * A row for each combination, in the order in which the values first appear.
   *
   * Items: The lines with these values.
   */
  rows: {
    /**
     * The value of each key; null where there is none.
     */
    labels: ValuesByKey;
    /**
     * What they hold, in euros.
     */
    amount: Amount;
    /**
     * The most that may go from them to other lines, in euros, of what was found.
     */
    give: Amount;
    /**
     * The rules that stop them from giving more; empty where amounts do.
     */
    give_rules: Id[];
    /**
     * What is proven to be the most, in euros; absent where it is what was found.
     */
    give_at_most?: Amount;
    /**
     * The most that may come to them from other lines, in euros, of what was found.
     */
    receive: Amount;
    /**
     * The rules that stop them from receiving more; empty where amounts do.
     */
    receive_rules: Id[];
    /**
     * What is proven to be the most, in euros; absent where it is what was found.
     */
    receive_at_most?: Amount;
  }[];
}

/**
 * The value of each label key; null where there is none.
 */
export interface ValuesByKey {
  [k: string]: string | null;
}

/**
 * The answer to units.
 */
export interface UnitsResponse {
  /**
   * The id of the request.
   */
  id: unknown;
  /**
   * That the answer ended at the limit of work; absent if it did not.
   */
  effort?: EffortReached;
  /**
   * What the line then holds, and what that takes.
   */
  ok: {
    /**
     * The id of the line.
     */
    line: Id;
    /**
     * Its quantities and unit cost.
     */
    units: Units;
    /**
     * Their product.
     */
    amount: Amount;
    /**
     * By how much that is more than what is approved for the line.
     */
    change: Change;
    /**
     * The transfer that it takes; absent without from, or where nothing changes.
     */
    transfer?: Transfer;
    /**
     * What the transfer needs with what follows it; only with transfer.
     */
    authorization?: Authorization;
    /**
     * What it breaks; only with transfer.
     */
    findings?: Finding[];
    /**
     * How many findings are not listed; absent if all are.
     */
    findings_more?: number;
    /**
     * What follows it, as rules say who pays for derived lines, or why nothing can; absent if nothing does.
     */
    follows?: Following | Incomplete;
  };
}

/**
 * How much one line of the approved allocation may give and receive.
 */
export interface Margin {
  /**
   * The most that may leave the line for all others together in one proposal, in euros.
   */
  give: Amount;
  /**
   * The id of the rule that alone stops the line from giving more; null where amounts do, or several rules.
   */
  give_rule: Id | null;
  /**
   * The part of `give_rule` that stops the line by itself: the line, its value of a label, or the values up to its own; absent where that rule holds for the scope's sum, or stops it together with other parts.
   */
  give_part?: RulePart;
  /**
   * Only where the limits of other lines stop it: the rules that keep them from taking more, the first 16.
   *
   * @minItems 1
   * @maxItems 16
   */
  give_rules?: Id[];
  /**
   * Only where the search ended before all was known: `give` passes, and no more than this does, in euros.
   */
  give_at_most?: Amount;
  /**
   * What follows where the line gives this much, as rules say who pays; absent where nothing does.
   */
  give_follows?: FollowedMargin;
  /**
   * The most that may enter the line from all others together in one proposal, in euros.
   */
  receive: Amount;
  /**
   * The id of the rule that alone stops the line from receiving more; null where amounts do, or several rules.
   */
  receive_rule: Id | null;
  /**
   * The part of `receive_rule` that stops the line by itself: the line, its value of a label, or the values up to its own; absent where that rule holds for the scope's sum, or stops it together with other parts.
   */
  receive_part?: RulePart;
  /**
   * Only where the limits of other lines stop it: the rules that keep them from giving more, the first 16.
   *
   * @minItems 1
   * @maxItems 16
   */
  receive_rules?: Id[];
  /**
   * Only where the search ended before all was known: `receive` passes, and no more than this does, in euros.
   */
  receive_at_most?: Amount;
  /**
   * What follows where the line receives this much, as rules say who pays; absent where nothing does.
   */
  receive_follows?: FollowedMargin;
}

/**
 * What derived lines change by where a line gives or receives as much as it may.
 */
export interface FollowedMargin {
  /**
   * What they take, or set free if that is more, in euros.
   */
  amount: Amount;
  /**
   * Whether it is part of what the line gives or receives; else it comes on top.
   */
  included: boolean;
  /**
   * The change of each of them, in euros by line id, in the plan's order.
   */
  changes: {
    [k: string]: Change;
  };
}

/**
 * The answer to rebalance.
 */
export interface RebalanceResponse {
  /**
   * The id of the request.
   */
  id: unknown;
  /**
   * That the answer ended at the limit of work; absent if it did not.
   */
  effort?: EffortReached;
  /**
   * The nearest allocation, or why no allocation respects the rules.
   */
  ok: Nearest | Infeasible | Unproven | GivingChoices;
}

/**
 * The changes met by each of three measures. Only with choices.
 */
export interface GivingChoices {
  /**
   * What each measure answers, in their order.
   *
   * Items: The answer for one measure.
   */
  choices: {
    /**
     * The measure.
     */
    measure: Measure;
    /**
     * What rebalance answers with it.
     */
    answer: Nearest | Infeasible | Unproven;
  }[];
  /**
   * Null where a proof was asked for: choices are many answers.
   */
  proof?: null;
  /**
   * Only where proof is null: why none could be made, in a sentence.
   */
  no_proof?: string;
}

/**
 * The allocation nearest to a wish, how near it is, what holds it there, and the way to it.
 */
export interface Nearest {
  /**
   * That an allocation respects the rules.
   */
  feasible: true;
  /**
   * Whether it is proven that none that respects the rules is nearer by the measure asked for. False only where rules bound no sums and the search reached its limit.
   */
  proven: boolean;
  /**
   * The nearest allocation, in euros by line id, in the plan's order; it sums to the total.
   */
  amounts: Amounts;
  /**
   * How far the allocation is from the wish by each measure, in cents. With weights, each line's change, or its square, counts so many times.
   */
  objective: {
    /**
     * The sum of the changes, signs dropped, in cents.
     */
    moved: Integer;
    /**
     * The sum of the squared changes, in squared cents.
     */
    squares: Integer;
    /**
     * The largest change, in cents.
     */
    peak: Integer;
    /**
     * How many lines change; only where the measure is fewest_lines.
     */
    lines?: Integer;
    /**
     * How far the allocation is from the exact shares: the sum of the squared differences in cents, each times the largest wish divided by that of the line, rounded up and at most 1024. Only where the measure is in_proportion.
     */
    off_share?: Integer;
    /**
     * How far from the wish, by the measure asked for, every allocation is that respects the rules: proven. Less than what this one is only where proven is false.
     */
    at_least?: Integer;
  };
  /**
   * What lines wish for with what follows the wish, in euros by the line's id, where that is not what was asked for: rules say who pays for derived lines. The objective counts from there. Absent where nothing follows.
   */
  wish_follows?: {
    [k: string]: Amount;
  };
  /**
   * The measures by which it is proven that no allocation that respects the rules is nearer: the one asked for, and others that this same answer is proven for. Empty where proven is false.
   */
  optimal_for: Measure[];
  /**
   * The ids of the rules that hold the allocation back from the wish, in the order of the rules: those that it meets without a cent to spare and that a cent moved nearer to the wish would break. Empty if the wish is met.
   */
  binding: Id[];
  /**
   * The transfers from the approved allocation to this one, none of which needs more than up_to; empty if nothing moves. Null where rules of flow leave no such transfers, though the amounts break no rule.
   */
  transfers: Transfer[] | null;
  /**
   * Only where transfers is null: the ids of the rules of flow that leave none.
   *
   * @minItems 1
   */
  transfers_blocked_by?: Id[];
  /**
   * What each part got, in euros by the line's id or key=value, in the order of the request; only where give was asked for.
   */
  given?: {
    [k: string]: Change;
  };
  /**
   * Whether each part got just what was asked for; only where give was asked for.
   */
  given_in_full?: boolean;
  /**
   * The ids of the lines that change though they are neither given to nor in from; empty without from. Only where give was asked for.
   */
  others?: Id[];
  /**
   * Only where transfers is null: the same rules, whether it is proven that there are no transfers, and a sentence.
   */
  blockage?: Blockage;
  /**
   * The proof, where it was asked for; null where none could be made.
   */
  proof?: Proof | null;
  /**
   * Only where proof is null: why none could be made, in a sentence.
   */
  no_proof?: string;
  /**
   * Only where the proof says that the amounts keep the rules and not that none are nearer: that in a sentence.
   */
  not_proven?: string;
}

/**
 * No allocation respects the rules.
 */
export interface Infeasible {
  /**
   * That no allocation respects the rules.
   */
  feasible: false;
  /**
   * It is always proven.
   */
  proven: true;
  /**
   * Which rules clash, and the cheapest way out.
   */
  conflict: Conflict;
  /**
   * The proof, where it was asked for; null where none could be made.
   */
  proof?: Proof | null;
  /**
   * Only where proof is null: why none could be made, in a sentence.
   */
  no_proof?: string;
}

/**
 * The search reached its limit before it found an allocation that respects the rules, or proved that there is none.
 */
export interface Unproven {
  /**
   * Neither true nor false.
   */
  feasible: null;
  /**
   * Nothing is proven.
   */
  proven: false;
  /**
   * The proof, where it was asked for; null where none could be made.
   */
  proof?: Proof | null;
  /**
   * Only where proof is null: why none could be made, in a sentence.
   */
  no_proof?: string;
}

/**
 * Rules that cannot hold together. The plan's total always stands and is not counted.
 */
export interface Conflict {
  /**
   * The ids of the rules of a smallest set that clashes, in the order of the rules: without any one of them the others can hold, if irreducible is true.
   *
   * @minItems 1
   */
  rules: Id[];
  /**
   * Where rules clash that hold for each line, each value of a label or each beginning of its values; absent if none of the rules does.
   *
   * @minItems 1
   *
   * Items: A rule with each, and those of its lines or values that clash.
   */
  parts?: {
    /**
     * The rule's id.
     */
    rule: Id;
    /**
     * The ids of the lines, the values of the label, or the last values of its beginnings.
     *
     * @minItems 1
     */
    of: string[];
    /**
     * The same with their keys, in the same order.
     *
     * @minItems 1
     */
    part: RulePart[];
  }[];
  /**
   * Whether no smaller set clashes; false where it is only proven that none of the rules can be spared.
   */
  minimal: boolean;
  /**
   * Whether it is proven that none of the rules can be spared. False only where rules bound no sums and a search reached its limit.
   */
  irreducible: boolean;
  /**
   * The fewest euros by which rules must give way so that all can hold: over all conflicts of the plan, not only this one. Null where no way out is known, as where only steps clash, which do not give way.
   */
  relaxation: Relaxation | null;
  /**
   * One sentence in English: what cannot hold together, by how much, and what lifts it. For people: it may change.
   */
  explanation: string;
}

/**
 * By how many euros rules give way so that all can hold.
 */
export interface Relaxation {
  /**
   * By how many euros rules give way in all.
   */
  total: Sum;
  /**
   * The rules that give way, in the order of the rules.
   *
   * Items: A rule that gives way.
   */
  rules: {
    /**
     * The rule's id.
     */
    rule: Id;
    /**
     * By how many euros its limit gives way, over all lines of a rule with each; of a share or a derived line, by how many the part does.
     */
    amount: Sum;
  }[];
  /**
   * Whether it is proven that rules cannot give way by less. False only where rules bound no sums, or three families of scopes cross, and the search reached its limit.
   */
  proven: boolean;
  /**
   * By how many euros rules must give way in all at the least: proven. Less than total only where proven is false.
   */
  at_least: Sum;
}

/**
 * The answer to diagnose.
 */
export interface DiagnoseResponse {
  /**
   * The id of the request.
   */
  id: unknown;
  /**
   * That the answer ended at the limit of work; absent if it did not.
   */
  effort?: EffortReached;
  /**
   * Whether the rules can hold together.
   */
  ok:
    | {
        /**
         * That some allocation respects the rules that count.
         */
        feasible: true;
        /**
         * It is always proven.
         */
        proven: true;
        /**
         * The proof, where it was asked for; null where none could be made.
         */
        proof?: Proof | null;
        /**
         * Only where proof is null: why none could be made, in a sentence.
         */
        no_proof?: string;
      }
    | Infeasible
    | Unproven;
}

/**
 * The answer to verify.
 */
export interface VerifyResponse {
  /**
   * The id of the request.
   */
  id: unknown;
  /**
   * That the answer ended at the limit of work; absent if it did not.
   */
  effort?: EffortReached;
  /**
   * Whether the proof proves what it says.
   */
  ok: {
    /**
     * Whether every claim is proven.
     */
    proven: boolean;
    /**
     * What it says, in its order.
     */
    claims: {
      /**
       * The name of the claim.
       */
      claim:
        | "feasible"
        | "nearest"
        | "impossible"
        | "irreducible"
        | "cheapest_relaxation"
        | "split"
        | "aggregate"
        | "fewest_transfers";
      /**
       * What it says, in a sentence.
       */
      message: string;
    }[];
    /**
     * Only where proven is false: the first reason, in a sentence.
     */
    why_not?: string;
  };
}

/**
 * The answer to settle.
 */
export interface SettleResponse {
  /**
   * The id of the request.
   */
  id: unknown;
  /**
   * That the answer ended at the limit of work; absent if it did not.
   */
  effort?: EffortReached;
  /**
   * The way from one allocation to the other, or the rules of flow that leave none.
   */
  ok: Settled | Blocked;
}

/**
 * The way from one allocation to the other.
 */
export interface Settled {
  /**
   * The transfers, in the order of the giving line, then of the taking one; no line passes money on. Empty if nothing changes.
   */
  transfers: Transfer[];
  /**
   * What moves in all, in euros: the sum of the increases.
   */
  volume: Amount;
  /**
   * Whether it is proven that fewer transfers cannot do.
   */
  fewest: boolean;
  /**
   * How many transfers are needed at least: proven.
   */
  at_least: number;
  /**
   * Only with a plan, and only where the transfers need more than up_to, as the amounts themselves break other rules than those of flow: what they need.
   */
  authorization?: Authorization;
  /**
   * Only with a minimum: the lines that change by less, so that no transfers can respect it there.
   */
  too_small?: Id[];
  /**
   * Only with a minimum: the transfers that move less.
   */
  below_minimum?: Transfer[];
  /**
   * The proof, where it was asked for; null where none could be made.
   */
  proof?: Proof | null;
  /**
   * Only where proof is null: why none could be made, in a sentence.
   */
  no_proof?: string;
}

/**
 * Rules of flow that leave no way from one allocation to the other.
 */
export interface Blocked {
  /**
   * That no way was found.
   */
  feasible: false;
  /**
   * What leaves no way.
   */
  blockage: Blockage;
  /**
   * Null where a proof was asked for: there are no transfers.
   */
  proof?: null;
  /**
   * Only where proof is null: why none could be made, in a sentence.
   */
  no_proof?: string;
}

/**
 * Rules for which there are no transfers from one allocation to another.
 */
export interface Blockage {
  /**
   * The ids of the rules.
   *
   * @minItems 1
   */
  rules: Id[];
  /**
   * Whether it is proven that there is no way; it may not be where several caps above zero share passages.
   */
  proven: boolean;
  /**
   * One sentence in English. For people: it may change.
   */
  message: string;
}

/**
 * The answer to aggregate.
 */
export interface AggregateResponse {
  /**
   * The id of the request.
   */
  id: unknown;
  /**
   * That the answer ended at the limit of work; absent if it did not.
   */
  effort?: EffortReached;
  /**
   * One split, or why no allocation respects the plan's rules.
   */
  ok: Aggregated | AggregatedCounts | Infeasible | Unproven;
}

/**
 * One split of many, and where they differ. Values by line are maps in the lines' order where the ballots were maps, and lists where they were lists.
 */
export interface Aggregated {
  /**
   * The rule that was used.
   */
  rule: AggregationRule;
  /**
   * That an allocation respects the plan's rules; only with a plan.
   */
  feasible?: true;
  /**
   * The outcome in euros by line; it sums to the total and, with a plan, respects its rules.
   */
  amounts: AmountsByLine;
  /**
   * What the rule of aggregation gives each line in cents, exactly, before rounding and before any repair.
   */
  exact:
    | {
        [k: string]: Fraction;
      }
    | Fraction[];
  /**
   * Who got which leftover cent when the exact split was rounded, and under which policy.
   */
  receipt: Receipt;
  /**
   * Whether a party that writes another ballot than it means can bring the outcome nearer to what it means. truthful_before_rounding: not the exact outcome, and in cents by less than one cent a line. ended_by_rules: it may, since the outcome was made to respect rules. not_truthful: it can.
   */
  guarantee: "truthful_before_rounding" | "ended_by_rules" | "not_truthful";
  /**
   * The same as a sentence in English for people. Its wording may change.
   */
  guarantee_text: string;
  /**
   * What phantoms that rise by whole cents make of the ballots, whatever the rules of a plan; only where it was asked for, and null for a rule without phantoms.
   */
  integral?: {
    /**
     * The outcome in euros by line; it sums to the total without rounding.
     */
    amounts: AmountsByLine;
    /**
     * No party can bring this outcome nearer to what it means by another ballot, not by a cent.
     */
    guarantee: "truthful_to_the_cent";
    /**
     * The same as a sentence for people. Its wording may change.
     */
    guarantee_text: string;
    /**
     * What they make inside the rules of the plan, where these are floors and ceilings of single lines; guaranteed as the amounts are. Only with a plan, and null where its rules bind more.
     */
    within?: AmountsByLine | null;
    /**
     * Only where within is null: why, in a sentence.
     */
    no_within?: string;
  } | null;
  /**
   * The proof, where it was asked for; null where none could be made.
   */
  proof?: Proof | null;
  /**
   * Only where proof is null: why none could be made, in a sentence.
   */
  no_proof?: string;
  /**
   * Where the ballots differ, and how far each is from the outcome.
   */
  disagreement: Disagreement;
  /**
   * What the outcome gives each party and coalition of what it asked for; only where it or groups were asked for.
   */
  fairness?: Fairness;
  /**
   * Parties whose ids differ only in case, accents and punctuation, in groups: each may be one party that votes twice. Left out where there are none.
   */
  near_equal_parties?: string[][];
  /**
   * The parties whose ballots were completed; absent if there are none.
   *
   * @minItems 1
   */
  completed?: Id[];
  /**
   * How the aggregate was moved inside the plan's rules; only with a plan.
   */
  repair?: {
    /**
     * The aggregate in whole cents, in euros by line.
     */
    before: AmountsByLine;
    /**
     * The sum of the changes from there to the outcome, signs dropped, in euros.
     */
    moved: Sum;
    /**
     * The ids of the rules that the outcome meets without a cent to spare.
     */
    binding: Id[];
    /**
     * The sum of the distances of all ballots to the outcome, each times its weight, in euros.
     */
    cost: Sum;
  };
  /**
   * The allocation inside the plan's rules whose sum of distances to all ballots is least, the most even among ties; only with a plan, and null where scopes of rules cross, which the search does not cover.
   */
  compromise?: {
    /**
     * The compromise in euros by line.
     */
    amounts: AmountsByLine;
    /**
     * The sum of the distances of all ballots to it, each times its weight, in euros.
     */
    cost: Sum;
  } | null;
}

/**
 * One split of counted ballots, and where they differ. Values by line are maps in the lines' order.
 */
export interface AggregatedCounts {
  /**
   * The rule that was used.
   */
  rule: AggregationRule;
  /**
   * That an allocation respects the plan's rules; only with a plan.
   */
  feasible?: true;
  /**
   * The outcome in euros by line; it sums to the total and, with a plan, respects its rules.
   */
  amounts: AmountsByLine;
  /**
   * What the rule of aggregation gives each line in cents, exactly, before rounding and before any repair.
   */
  exact:
    | {
        [k: string]: Fraction;
      }
    | Fraction[];
  /**
   * Who got which leftover cent when the exact split was rounded, and under which policy.
   */
  receipt: Receipt;
  /**
   * Whether a party that writes another ballot than it means can bring the outcome nearer to what it means. truthful_before_rounding: not the exact outcome, and in cents by less than one cent a line. ended_by_rules: it may, since the outcome was made to respect rules. not_truthful: it can.
   */
  guarantee: "truthful_before_rounding" | "ended_by_rules" | "not_truthful";
  /**
   * The same as a sentence in English for people. Its wording may change.
   */
  guarantee_text: string;
  /**
   * What each ballot splits, in euros.
   */
  total: Amount;
  /**
   * What all ballots weigh together.
   */
  weight: number;
  /**
   * Where the ballots differ, as far as counts tell.
   */
  disagreement: {
    /**
     * What all ballots grant, summed over the lines, in euros.
     */
    consensus: Amount;
    /**
     * The rest of the total, in euros.
     */
    contested: Amount;
    /**
     * Where ballots differ on each line.
     */
    lines: {
      [k: string]: {
        /**
         * What all ballots grant the line, in euros.
         */
        core: Amount;
        /**
         * The most that a ballot gives it, in euros.
         */
        most: Amount;
        /**
         * The difference, in euros.
         */
        contested: Amount;
      };
    };
    /**
     * The line on which most is contested, the first of several; null if all ballots are the same.
     */
    most_divided_line: Id | null;
    /**
     * The distance of the outcome to the mean of the ballots, in euros.
     */
    distance_from_mean: Sum;
  };
  /**
   * How the aggregate was moved inside the plan's rules; only with a plan.
   */
  repair?: {
    /**
     * The aggregate in whole cents, in euros by line.
     */
    before: AmountsByLine;
    /**
     * The sum of the changes from there to the outcome, signs dropped, in euros.
     */
    moved: Sum;
    /**
     * The ids of the rules that the outcome meets without a cent to spare.
     */
    binding: Id[];
    /**
     * The sum of the distances of all ballots to the outcome, each times its weight, in euros.
     */
    cost: Sum;
  };
  /**
   * The allocation inside the plan's rules whose sum of distances to all ballots is least, the most even among ties; only with a plan, and null where scopes of rules cross, which the search does not cover.
   */
  compromise?: {
    /**
     * The compromise in euros by line.
     */
    amounts: AmountsByLine;
    /**
     * The sum of the distances of all ballots to it, each times its weight, in euros.
     */
    cost: Sum;
  } | null;
  /**
   * What phantoms that rise by whole cents make of the ballots, whatever the rules of a plan; only where it was asked for, and null for a rule without phantoms.
   */
  integral?: {
    /**
     * The outcome in euros by line; it sums to the total without rounding.
     */
    amounts: AmountsByLine;
    /**
     * No party can bring this outcome nearer to what it means by another ballot, not by a cent.
     */
    guarantee: "truthful_to_the_cent";
    /**
     * The same as a sentence for people. Its wording may change.
     */
    guarantee_text: string;
    /**
     * What they make inside the rules of the plan, where these are floors and ceilings of single lines; guaranteed as the amounts are. Only with a plan, and null where its rules bind more.
     */
    within?: AmountsByLine | null;
    /**
     * Only where within is null: why, in a sentence.
     */
    no_within?: string;
  } | null;
  /**
   * How near the outcome comes to all; only where it was asked for.
   */
  fairness?: {
    /**
     * The sum of the distances, beside the least.
     */
    welfare: Welfare;
    /**
     * By what this is measured, in a sentence for people. Its wording may change.
     */
    measure_text: string;
  };
  /**
   * The proof, where it was asked for; null where none could be made.
   */
  proof?: Proof | null;
  /**
   * Only where proof is null: why none could be made, in a sentence.
   */
  no_proof?: string;
  /**
   * What counts do not tell, in a sentence for people. Its wording may change.
   */
  untold_text: string;
}

/**
 * The sum of the distances of all ballots to the outcome, each times its weight, in euros. A distance is the sum of the differences over the lines.
 */
export interface Welfare {
  /**
   * That sum.
   */
  distance: Sum;
  /**
   * The least that it is of any split of the total, whatever the rules of a plan.
   */
  least: Sum;
  /**
   * The difference.
   */
  excess: Sum;
}

/**
 * What an outcome gives each party and coalition of what it asked for. A party obtains on each line the less of what the outcome and its ballot give it: the total, less half of the distance.
 */
export interface Fairness {
  /**
   * How near the outcome comes to all ballots together.
   */
  welfare: Welfare;
  /**
   * For each ballot, in order.
   */
  parties: {
    /**
     * The party.
     */
    party: Id;
    /**
     * What its ballot weighs of all.
     */
    share_of_weight: Fraction;
    /**
     * The sum of the differences between the outcome and its ballot, in euros.
     */
    distance: Sum;
    /**
     * What would have to move for the outcome to be its ballot, in euros: half of the distance.
     */
    moved: Amount;
    /**
     * What it obtains of what it asked for, in euros.
     */
    obtained: Amount;
    /**
     * The same as a share of the total.
     */
    share_obtained: Fraction;
  }[];
  /**
   * The groups that were named; with tolerance, the clique and all others.
   */
  coalitions: {
    /**
     * What makes it one.
     */
    kind: "group" | "clique" | "others";
    /**
     * The name of a group.
     */
    name?: string;
    /**
     * Its parties.
     *
     * @minItems 1
     */
    parties: Id[];
    /**
     * What its ballots weigh of all.
     */
    share_of_weight: Fraction;
    /**
     * What its parties obtain of what they asked for, by weight, as a share.
     */
    share_obtained: Fraction;
    /**
     * The most that its parties could obtain, by weight, if they split alone the part of the total that they weigh.
     */
    share_alone: Fraction;
    /**
     * Whether that is more than what it obtains.
     */
    better_alone: boolean;
    /**
     * The party of it that obtains least, the first of several.
     */
    least_served: Id;
  }[];
  /**
   * By what this is measured, in a sentence for people. Its wording may change.
   */
  measure_text: string;
}

/**
 * Amounts in euros: a map by line id, or a list in the lines' order.
 */
export type AmountsByLine = Amounts | Amount[];

/**
 * A number of cents, in lowest terms: a fraction, or a whole number.
 */
export type Fraction = string;

/**
 * Where ballots differ. A distance is the sum of the differences over the lines: twice the euros that would have to move.
 */
export interface Disagreement {
  /**
   * What all ballots grant, summed over the lines: the consensus core, in euros.
   */
  consensus: Amount;
  /**
   * The rest of the total, in euros.
   */
  contested: Amount;
  /**
   * Where ballots differ on each line.
   */
  lines:
    | {
        [k: string]: LineDisagreement;
      }
    | LineDisagreement[];
  /**
   * The line on which most is contested, the first of several; null if all ballots are the same.
   */
  most_divided_line: LineNamed | null;
  /**
   * How far each party's ballot is from the outcome, in the order of the ballots.
   *
   * Items: How far a party's ballot is from the outcome.
   */
  parties: {
    /**
     * The party.
     */
    party: Id;
    /**
     * The distance of its ballot to the outcome, in euros.
     */
    distance: Sum;
    /**
     * The line on which they differ most, the first of several; null if they are the same.
     */
    farthest_line: LineNamed | null;
  }[];
  /**
   * The distance of the outcome to the mean of the ballots, both in whole cents, in euros.
   */
  distance_from_mean: Sum;
  /**
   * The heaviest set of parties no two of which differ by more than the tolerance on any line; only if a tolerance was given.
   */
  bloc?: {
    /**
     * The tolerance, in euros.
     */
    tolerance: Amount;
    /**
     * The parties, in the order of the ballots.
     *
     * @minItems 1
     */
    parties: Id[];
    /**
     * What they weigh of all ballots.
     */
    share: Fraction;
    /**
     * Whether it is proven that no heavier set agrees.
     */
    proven: boolean;
  };
}

/**
 * Where ballots differ on one line.
 */
export interface LineDisagreement {
  /**
   * What every ballot grants the line at least, in euros.
   */
  core: Amount;
  /**
   * The most that a ballot gives it, in euros.
   */
  most: Amount;
  /**
   * The difference, in euros.
   */
  contested: Amount;
  /**
   * The first party that gives it least.
   */
  least_by: Id;
  /**
   * The first party that gives it most.
   */
  most_by: Id;
}

/**
 * The answer to compatible.
 */
export interface CompatibleResponse {
  /**
   * The id of the request.
   */
  id: unknown;
  /**
   * That the answer ended at the limit of work; absent if it did not.
   */
  effort?: EffortReached;
  /**
   * Which proposals can be approved together.
   */
  ok: {
    /**
     * The largest sets that can be approved together, each in the order of the request. At most 64 are listed.
     */
    largest: Id[][];
    /**
     * An order in which the proposals of the first of these sets can be approved.
     */
    order: Id[];
    /**
     * Such an order for each of the sets.
     */
    orders: Id[][];
    /**
     * The smallest groups of proposals that do not fit together, in any order, while all but one of a group do. Empty if all fit. At most 64 are listed.
     */
    clashes: Clash[];
    /**
     * False where there may be clashes beside those that are listed; absent if there are none.
     */
    clashes_complete?: false;
    /**
     * How many sets are as large as those that are listed, beside them; absent if there are none. 4294967295 says that many or more.
     */
    sets_more?: number;
    /**
     * Whether it is proven that no larger set fits and that these are the clashes.
     */
    proven: boolean;
  };
}

/**
 * Proposals that cannot all be approved.
 */
export interface Clash {
  /**
   * Their ids, in the order of the request.
   *
   * @minItems 1
   */
  proposals: Id[];
  /**
   * The rules that stand in the way of the last of them, if they are approved in that order; empty where a line would be overdrawn. The first 16 findings are told.
   */
  rules: Id[];
  /**
   * The lines that these rules are about, 100 at most.
   */
  lines: Id[];
  /**
   * How many lines these rules are about beside those that are listed; absent if all are.
   */
  lines_more?: number;
  /**
   * How many findings stand in the way beside those that are told; absent if all are.
   */
  findings_more?: number;
  /**
   * One sentence in English: which proposals, and why not. For people: it may change.
   */
  message: string;
}

/**
 * The answer to replay.
 */
export interface ReplayResponse {
  /**
   * The id of the request.
   */
  id: unknown;
  /**
   * That the answer ended at the limit of work; absent if it did not.
   */
  effort?: EffortReached;
  /**
   * The table before the first broken event, or after all.
   */
  ok: {
    /**
     * The hash of the last event that was replayed.
     */
    head: Hash;
    /**
     * How many events were replayed.
     */
    revision: Revision;
    /**
     * The envelope's total, in euros; null if the table was not opened.
     */
    total: Amount | null;
    /**
     * What each line holds, in euros; null if the table was not opened.
     */
    amounts: Amounts | null;
    /**
     * Whether the whole history is as it was written and can have happened.
     */
    valid: boolean;
    /**
     * The first event that is broken. Absent if the history is valid.
     */
    broken?: {
      /**
       * Its place in the history, from 1.
       */
      event: number;
      /**
       * A stable name of what is wrong with it, for programs.
       */
      code: string;
      /**
       * One sentence in English. For people: it may change.
       */
      message: string;
    };
  };
}

/**
 * The answer to table_decide.
 */
export interface TableDecideResponse {
  /**
   * The id of the request.
   */
  id: unknown;
  /**
   * That the answer ended at the limit of work; absent if it did not.
   */
  effort?: EffortReached;
  /**
   * What becomes of the command.
   */
  ok: {
    /**
     * accepted: it leads to the records. already_done: it was carried out before, and nothing more happens. rejected: it is refused, and nothing happens.
     */
    outcome: "accepted" | "already_done" | "rejected";
    /**
     * The revision of the first event that it led to, if it was carried out before.
     */
    revision?: Revision;
    /**
     * Why it is refused, if it is.
     */
    rejection?: Rejection;
    /**
     * The head of the history after it.
     */
    head: Head;
    /**
     * The records that it leads to, in their order; they are appended together or not at all. Empty if nothing more happens.
     */
    records: HistoryRecord[];
    /**
     * The same records as text: the journal that was given as text, followed by this, is the journal after the command.
     */
    append: string;
    /**
     * What happened, in sentences; absent if nothing more happens. For people: it may change.
     */
    text?: string;
  };
}

/**
 * The answer to table_verify.
 */
export interface TableVerifyResponse {
  /**
   * The id of the request.
   */
  id: unknown;
  /**
   * That the answer ended at the limit of work; absent if it did not.
   */
  effort?: EffortReached;
  /**
   * What a check of every byte, a replay and an audit find.
   */
  ok: {
    /**
     * Whether the whole history is as it was written and can have happened.
     */
    valid: boolean;
    /**
     * The head of what was replayed, before the first broken event.
     */
    head: Head;
    /**
     * The total of the plan, in euros; null if the table was not opened.
     */
    total: Amount | null;
    /**
     * What each line holds, in euros; null if the table was not opened.
     */
    amounts: Amounts | null;
    /**
     * How many decisions changed amounts.
     */
    decisions: number;
    /**
     * The first event that is broken or cut off. Absent if there is none.
     */
    broken?: BrokenEvent;
    /**
     * Where the two copies part. Absent if none was given to compare with.
     */
    against?: {
      /**
       * The head after the last record that both have.
       */
      common: Head;
      /**
       * How many records the history alone has.
       */
      only_here: number;
      /**
       * How many records the other copy alone has.
       */
      only_there: number;
      /**
       * Whether each has records that the other has not: neither can take in the other.
       */
      fork: boolean;
      /**
       * The first broken event of the other copy. Absent if there is none.
       */
      broken?: BrokenEvent;
    };
    /**
     * Whether the history passes through the head that was typed. Absent if none was given.
     */
    typed?: {
      /**
       * Whether it does.
       */
      agrees: boolean;
      /**
       * The revision of that head.
       */
      revision: number;
      /**
       * The short form of the head that the history has there; null if it ends before.
       */
      found: string | null;
    };
    /**
     * Whether the history is the one of which the checkpoint is, and who signed that. Absent if none was given.
     */
    checkpoint?: {
      /**
       * Whether enough parties signed it and the history is the one that they signed.
       */
      agrees: boolean;
      /**
       * How many records the checkpoint is of.
       */
      revision: number;
      /**
       * Whether the history is that of the checkpoint, ends before, has a broken event up to there, is of another table, or has other events.
       */
      history: "agrees" | "events_missing" | "broken" | "other_table" | "other_events";
      /**
       * Whether enough parties signed it.
       */
      cosigned: boolean;
      /**
       * The parties whose signatures count.
       */
      signed: string[];
      /**
       * How many parties there are whose keys are known, whether they signed or not. Absent where a signature is forged.
       */
      known?: number;
      /**
       * More than half of them: how many to ask for, so that the others together cannot exchange the history. Absent where a signature is forged.
       */
      advised?: number;
      /**
       * The other names on it: their keys are not known, or their holder counts already.
       */
      not_counted: string[];
      /**
       * Whether the keys are those that the history declares, which its keeper could have written too.
       */
      declared_keys: boolean;
      /**
       * A signature that is not of the key that it names: nothing of the checkpoint is to be trusted. Absent if there is none.
       */
      forged?: {
        /**
         * A stable name, for programs.
         */
        code: string;
        /**
         * One sentence. For people: it may change.
         */
        message: string;
      };
    };
  };
}

/**
 * The answer to table_state.
 */
export interface TableStateResponse {
  /**
   * The id of the request.
   */
  id: unknown;
  /**
   * That the answer ended at the limit of work; absent if it did not.
   */
  effort?: EffortReached;
  /**
   * The table.
   */
  ok: {
    /**
     * The head of the history that the answer rests on.
     */
    head: Head;
    /**
     * The plan: rules, parties, the original allocation and the one approved last. Other operations take it. Proposals in `with` count as if they were approved.
     */
    plan: Plan;
    /**
     * The proposals that are counted as if they were approved, in their order. Absent without `with`.
     */
    counted?: {
      /**
       * The proposal.
       */
      proposal: Id;
      /**
       * The version that is counted.
       */
      version: number;
      /**
       * What it needs in its turn.
       */
      authorization: Authorization;
    }[];
    /**
     * What the other proposals on the table would take from lines and bring to them. Absent without `with`.
     */
    claims?: {
      /**
       * The line.
       */
      line: Id;
      /**
       * What would leave it, in euros.
       */
      gives: Amount;
      /**
       * What would enter it, in euros.
       */
      receives: Amount;
      /**
       * The proposals that would change it.
       */
      proposals: Id[];
    }[];
    /**
     * Whose agreement approvals need.
     */
    policies: Policies;
    /**
     * The proposals, in the order in which they were written first.
     */
    proposals: TabledProposal[];
    /**
     * The sittings, the last one last.
     */
    sittings: Sitting[];
    /**
     * The act that closed the table; null if it is not closed.
     */
    closed: string | null;
    /**
     * Who said what of each proposal that was put on the table, in its last version. Only if it is asked for.
     *
     * Items: One proposal.
     */
    positions?: {
      /**
       * The proposal.
       */
      proposal: Id;
      /**
       * Its version.
       */
      version: number;
      /**
       * Its status.
       */
      status: string;
      /**
       * The parties but the authority, in the order of the plan.
       *
       * Items: One party.
       */
      parties: {
        /**
         * The party.
         */
        party: Id;
        /**
         * What it said; null if nothing.
         */
        stance: Stance | null;
        /**
         * Whether it said so itself: who proposes consents without a statement.
         */
        stated: boolean;
        /**
         * Why; absent if it gave no reason.
         */
        reason?: string;
      }[];
    }[];
    /**
     * What waits for each party, in the order of the plan. Only if it is asked for.
     *
     * Items: One party.
     */
    queue?: {
      /**
       * The party.
       */
      party: Id;
      /**
       * The proposals, in the order in which they were written.
       *
       * Items: One proposal.
       */
      waiting: {
        /**
         * The proposal.
         */
        proposal: Id;
        /**
         * Its last version.
         */
        version: number;
        /**
         * statement: the party says what it thinks. amendment: its party writes it anew or withdraws it. tabling: its party puts it on the table or withdraws it. decision: somebody who may decides.
         */
        waiting_for:
          | ("statement" | "amendment" | "tabling")
          | {
              /**
               * What a decision meets.
               */
              decision: {
                /**
                 * The authorization that it needs on the latest allocation; null if it cannot be carried out there.
                 */
                needs: Authorization | null;
                /**
                 * Whether the allocation has changed since it was made, so that an approval rebases it.
                 */
                stale: boolean;
                /**
                 * Why an approval would be refused as it stands; absent if it would not.
                 */
                refused?: Rejection;
              };
            };
      }[];
    }[];
    /**
     * The scenarios beside the table. Absent if none were given.
     */
    scenarios?: {
      /**
       * The allocation approved last at the table, in euros by line.
       */
      before: Amounts;
      /**
       * What each scenario comes to, in the order given.
       *
       * Items: One scenario.
       */
      outcomes: {
        /**
         * What it is called.
         */
        name: string;
        /**
         * What each line holds there, in euros.
         */
        allocation: Amounts;
        /**
         * The decisions that change amounts there and not at the table, in their order.
         */
        decisions: Id[];
        /**
         * The strictest level that a finding on its plan has.
         */
        authorization: Authorization;
      }[];
    };
    /**
     * The proposals as a table. For people: it may change.
     */
    text: string;
  };
}

/**
 * The answer to table_ledger.
 */
export interface TableLedgerResponse {
  /**
   * The id of the request.
   */
  id: unknown;
  /**
   * That the answer ended at the limit of work; absent if it did not.
   */
  effort?: EffortReached;
  /**
   * What changed, and what may still change.
   */
  ok: {
    /**
     * The head of the history that the answer rests on.
     */
    head: Head;
    /**
     * The lines, in the order of the plan.
     */
    lines: LedgerLine[];
    /**
     * The allowances for change, in the order of the rules.
     */
    allowances: LedgerAllowance[];
    /**
     * The same by the values of labels. Absent without by.
     */
    by_label?: {
      /**
       * The label keys.
       */
      by: LabelKeys;
      /**
       * A row for each combination of values. What moves between two lines of a row is neither received nor given by it.
       *
       * Items: The lines with these values.
       */
      rows: {
        /**
         * The value of each key; null where there is none.
         */
        labels: ValuesByKey;
        /**
         * What they held in the original plan, in euros.
         */
        original: Amount;
        /**
         * What they held when the table was opened, in euros.
         */
        opening: Amount;
        /**
         * What they hold in the allocation approved last, in euros.
         */
        approved: Amount;
        /**
         * What came to them from other lines, in euros.
         */
        received: Sum;
        /**
         * What went from them to other lines, in euros.
         */
        given: Sum;
        /**
         * The change since the original plan, in euros.
         */
        net: Change;
        /**
         * How many decisions changed what they hold together.
         */
        decisions: number;
      }[];
      /**
       * The allowances that are not for single lines.
       */
      allowances: LedgerAllowance[];
    };
    /**
     * Both as tables. For people: it may change.
     */
    text: string;
  };
}

/**
 * The answer to table_log.
 */
export interface TableLogResponse {
  /**
   * The id of the request.
   */
  id: unknown;
  /**
   * That the answer ended at the limit of work; absent if it did not.
   */
  effort?: EffortReached;
  /**
   * What happened.
   */
  ok: {
    /**
     * The head of the history that the answer rests on.
     */
    head: Head;
    /**
     * The events, in their order.
     */
    events: LoggedEvent[];
    /**
     * The events as a table. For people: it may change.
     */
    text: string;
  };
}

/**
 * The answer to table_minutes.
 */
export interface TableMinutesResponse {
  /**
   * The id of the request.
   */
  id: unknown;
  /**
   * That the answer ended at the limit of work; absent if it did not.
   */
  effort?: EffortReached;
  /**
   * The minutes.
   */
  ok: {
    /**
     * The head of the history that the answer rests on.
     */
    head: Head;
    /**
     * The minutes, which name the head. For people: it may change.
     */
    text: string;
  };
}

/**
 * The answer to seal.
 */
export interface SealResponse {
  /**
   * The id of the request.
   */
  id: unknown;
  /**
   * That the answer ended at the limit of work; absent if it did not.
   */
  effort?: EffortReached;
  /**
   * The submission.
   */
  ok: {
    /**
     * The document, to be kept as a file.
     */
    submission: Submission;
  };
}

/**
 * The answer to unseal.
 */
export interface UnsealResponse {
  /**
   * The id of the request.
   */
  id: unknown;
  /**
   * That the answer ended at the limit of work; absent if it did not.
   */
  effort?: EffortReached;
  /**
   * What the submission says.
   */
  ok: {
    /**
     * Whether it says what it said when it was made.
     */
    intact: boolean;
    /**
     * The hash of what it says.
     */
    digest: Hash;
    /**
     * The document.
     */
    submission: Submission;
  };
}

/**
 * An event of a history that is not what was written, or that cannot have happened.
 */
export interface BrokenEvent {
  /**
   * Its place in the history, from 1.
   */
  event: number;
  /**
   * A stable name of what is wrong with it, for programs.
   */
  code: string;
  /**
   * One sentence. For people: it may change.
   */
  message: string;
}

/**
 * One line of a journal: an event in the chain of hashes. Its fields stand in canonical form; docs/HISTORY.md describes every byte.
 */
export interface HistoryRecord {
  /**
   * What happened: by, command, request, what, and when, actor and metadata if they were stated.
   */
  event: HistoryEvent;
  /**
   * The kind and version of the document.
   */
  format: "riparto.history/1";
  /**
   * The record's hash.
   */
  hash: Hash;
  /**
   * How many records of the same command follow.
   */
  more: number;
  /**
   * The hash of the record before; 64 zeros before the first.
   */
  previous: Hash;
  /**
   * The record's place, from 1.
   */
  revision: Revision;
}

/**
 * An event as the history holds it.
 */
export interface HistoryEvent {}

/**
 * Why a command is refused. Further fields say what the sentence says, such as proposal, rules or allowed.
 */
export interface Rejection {
  /**
   * A stable name of the reason, for programs: docs/TABLE.md lists them.
   */
  code: string;
  /**
   * What it is about, in broad terms; docs/TABLE.md shows the HTTP status that fits.
   */
  kind: "input" | "permission" | "unknown" | "state" | "outdated" | "amounts" | "rules" | "consent";
  /**
   * One sentence. For people: it may change.
   */
  message: string;
  [k: string]: unknown;
}

/**
 * A proposal with what was said and decided of it. What there is not is absent.
 */
export interface TabledProposal {
  /**
   * The proposal in its last version.
   */
  proposal: Proposal;
  /**
   * How often it was written.
   */
  version: Version;
  /**
   * Its status.
   */
  status: "draft" | "tabled" | "changes_requested" | "withdrawn" | "approved" | "rejected" | "reversed";
  /**
   * The revision that it was made against, or rebased to.
   */
  against: Revision;
  /**
   * The revision at which it was written first.
   */
  written: Revision;
  /**
   * The statements on this version, by party.
   */
  statements?: {
    [k: string]: {
      /**
       * What the party says.
       */
      stance: Stance;
      /**
       * Why; absent if it gave no reason.
       */
      reason?: PlainText;
    };
  };
  /**
   * The rules that were waived for this version, with the reasons.
   */
  waivers?: {
    [k: string]: PlainText;
  };
  /**
   * The revision of its approval or rejection.
   */
  decided?: Revision;
  /**
   * The act that its approval is based on.
   */
  act?: PlainText;
  /**
   * The id of the proposal that took it back.
   */
  reversed_by?: Id;
}

/**
 * One meeting of the table.
 */
export interface Sitting {
  /**
   * The id of the sitting.
   */
  id: Id;
  /**
   * Its day.
   */
  date: Day;
  /**
   * Its title; may be empty.
   */
  title: PlainText;
  /**
   * The revision of its first event.
   */
  opened: Revision;
  /**
   * The revision of its last event; absent while it is under way.
   */
  closed?: Revision;
  /**
   * What was recorded of it first. Absent if it was not corrected.
   */
  corrected?: {
    /**
     * The ids that it had.
     */
    ids: Id[];
    /**
     * Its day, as it was opened.
     */
    date: Day;
    /**
     * Its title, as it was opened.
     */
    title: PlainText;
    /**
     * The revision of the last correction.
     */
    revision: Revision;
  };
  /**
   * Where it is held; absent if that was not described.
   */
  place?: PlainText;
  /**
   * When it begins; absent if that was not described.
   */
  begins?: Hour;
  /**
   * When it ends; absent if that was not described.
   */
  ends?: Hour;
  /**
   * The items of its agenda; absent if there are none.
   */
  agenda?: PlainText[];
  /**
   * Who is present; absent if nobody was described.
   */
  present?: Attendee[];
}

/**
 * A person present at a sitting, and for whom.
 */
export interface Attendee {
  /**
   * The name.
   */
  name: PlainText;
  /**
   * The party that the person speaks for; absent for a guest.
   */
  party?: Id | null;
  /**
   * As what the person is there; empty if absent.
   */
  capacity?: PlainText;
  /**
   * What the person does for the sitting, and signs for.
   */
  duty?: "chair" | "secretary" | null;
  /**
   * When the person came; absent if the person was there from the beginning.
   */
  arrived?: Hour | null;
  /**
   * When the person left; absent if the person stayed to the end.
   */
  left?: Hour | null;
}

/**
 * An hour of a day: 10:30.
 */
export type Hour = string;

/**
 * A line since the original plan.
 */
export interface LedgerLine {
  /**
   * The id of the line.
   */
  line: Id;
  /**
   * What it held in the original plan, in euros.
   */
  original: Amount;
  /**
   * What it held when the table was opened, in euros.
   */
  opening: Amount;
  /**
   * What it holds in the allocation approved last, in euros.
   */
  approved: Amount;
  /**
   * All that it received in decisions of the table, in euros; what was taken from it is not set off.
   */
  received: Amount;
  /**
   * All that it gave in decisions of the table, in euros.
   */
  given: Amount;
  /**
   * The change since the original plan, in euros.
   */
  net: Change;
  /**
   * How many decisions changed it.
   */
  decisions: number;
}

/**
 * An allowance for change, and how much of it is used.
 */
export interface LedgerAllowance {
  /**
   * The id of the rule that gives it. One with bands gives several, from tight to loose.
   */
  rule: Id;
  /**
   * The id of the line that it is for, if it is for one.
   */
  line?: Id;
  /**
   * The part of the scope that it is for, if the rule gives one to each.
   */
  part?: RulePart;
  /**
   * What it bounds: up, the increase of what the scope holds; down, the decrease; movement, the increases inside the scope, all together, or what moves between its lines.
   */
  kind: "up" | "down" | "movement";
  /**
   * What changes are measured against.
   */
  base: Base;
  /**
   * What a breach of it needs.
   */
  needs: Authorization;
  /**
   * The allowance, in euros.
   */
  most: Amount;
  /**
   * How much of it is used, in euros.
   */
  used: Amount;
  /**
   * How much of it is left, in euros.
   */
  left: Amount;
}

/**
 * An event in its place.
 */
export interface LoggedEvent {
  /**
   * Its place, from 1.
   */
  revision: Revision;
  /**
   * The hash of its record.
   */
  hash: Hash;
  /**
   * The id of the sitting at which it happened; absent if it happened outside of sittings.
   */
  sitting?: Id;
  /**
   * What happened.
   */
  event: HistoryEvent;
  /**
   * One sentence of who did what. For people: it may change.
   */
  sentence: string;
}

/**
 * Where in the request the mistake stands, counted from its outermost value: fields after points, positions in lists from zero in brackets, and names that are no plain word in brackets and quotation marks. Of more than 255 characters, both ends with … between them. Absent where it has no place.
 */
export type MistakePath = string;

/**
 * One of the things that are wrong with a request.
 */
export interface Mistake {
  /**
   * A stable name of the cause, for programs.
   */
  code: string;
  /**
   * Where it is in the request.
   */
  path?: MistakePath;
  /**
   * One sentence in English. For people: it may change.
   */
  message: string;
}

/**
 * The answer to a request that makes no sense. A broken rule is no error: it is a finding.
 */
export interface ErrorResponse {
  /**
   * The id of the request; null if it could not be read.
   */
  id: unknown;
  /**
   * That the answer ended at the limit of work; absent if it did not.
   */
  effort?: EffortReached;
  /**
   * What makes no sense.
   */
  error: {
    /**
     * A stable name of the cause, for programs.
     */
    code: string;
    /**
     * Where it is in the request.
     */
    path?: MistakePath;
    /**
     * One sentence in English: what, where, found, allowed, and what to do. For people: it may change.
     */
    message: string;
    /**
     * All that is wrong with the request, as far as it can be told at once; the first one is the error itself. At most 100. Absent where the error is alone and has no path.
     *
     * @minItems 1
     */
    errors?: Mistake[];
    /**
     * How many more mistakes there are than errors lists; absent if there are none.
     */
    more?: number;
  };
}

/** What each operation is asked, and what it answers. */
export interface Operations {
  apportion: { request: ApportionRequest; ok: ApportionResponse["ok"] };
  retrace: { request: RetraceRequest; ok: RetraceResponse["ok"] };
  check: { request: CheckRequest; ok: CheckResponse["ok"] };
  assess: { request: AssessRequest; ok: AssessResponse["ok"] };
  draft: { request: DraftRequest; ok: DraftResponse["ok"] };
  change_envelope: { request: ChangeEnvelopeRequest; ok: ChangeEnvelopeResponse["ok"] };
  headroom: { request: HeadroomRequest; ok: HeadroomResponse["ok"] };
  units: { request: UnitsRequest; ok: UnitsResponse["ok"] };
  rebalance: { request: RebalanceRequest; ok: RebalanceResponse["ok"] };
  diagnose: { request: DiagnoseRequest; ok: DiagnoseResponse["ok"] };
  verify: { request: VerifyRequest; ok: VerifyResponse["ok"] };
  settle: { request: SettleRequest; ok: SettleResponse["ok"] };
  aggregate: { request: AggregateRequest; ok: AggregateResponse["ok"] };
  compatible: { request: CompatibleRequest; ok: CompatibleResponse["ok"] };
  replay: { request: ReplayRequest; ok: ReplayResponse["ok"] };
  table_decide: { request: TableDecideRequest; ok: TableDecideResponse["ok"] };
  table_verify: { request: TableVerifyRequest; ok: TableVerifyResponse["ok"] };
  table_state: { request: TableStateRequest; ok: TableStateResponse["ok"] };
  table_ledger: { request: TableLedgerRequest; ok: TableLedgerResponse["ok"] };
  table_log: { request: TableLogRequest; ok: TableLogResponse["ok"] };
  table_minutes: { request: TableMinutesRequest; ok: TableMinutesResponse["ok"] };
  seal: { request: SealRequest; ok: SealResponse["ok"] };
  unseal: { request: UnsealRequest; ok: UnsealResponse["ok"] };
}
