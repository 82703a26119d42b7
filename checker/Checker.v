(** A checker of proofs [riparto.proof/1], proved: what it takes is true. The theorems are [feasible_is_true], [impossible_is_true],
    [nearest_is_true] and [relaxation_is_true]; none rests on an axiom. *)

Require Import ZArith List Lia Bool FMapPositive.
From Riparto Require Import Asked Least Duality.
Import ListNotations.
Open Scope Z_scope.

(** The allocation of a list of amounts: the first for line 1. *)
Definition holding (amounts : list Z) : allocation := fun p => nth (pred (Pos.to_nat p)) amounts 0.

Definition may_hold_it (l : line) (amount : Z) : bool :=
  stepped l && (low l <=? amount) && (amount <=? high l) && (amount mod step l =? 0).

(** The same as a map, for speed. *)
Fixpoint numbered (p : positive) (amounts : list Z) : PositiveMap.t Z :=
  match amounts with [] => PositiveMap.empty Z | a :: more => PositiveMap.add p a (numbered (Pos.succ p) more) end.

Definition found_in (m : PositiveMap.t Z) : allocation :=
  fun p => match PositiveMap.find p m with Some a => a | None => 0 end.

Lemma numbered_from amounts : forall p q,
  found_in (numbered p amounts) q =
  if (Pos.to_nat p <=? Pos.to_nat q)%nat then nth (Pos.to_nat q - Pos.to_nat p) amounts 0 else 0.
Proof.
  unfold found_in. induction amounts as [|a more its]; intros p q; simpl numbered.
  - rewrite PositiveMap.gempty. destruct (_ <=? _)%nat; destruct (Pos.to_nat q - Pos.to_nat p)%nat; reflexivity.
  - destruct (Pos.eq_dec q p) as [->|other].
    + rewrite PositiveMap.gss, Nat.leb_refl, Nat.sub_diag. reflexivity.
    + rewrite PositiveMap.gso by assumption. rewrite its, Pos2Nat.inj_succ.
      assert (Pos.to_nat q <> Pos.to_nat p) by (intros same; apply other, Pos2Nat.inj, same).
      destruct (Nat.leb_spec (S (Pos.to_nat p)) (Pos.to_nat q)), (Nat.leb_spec (Pos.to_nat p) (Pos.to_nat q)); try lia.
      replace (Pos.to_nat q - Pos.to_nat p)%nat with (S (Pos.to_nat q - S (Pos.to_nat p))) by lia. reflexivity.
Qed.

Lemma numbered_is amounts p : found_in (numbered 1 amounts) p = holding amounts p.
Proof.
  rewrite numbered_from. unfold holding. pose proof (Pos2Nat.is_pos p).
  destruct (Nat.leb_spec (Pos.to_nat 1) (Pos.to_nat p)) as [_|not]; [|simpl in not; lia].
  change (Pos.to_nat 1) with 1%nat. f_equal. lia.
Qed.

Fixpoint each_may (x : allocation) (p : positive) (ls : list line) : bool :=
  match ls with [] => true | l :: more => may_hold_it l (x p) && each_may x (Pos.succ p) more end.

Definition within_it (x : allocation) (r : row) : bool :=
  let found := sum x (terms r) in
  match least r with Some s => s <=? found | None => true end && match most r with Some s => found <=? s | None => true end.

Definition does_allot (pl : plan) (x : allocation) : bool :=
  (over (fun p _ => x p) 1 (lines pl) =? total pl) && each_may x 1 (lines pl).

Definition does_keep (pl : plan) (x : allocation) : bool := does_allot pl x && forallb (within_it x) (rows pl).

Lemma may_hold_it_does l amount : may_hold_it l amount = true -> may_hold l amount.
Proof.
  unfold may_hold_it, stepped. rewrite !andb_true_iff, Z.ltb_lt, !Z.leb_le, Z.eqb_eq. intros [[[positive_step lo] hi] steps].
  split; [lia|]. exists (amount / step l). apply Z.div_exact; [lia|exact steps].
Qed.

Lemma does_allot_allots pl x : does_allot pl x = true -> allots pl x.
Proof.
  unfold does_allot. rewrite andb_true_iff, Z.eqb_eq. intros [totals may]. split; [exact totals|]. clear totals.
  revert may. generalize 1%positive. induction (lines pl) as [|l more its]; intros p may; simpl in *; [exact I|].
  apply andb_true_iff in may as [one rest]. auto using may_hold_it_does.
Qed.

Lemma does_keep_keeps pl x : does_keep pl x = true -> keeps pl x.
Proof.
  unfold does_keep. rewrite andb_true_iff, forallb_forall. intros [allotted all]. split; [apply does_allot_allots, allotted|].
  apply Forall_forall. intros r is_in. specialize (all r is_in). unfold within_it in all. apply andb_true_iff in all as [one other].
  split; intros s is; rewrite is in *; apply Z.leb_le; assumption.
Qed.

(** What does not tell an allocation from one that holds the same. *)
Lemma sum_same x y ts : (forall p, x p = y p) -> sum x ts = sum y ts.
Proof. intros same. induction ts as [|[p c|p h] more its]; simpl; rewrite ?its, ?same; reflexivity. Qed.

Lemma each_same (f g : positive -> line -> Prop) : (forall q l, f q l -> g q l) -> forall ls p, each f p ls -> each g p ls.
Proof. intros same. induction ls as [|l more its]; intros p all; simpl in *; [exact I|]. destruct all. auto. Qed.

Lemma allots_same pl x y : (forall p, x p = y p) -> allots pl x -> allots pl y.
Proof.
  intros same [totals may]. split.
  - rewrite <- totals. apply over_same. intros. symmetry. apply same.
  - revert may. apply each_same. intros q l. rewrite same. auto.
Qed.

Lemma keeps_same pl x y : (forall p, x p = y p) -> keeps pl x -> keeps pl y.
Proof.
  intros same [allotted kept]. split; [eapply allots_same; eassumption|].
  revert kept. apply Forall_impl. unfold within. intros r. rewrite (sum_same x y) by exact same. auto.
Qed.

Lemma peak_same x y ls : (forall p, x p = y p) -> forall p, peak x p ls = peak y p ls.
Proof. intros same. induction ls as [|l more its]; intros p; simpl; [reflexivity|]. rewrite its, same. reflexivity. Qed.

Lemma distance_same m pl x y : (forall p, x p = y p) -> distance m pl x = distance m pl y.
Proof.
  intros same. destruct m; simpl; unfold costs; try (apply over_same; intros; rewrite same; reflexivity).
  apply peak_same, same.
Qed.

Lemma all_missed_same x y rs : (forall p, x p = y p) -> all_missed x rs = all_missed y rs.
Proof.
  intros same. induction rs as [|r more its]; simpl; [reflexivity|]. rewrite its. unfold missed.
  rewrite (sum_same x y) by exact same. reflexivity.
Qed.

(** ** Amounts that keep the rules *)

Definition check_feasible (pl : plan) (amounts : list Z) : bool :=
  (length amounts =? length (lines pl))%nat && does_keep pl (found_in (numbered 1 amounts)).

Theorem feasible_is_true pl amounts : check_feasible pl amounts = true -> keeps pl (holding amounts).
Proof.
  unfold check_feasible. rewrite andb_true_iff. intros [_ kept].
  eapply keeps_same; [apply numbered_is|]. apply does_keep_keeps, kept.
Qed.

(** ** No amounts that keep the rules *)

Definition check_impossible (pl : plan) (b : bound) : bool := proves pl Nothing 1 b.

Theorem impossible_is_true pl b : check_impossible pl b = true -> forall x, ~ keeps pl x.
Proof.
  intros proven x kept. pose proof (proves_cost Nothing 1 x b pl proven kept) as costly.
  unfold costs in costly. simpl in costly.
  assert (nothing : forall ls p, over (fun (_ : positive) (_ : line) => 0) p ls = 0)
    by (induction ls as [|l more its]; intros p; simpl; [reflexivity|rewrite its; reflexivity]).
  rewrite nothing in costly. lia.
Qed.

(** ** Amounts that are the nearest *)

Definition sensible (l : line) : bool := (0 <? weight l) && (0 <=? wish l).

Definition around (floor : Z) (l : line) : line :=
  let reach := (floor - 1) / weight l in narrow (Some (wish l - reach)) (Some (wish l + reach)) l.

Definition check_nearest (pl : plan) (m : measure) (amounts : list Z) (objective gap : Z) (b : bound) : bool :=
  let x := found_in (numbered 1 amounts) in
  let floor := objective - gap in
  check_feasible pl amounts && forallb sensible (lines pl) && (0 <=? gap) && (distance m pl x =? objective) &&
  match m with
  | LeastSquares => proves pl Squares floor b
  | LeastMoved => proves pl Moved floor b
  | LeastPeak => (floor <=? 0) || check_impossible (Plan (total pl) (map (around floor) (lines pl)) (rows pl)) b
  end.

Lemma peak_is_least floor x : forall ls p,
  forallb sensible ls = true -> peak x p ls < floor ->
  each (fun q l => may_hold l (x q)) p ls -> each (fun q l => may_hold l (x q)) p (map (around floor) ls).
Proof.
  induction ls as [|l more its]; intros p all low all_may; simpl in *; [exact I|].
  apply andb_true_iff in all as [one others]. destruct all_may as [own rest]. split; [|apply its; [assumption|lia|assumption]].
  unfold sensible in one. rewrite andb_true_iff, Z.ltb_lt, Z.leb_le in one.
  apply narrow_holds; [exact own|].
  assert (Z.abs (x p - wish l) <= (floor - 1) / weight l)
    by (apply Z.div_le_lower_bound; lia).
  split; intros n is; injection is as <-; lia.
Qed.

Lemma peak_is_positive x : forall ls p, 0 <= peak x p ls.
Proof. induction ls as [|l more its]; intros p; simpl; [lia|]. specialize (its (Pos.succ p)). lia. Qed.

Lemma over_map f g p ls : (forall q l, f q (g l) = f q l) -> over f p (map g ls) = over f p ls.
Proof. intros same. revert p. induction ls as [|l more its]; intros p; simpl; [reflexivity|]. rewrite its, same. reflexivity. Qed.

Theorem nearest_is_true pl m amounts objective gap b :
  check_nearest pl m amounts objective gap b = true ->
  keeps pl (holding amounts) /\ distance m pl (holding amounts) = objective /\
  forall x, keeps pl x -> objective - gap <= distance m pl x.
Proof.
  unfold check_nearest. rewrite !andb_true_iff, Z.eqb_eq. intros [[[[kept positive] _] stated] proven].
  split; [apply feasible_is_true, kept|]. split.
  - rewrite <- stated. apply distance_same. intros p. symmetry. apply numbered_is.
  - intros x x_keeps. destruct m; simpl; try (eapply proves_cost; eassumption).
    destruct (Z.lt_ge_cases (peak x 1 (lines pl)) (objective - gap)) as [nearer|]; [exfalso|assumption].
    apply orb_true_iff in proven as [none|proven].
    + apply Z.leb_le in none.
      pose proof (peak_is_positive x (lines pl) 1). lia.
    + apply (impossible_is_true _ _ proven x). destruct x_keeps as [[totals may] rows_keep]. repeat split; simpl.
      * rewrite over_map by reflexivity. exact totals.
      * apply peak_is_least; assumption.
      * exact rows_keep.
Qed.

(** ** Amounts that miss the rules by the fewest cents *)

Fixpoint affordable (k : Z) (rs : list row) (prices : list Z) : bool :=
  match rs, prices with
  | r :: more, y :: others => (Z.abs y * cent r <=? k) && affordable k more others
  | _, _ => true
  end.

(** The bound is prices alone, without cases. *)
Definition check_relaxation (pl : plan) (amounts : list Z) (stated gap : Z) (b : bound) : bool :=
  let x := found_in (numbered 1 amounts) in
  (length amounts =? length (lines pl))%nat && does_allot pl x && (all_missed x (rows pl) =? stated) && (0 <=? gap) &&
  match b with
  | Prices k t prices => off_step pl || affordable k (rows pl) prices && prices_prove pl Nothing (stated - gap) k t prices
  | _ => false
  end.

Lemma rounded_up_is part whole : 0 < whole -> part <= whole * rounded_up part whole.
Proof. intros positive. unfold rounded_up. pose proof (Z.mul_div_le (- part) whole positive). lia. Qed.

Lemma missed_is_positive x r : 0 <= missed x r.
Proof. unfold missed. destruct (least r), (most r); lia. Qed.

Lemma priced_missed k x : 0 < k -> forall rs prices given,
  forallb (fun r => 0 <? cent r) rs = true -> affordable k rs prices = true -> gain rs prices = Some given ->
  given <= priced x rs prices + k * all_missed x rs.
Proof.
  intros scale. induction rs as [|r more its]; intros [|y others] given cents limits is; simpl in *; try (injection is as <-; lia).
  - injection is as <-. pose proof (missed_is_positive x r).
    assert (0 <= all_missed x more) by (clear -more; induction more as [|r' more its]; simpl; [|pose proof (missed_is_positive x r')]; lia).
    nia.
  - apply andb_true_iff in cents as [cent_is cents]. apply andb_true_iff in limits as [limit limits].
    apply Z.ltb_lt in cent_is. apply Z.leb_le in limit.
    destruct (gain more others) as [more_given|] eqn:more_is;
      [|destruct (if y =? 0 then Some 0 else option_map (Z.mul y) (side r y)); discriminate].
    specialize (its others more_given cents limits more_is). pose proof (missed_is_positive x r) as missed_some.
    destruct (Z.eqb_spec y 0) as [->|some].
    + injection is as <-. nia.
    + assert (paid : forall beyond, beyond <= cent r * missed x r -> Z.abs y * beyond <= k * missed x r) by (intros; nia).
      unfold side in is. destruct (Z.ltb_spec 0 y).
      * destruct (least r) as [s|] eqn:least_is; [|discriminate]. injection is as <-.
        assert (beyond : s - sum x (terms r) <= cent r * missed x r).
        { pose proof (rounded_up_is (s - sum x (terms r)) (cent r) cent_is) as up.
          assert (rounded_up (s - sum x (terms r)) (cent r) <= missed x r) by (unfold missed; rewrite least_is; lia). nia. }
        specialize (paid _ beyond). nia.
      * destruct (most r) as [s|] eqn:most_is; [|discriminate]. injection is as <-.
        assert (beyond : sum x (terms r) - s <= cent r * missed x r).
        { pose proof (rounded_up_is (sum x (terms r) - s) (cent r) cent_is) as up.
          assert (rounded_up (sum x (terms r) - s) (cent r) <= missed x r) by (unfold missed; rewrite most_is; lia). nia. }
        specialize (paid _ beyond). nia.
Qed.

Theorem relaxation_is_true pl amounts stated gap b :
  check_relaxation pl amounts stated gap b = true ->
  allots pl (holding amounts) /\ all_missed (holding amounts) (rows pl) = stated /\
  forall x, allots pl x -> stated - gap <= all_missed x (rows pl).
Proof.
  unfold check_relaxation. rewrite !andb_true_iff, Z.eqb_eq. intros [[[[_ allotted] is] _] proven].
  split; [eapply allots_same; [apply numbered_is|]; apply does_allot_allots, allotted|]. split.
  - rewrite <- is. apply all_missed_same. intros p. symmetry. apply numbered_is.
  - intros x x_allots. destruct b as [k t prices| |]; try discriminate.
    apply orb_true_iff in proven as [none|proven]; [exfalso; exact (off_step_allots_none pl x none x_allots)|].
    apply andb_true_iff in proven as [limits proven].
    pose proof (prices_prove_slack pl Nothing (stated - gap) k t prices x (all_missed x (rows pl)) proven x_allots) as slack.
    assert (nothing : forall ls p, over (fun (_ : positive) (_ : line) => 0) p ls = 0)
      by (induction ls as [|l more its]; intros p; simpl; [reflexivity|rewrite its; reflexivity]).
    unfold costs in slack. simpl in slack. rewrite nothing, Z.add_0_l in slack. apply slack.
    unfold prices_prove, well_formed in proven. rewrite !andb_true_iff, Z.ltb_lt in proven.
    destruct proven as [[[_ cents] scale] _]. intros given. apply priced_missed; assumption.
Qed.
