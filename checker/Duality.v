(** Weak duality: what prices of rows prove of every allocation, also within a tree of cases. *)

Require Import ZArith List Lia Bool FMapPositive.
From Riparto Require Import Asked Least.
Import ListNotations.
Open Scope Z_scope.

Definition none : pull := Pull 0 [].
Definition at_line (m : PositiveMap.t pull) (p : positive) : pull :=
  match PositiveMap.find p m with Some e => e | None => none end.

(** The pulls of all lines, with that of a term at some price. *)
Definition add_term (price : Z) (m : PositiveMap.t pull) (t : term) : PositiveMap.t pull :=
  match t with
  | Holds p times => let e := at_line m p in PositiveMap.add p (Pull (slope e + price * times) (above e)) m
  | Rises p held => let e := at_line m p in PositiveMap.add p (Pull (slope e) ((held, price) :: above e)) m
  end.

Definition number_of (t : term) : positive := match t with Holds p _ | Rises p _ => p end.

Lemma at_line_same m p e : at_line (PositiveMap.add p e m) p = e.
Proof. unfold at_line. rewrite PositiveMap.gss. reflexivity. Qed.

Lemma at_line_other m p q e : q <> p -> at_line (PositiveMap.add p e m) q = at_line m q.
Proof. intros other. unfold at_line. rewrite PositiveMap.gso by assumption. reflexivity. Qed.

Lemma add_term_pulls price m t p x :
  pulled (at_line (add_term price m t) p) (x p) =
  pulled (at_line m p) (x p) + (if Pos.eqb p (number_of t) then price * value x t else 0).
Proof.
  destruct (Pos.eqb_spec p (number_of t)) as [->|other]; destruct t as [q times|q held]; simpl in *.
  - rewrite at_line_same. unfold pulled. simpl. ring.
  - rewrite at_line_same. unfold pulled. simpl. ring.
  - rewrite at_line_other by assumption. ring.
  - rewrite at_line_other by assumption. ring.
Qed.

Lemma over_plus f g p ls : over (fun q l => f q l + g q l) p ls = over f p ls + over g p ls.
Proof. revert p. induction ls as [|l more its]; intros p; simpl; [reflexivity|rewrite its; ring]. Qed.

Lemma over_same f g p ls : (forall q l, f q l = g q l) -> over f p ls = over g p ls.
Proof. intros same. revert p. induction ls as [|l more its]; intros p; simpl; [reflexivity|rewrite its, same; reflexivity]. Qed.

Lemma over_times k f p ls : over (fun q l => k * f q l) p ls = k * over f p ls.
Proof. revert p. induction ls as [|l more its]; intros p; simpl; [ring|rewrite its; ring]. Qed.

(** A sum over lines with something at one line alone. *)
Lemma over_one n (v : Z) : forall ls p,
  over (fun q _ => if Pos.eqb q n then v else 0) p ls =
  (if (Z.pos p <=? Z.pos n) && (Z.pos n <? Z.pos p + Z.of_nat (length ls)) then v else 0).
Proof.
  induction ls as [|l more its]; intros p; simpl over.
  - simpl length. destruct (Z.leb_spec (Z.pos p) (Z.pos n)), (Z.ltb_spec (Z.pos n) (Z.pos p + Z.of_nat 0)); simpl; lia.
  - rewrite its. simpl length.
    destruct (Pos.eqb_spec p n) as [same|other];
      destruct (Z.leb_spec (Z.pos (Pos.succ p)) (Z.pos n)), (Z.ltb_spec (Z.pos n) (Z.pos (Pos.succ p) + Z.of_nat (length more))),
               (Z.leb_spec (Z.pos p) (Z.pos n)), (Z.ltb_spec (Z.pos n) (Z.pos p + Z.of_nat (S (length more)))); simpl; lia.
Qed.

Definition in_range (ls : list line) (t : term) : bool := Z.pos (number_of t) <=? Z.of_nat (length ls).

(** The pulls of terms at one price, and of rows at a price for each. *)
Fixpoint add_terms (price : Z) (m : PositiveMap.t pull) (ts : list term) : PositiveMap.t pull :=
  match ts with [] => m | t :: more => add_terms price (add_term price m t) more end.

Fixpoint pulls (m : PositiveMap.t pull) (rs : list row) (prices : list Z) : PositiveMap.t pull :=
  match rs, prices with
  | r :: more, y :: others => pulls (if y =? 0 then m else add_terms y m (terms r)) more others
  | _, _ => m
  end.

Fixpoint priced (x : allocation) (rs : list row) (prices : list Z) : Z :=
  match rs, prices with
  | r :: more, y :: others => y * sum x (terms r) + priced x more others
  | _, _ => 0
  end.

Definition pulled_by (m : PositiveMap.t pull) (x : allocation) (ls : list line) : Z :=
  over (fun p _ => pulled (at_line m p) (x p)) 1 ls.

Lemma add_terms_pull price x ls : forall ts m,
  forallb (in_range ls) ts = true ->
  pulled_by (add_terms price m ts) x ls = pulled_by m x ls + price * sum x ts.
Proof.
  induction ts as [|t more its]; intros m ranged; simpl.
  - ring.
  - simpl in ranged. apply andb_true_iff in ranged as [one others].
    rewrite its by assumption. unfold pulled_by.
    rewrite (over_same _ (fun p _ => pulled (at_line m p) (x p) + (if Pos.eqb p (number_of t) then price * value x t else 0)))
      by (intros; apply add_term_pulls).
    rewrite over_plus, over_one. unfold in_range in one. apply Z.leb_le in one.
    destruct (Z.leb_spec 1 (Z.pos (number_of t))), (Z.ltb_spec (Z.pos (number_of t)) (1 + Z.of_nat (length ls))); simpl; lia.
Qed.

Definition ranged (ls : list line) (r : row) : bool := forallb (in_range ls) (terms r).

Lemma pulls_are_priced x ls : forall rs prices m,
  forallb (ranged ls) rs = true ->
  pulled_by (pulls m rs prices) x ls = pulled_by m x ls + priced x rs prices.
Proof.
  induction rs as [|r more its]; intros [|y others] m all; simpl; try ring.
  simpl in all. apply andb_true_iff in all as [one rest]. rewrite its by assumption.
  destruct (Z.eqb_spec y 0) as [->|_].
  - ring.
  - rewrite add_terms_pull by exact one. ring.
Qed.

Lemma nothing_pulls x : forall ls p, over (fun q _ => pulled (at_line (PositiveMap.empty pull) q) (x q)) p ls = 0.
Proof.
  induction ls as [|l more its]; intros p; simpl; [reflexivity|].
  rewrite its. unfold at_line. rewrite PositiveMap.gempty. reflexivity.
Qed.

(** The sum over all lines of the least that each costs; none where one may hold nothing. *)
Fixpoint least_of_lines (kind : cost) (k t : Z) (m : PositiveMap.t pull) (p : positive) (ls : list line) : option Z :=
  match ls with
  | [] => Some 0
  | l :: more =>
      match least_of_line kind k t (at_line m p) l, least_of_lines kind k t m (Pos.succ p) more with
      | Some one, Some others => Some (one + others)
      | _, _ => None
      end
  end.

Definition stepped (l : line) : bool := 0 <? step l.

Lemma least_of_lines_is_below kind k t m x : forall ls p,
  forallb stepped ls = true ->
  each (fun q l => may_hold l (x q)) p ls ->
  exists found, least_of_lines kind k t m p ls = Some found /\
    found <= over (fun q l => k * cost_of kind l (x q) - t * x q - pulled (at_line m q) (x q)) p ls.
Proof.
  induction ls as [|l more its]; intros p steps may; simpl.
  - exists 0. split; [reflexivity|lia].
  - simpl in steps, may. apply andb_true_iff in steps as [one others]. destruct may as [own rest].
    destruct (its (Pos.succ p) others rest) as [found [-> below]].
    apply Z.ltb_lt in one. pose proof (least_of_line_is_least kind k t (at_line m p) l one) as is_least.
    cbv zeta in is_least. destruct (least_of_line kind k t (at_line m p) l) as [mine|].
    + exists (mine + found). split; [reflexivity|]. destruct is_least as [_ all]. specialize (all (x p) own). lia.
    + exfalso. exact (is_least (x p) own).
Qed.

(** What prices give at the sides that they stand on; none where a row has no such side. *)
Definition side (r : row) (price : Z) : option Z := if 0 <? price then least r else most r.

Fixpoint gain (rs : list row) (prices : list Z) : option Z :=
  match rs, prices with
  | r :: more, y :: others =>
      match (if y =? 0 then Some 0 else option_map (Z.mul y) (side r y)), gain more others with
      | Some one, Some rest => Some (one + rest)
      | _, _ => None
      end
  | _, _ => Some 0
  end.

Lemma gain_is_below x : forall rs prices found,
  Forall (within x) rs -> gain rs prices = Some found -> found <= priced x rs prices.
Proof.
  induction rs as [|r more its]; intros [|y others] found all is; simpl in *; try (injection is as <-; lia).
  inversion_clear all as [|? ? one rest]. destruct one as [at_least at_most].
  destruct (gain more others) as [more_found|] eqn:more_is;
    [|destruct (if y =? 0 then Some 0 else option_map (Z.mul y) (side r y)); discriminate].
  specialize (its others more_found rest more_is).
  destruct (Z.eqb_spec y 0) as [->|some].
  - injection is as <-. lia.
  - unfold side in is. destruct (Z.ltb_spec 0 y).
    + destruct (least r) as [s|]; [|discriminate]. injection is as <-. specialize (at_least s eq_refl). nia.
    + destruct (most r) as [s|]; [|discriminate]. injection is as <-. specialize (at_most s eq_refl). nia.
Qed.

(** What can be reckoned with: steps above zero, terms of lines that there are, cents above zero. *)
Definition well_formed (pl : plan) : bool :=
  forallb stepped (lines pl) && forallb (ranged (lines pl)) (rows pl) && forallb (fun r => 0 <? cent r) (rows pl).

(** ** What no prices are needed for *)

(** What the lines hold that may hold one amount alone, and the greatest common divisor of the steps of the others. *)
Fixpoint pinned (ls : list line) : Z :=
  match ls with [] => 0 | l :: more => (if low l =? high l then low l else 0) + pinned more end.

Fixpoint common_step (ls : list line) : Z :=
  match ls with [] => 0 | l :: more => if low l =? high l then common_step more else Z.gcd (step l) (common_step more) end.

(** Whether the steps cannot sum to the total. *)
Definition off_step (pl : plan) : bool := negb ((total pl - pinned (lines pl)) mod common_step (lines pl) =? 0).

Lemma steps_sum x : forall ls p,
  each (fun q l => may_hold l (x q)) p ls -> (common_step ls | over (fun q _ => x q) p ls - pinned ls).
Proof.
  induction ls as [|l more its]; intros p all; simpl; [exists 0; reflexivity|]. destruct all as [[inside [n is]] rest].
  specialize (its (Pos.succ p) rest). destruct (Z.eqb_spec (low l) (high l)) as [one|_].
  - replace (x p + over (fun q _ => x q) (Pos.succ p) more - (low l + pinned more))
      with (over (fun q _ => x q) (Pos.succ p) more - pinned more) by lia. exact its.
  - replace (x p + over (fun q _ => x q) (Pos.succ p) more - (0 + pinned more))
      with (x p + (over (fun q _ => x q) (Pos.succ p) more - pinned more)) by lia.
    apply Z.divide_add_r.
    + apply Z.divide_trans with (step l); [apply Z.gcd_divide_l|]. rewrite is. apply Z.divide_factor_l.
    + apply Z.divide_trans with (common_step more); [apply Z.gcd_divide_r|exact its].
Qed.

Lemma off_step_allots_none pl x : off_step pl = true -> ~ allots pl x.
Proof.
  unfold off_step. rewrite negb_true_iff, Z.eqb_neq. intros off [totals may]. apply off.
  pose proof (steps_sum x (lines pl) 1 may) as divides. rewrite totals in divides.
  destruct (Z.eq_dec (common_step (lines pl)) 0) as [none|some].
  - rewrite none in *. apply Z.divide_0_l in divides. rewrite divides. reflexivity.
  - apply Z.mod_divide; assumption.
Qed.

(** Whether a row's least is above its most. *)
Definition crossed (r : row) : bool :=
  match least r, most r with Some lo, Some hi => hi <? lo | _, _ => false end.

Lemma crossed_keeps_none pl x : existsb crossed (rows pl) = true -> ~ keeps pl x.
Proof.
  rewrite existsb_exists. intros [r [is_in is_crossed]] [_ kept]. rewrite Forall_forall in kept.
  destruct (kept r is_in) as [at_least at_most]. unfold crossed in is_crossed.
  destruct (least r) as [lo|]; [|discriminate]. destruct (most r) as [hi|]; [|discriminate].
  apply Z.ltb_lt in is_crossed. specialize (at_least lo eq_refl). specialize (at_most hi eq_refl). lia.
Qed.

(** ** Prices *)

(** Whether prices over a scale [k], with [t] for the total, prove that every allocation costs at least [floor]. *)
Definition prices_prove (pl : plan) (kind : cost) (floor k t : Z) (prices : list Z) : bool :=
  well_formed pl && (0 <? k) &&
  match gain (rows pl) prices with
  | None => false
  | Some given =>
      match least_of_lines kind k t (pulls (PositiveMap.empty pull) (rows pl) prices) 1 (lines pl) with
      | None => true
      | Some found => k * (floor - 1) <? t * total pl + given + found
      end
  end.

(** Weak duality, with a slack for what rows are missed by. *)
Lemma prices_prove_slack pl kind floor k t prices x slack :
  prices_prove pl kind floor k t prices = true ->
  allots pl x ->
  (forall given, gain (rows pl) prices = Some given -> given <= priced x (rows pl) prices + k * slack) ->
  floor <= costs kind pl x + slack.
Proof.
  intros proven [totals may] gains. unfold prices_prove in proven.
  apply andb_true_iff in proven as [proven bound]. apply andb_true_iff in proven as [formed scale].
  apply Z.ltb_lt in scale. unfold well_formed in formed.
  apply andb_true_iff in formed as [formed _]. apply andb_true_iff in formed as [steps in_lines].
  destruct (gain (rows pl) prices) as [given|]; [|discriminate]. specialize (gains given eq_refl).
  set (m := pulls (PositiveMap.empty pull) (rows pl) prices) in *.
  destruct (least_of_lines_is_below kind k t m x (lines pl) 1 steps may) as [found [found_is below]].
  rewrite found_is in bound. apply Z.ltb_lt in bound.
  pose proof (pulls_are_priced x (lines pl) (rows pl) prices (PositiveMap.empty pull) in_lines) as is_priced.
  fold m in is_priced. unfold pulled_by in is_priced. rewrite nothing_pulls in is_priced.
  rewrite (over_same _ (fun q l => (k * cost_of kind l (x q) + (- t) * x q) + (-1) * pulled (at_line m q) (x q))) in below
    by (intros; ring).
  rewrite 2 over_plus, 3 over_times, is_priced, totals in below.
  fold (costs kind pl x) in below.
  assert (k * (floor - 1) < k * (costs kind pl x + slack)) by lia. nia.
Qed.

Lemma prices_prove_cost pl kind floor k t prices x :
  prices_prove pl kind floor k t prices = true -> keeps pl x -> floor <= costs kind pl x.
Proof.
  intros proven [allotted kept]. pose proof (prices_prove_slack pl kind floor k t prices x 0 proven allotted) as slack.
  rewrite Z.add_0_r in slack. apply slack. intros given is. rewrite Z.mul_0_r, Z.add_0_r. apply gain_is_below; assumption.
Qed.

(** ** Trees of cases *)

(** Prices for each row, in their order; or two cases: what a line holds, or a row sums to, is at most so much, or more. *)
Inductive bound :=
  | Prices (scale of_total : Z) (of_rows : list Z)
  | CasesOfLine (number : positive) (at_most : Z) (below above : bound)
  | CasesOfRow (place : nat) (at_most : Z) (below above : bound).

Definition narrow (lo hi : option Z) (l : line) : line :=
  Line (match lo with Some n => Z.max n (low l) | None => low l end)
       (match hi with Some n => Z.min n (high l) | None => high l end) (step l) (wish l) (weight l).

Fixpoint narrow_at (number p : positive) (lo hi : option Z) (ls : list line) : list line :=
  match ls with
  | [] => []
  | l :: more => if Pos.eqb p number then narrow lo hi l :: more else l :: narrow_at number (Pos.succ p) lo hi more
  end.

Definition with_line (pl : plan) (number : positive) (lo hi : option Z) : plan :=
  Plan (total pl) (narrow_at number 1 lo hi (lines pl)) (rows pl).

Definition side_of (one other : option Z) (pick : Z -> Z -> Z) : option Z :=
  match one, other with Some n, Some m => Some (pick n m) | Some n, None => Some n | None, side => side end.

Definition narrow_row (lo hi : option Z) (r : row) : row :=
  Row (terms r) (side_of lo (least r) Z.max) (side_of hi (most r) Z.min) (cent r).

Fixpoint narrow_row_at (place : nat) (lo hi : option Z) (rs : list row) : list row :=
  match rs, place with
  | [], _ => []
  | r :: more, O => narrow_row lo hi r :: more
  | r :: more, S place => r :: narrow_row_at place lo hi more
  end.

Definition with_row (pl : plan) (place : nat) (lo hi : option Z) : plan :=
  Plan (total pl) (lines pl) (narrow_row_at place lo hi (rows pl)).

Fixpoint proves (pl : plan) (kind : cost) (floor : Z) (b : bound) : bool :=
  match b with
  | Prices k t prices => off_step pl || existsb crossed (rows pl) || prices_prove pl kind floor k t prices
  | CasesOfLine p n below above =>
      proves (with_line pl p None (Some n)) kind floor below && proves (with_line pl p (Some (n + 1)) None) kind floor above
  | CasesOfRow place n below above =>
      proves (with_row pl place None (Some n)) kind floor below && proves (with_row pl place (Some (n + 1)) None) kind floor above
  end.

Definition allows (lo hi : option Z) (amount : Z) : Prop :=
  (forall n, lo = Some n -> n <= amount) /\ (forall n, hi = Some n -> amount <= n).

Lemma narrow_holds lo hi l amount : may_hold l amount -> allows lo hi amount -> may_hold (narrow lo hi l) amount.
Proof.
  intros [inside steps] [above below]. split; [|exact steps]. simpl.
  destruct lo as [n|]; [specialize (above n eq_refl)|]; destruct hi as [m|]; try specialize (below m eq_refl); lia.
Qed.

Lemma narrow_at_holds number lo hi x : allows lo hi (x number) -> forall ls p,
  each (fun q l => may_hold l (x q)) p ls -> each (fun q l => may_hold l (x q)) p (narrow_at number p lo hi ls).
Proof.
  intros allowed. induction ls as [|l more its]; intros p all; simpl; [exact I|]. destruct all as [one rest].
  destruct (Pos.eqb_spec p number) as [->|_]; simpl; split; auto using narrow_holds.
Qed.

Lemma narrow_at_same f number lo hi : (forall q l, f q (narrow lo hi l) = f q l) -> forall ls p,
  over f p (narrow_at number p lo hi ls) = over f p ls.
Proof.
  intros same. induction ls as [|l more its]; intros p; simpl; [reflexivity|].
  destruct (Pos.eqb_spec p number) as [->|_]; simpl; [rewrite same|rewrite its]; reflexivity.
Qed.

Lemma with_line_keeps pl number lo hi x : allows lo hi (x number) -> keeps pl x -> keeps (with_line pl number lo hi) x.
Proof.
  intros allowed [[totals may] kept]. repeat split; simpl.
  - rewrite narrow_at_same by reflexivity. exact totals.
  - apply narrow_at_holds; assumption.
  - exact kept.
Qed.

Lemma with_line_costs kind pl number lo hi x : costs kind (with_line pl number lo hi) x = costs kind pl x.
Proof. unfold costs. simpl. apply narrow_at_same. intros q l. destruct kind; reflexivity. Qed.

Lemma narrow_row_within lo hi r x : within x r -> allows lo hi (sum x (terms r)) -> within x (narrow_row lo hi r).
Proof.
  intros [at_least at_most] [above below]. split; simpl; intros s is.
  - destruct lo as [n|], (least r) as [m|]; simpl in is; try discriminate; injection is as <-.
    + apply Z.max_lub; auto.
    + auto.
    + auto.
  - destruct hi as [n|], (most r) as [m|]; simpl in is; try discriminate; injection is as <-.
    + apply Z.min_glb; auto.
    + auto.
    + auto.
Qed.

(** What the row at a place sums to; zero where there is none. *)
Definition sum_at (x : allocation) (place : nat) (rs : list row) : Z :=
  match nth_error rs place with Some r => sum x (terms r) | None => 0 end.

Lemma narrow_row_at_within lo hi x : forall rs place,
  Forall (within x) rs -> allows lo hi (sum_at x place rs) -> Forall (within x) (narrow_row_at place lo hi rs).
Proof.
  induction rs as [|r more its]; intros [|place] all allowed; simpl; try constructor;
    inversion_clear all; auto using narrow_row_within.
Qed.

Lemma with_row_keeps pl place lo hi x :
  allows lo hi (sum_at x place (rows pl)) -> keeps pl x -> keeps (with_row pl place lo hi) x.
Proof. intros allowed [allotted kept]. split; [exact allotted|]. simpl. apply narrow_row_at_within; assumption. Qed.

(** What a bound is taken for is true of every allocation. *)
Lemma proves_cost kind floor x : forall b pl, proves pl kind floor b = true -> keeps pl x -> floor <= costs kind pl x.
Proof.
  induction b as [k t prices|number n below its_below above its_above|place n below its_below above its_above];
    intros pl proven kept; simpl in proven.
  - apply orb_true_iff in proven as [none|proven]; [apply orb_true_iff in none as [none|none]|].
    + exfalso. exact (off_step_allots_none pl x none (proj1 kept)).
    + exfalso. exact (crossed_keeps_none pl x none kept).
    + eapply prices_prove_cost; eassumption.
  - apply andb_true_iff in proven as [one other]. destruct (Z.le_gt_cases (x number) n) as [less|more].
    + rewrite <- (with_line_costs kind pl number None (Some n)). apply its_below; [exact one|].
      apply with_line_keeps; [|exact kept]. split; intros m is; [discriminate|injection is as <-; exact less].
    + rewrite <- (with_line_costs kind pl number (Some (n + 1)) None). apply its_above; [exact other|].
      apply with_line_keeps; [|exact kept]. split; intros m is; [injection is as <-; lia|discriminate].
  - apply andb_true_iff in proven as [one other]. destruct (Z.le_gt_cases (sum_at x place (rows pl)) n) as [less|more].
    + change (costs kind pl x) with (costs kind (with_row pl place None (Some n)) x). apply its_below; [exact one|].
      apply with_row_keeps; [|exact kept]. split; intros m is; [discriminate|injection is as <-; exact less].
    + change (costs kind pl x) with (costs kind (with_row pl place (Some (n + 1)) None) x). apply its_above; [exact other|].
      apply with_row_keeps; [|exact kept]. split; intros m is; [injection is as <-; lia|discriminate].
Qed.
