(** The least that one line costs, less what prices give, over all that it may hold; and that it is the least. *)

Require Import ZArith List Lia.
From Riparto Require Import Asked.
Import ListNotations.
Open Scope Z_scope.

(** The least of a parabola or a straight line over the whole numbers from [lo] to [hi], where there are any. *)
Definition parabola (a b c n : Z) : Z := a * n * n + b * n + c.

Definition least_of_parabola (a b c lo hi : Z) : Z :=
  if 0 <? a then
    let vertex := (- b) / (2 * a) in
    let clamped n := Z.max lo (Z.min hi n) in
    Z.min (parabola a b c (clamped vertex)) (parabola a b c (clamped (vertex + 1)))
  else Z.min (parabola a b c lo) (parabola a b c hi).

Lemma least_of_parabola_is_least a b c lo hi :
  lo <= hi ->
  (exists n, lo <= n <= hi /\ least_of_parabola a b c lo hi = parabola a b c n) /\
  (forall n, lo <= n <= hi -> least_of_parabola a b c lo hi <= parabola a b c n).
Proof.
  intros some. unfold least_of_parabola. destruct (Z.ltb_spec 0 a) as [open|closed].
  - set (v := (- b) / (2 * a)).
    assert (2 * a * v <= - b) by (apply Z.mul_div_le; lia).
    assert (- b < 2 * a * (v + 1)) by (pose proof (Z.mul_succ_div_gt (- b) (2 * a)); lia).
    set (c1 := Z.max lo (Z.min hi v)). set (c2 := Z.max lo (Z.min hi (v + 1))).
    split.
    + destruct (Z.min_spec (parabola a b c c1) (parabola a b c c2)) as [[_ ->]|[_ ->]].
      * exists c1. lia.
      * exists c2. lia.
    + intros n inside. unfold parabola. destruct (Z.le_gt_cases n v).
      * assert (n <= c1 <= v) by lia. apply Z.le_trans with (a * c1 * c1 + b * c1 + c); [lia|].
        assert (0 <= (c1 - n) * (- (a * (n + c1) + b))) by (apply Z.mul_nonneg_nonneg; nia). nia.
      * assert (v + 1 <= c2 <= n) by lia. apply Z.le_trans with (a * c2 * c2 + b * c2 + c); [lia|].
        assert (0 <= (n - c2) * (a * (n + c2) + b)) by (apply Z.mul_nonneg_nonneg; nia). nia.
  - split.
    + destruct (Z.min_spec (parabola a b c lo) (parabola a b c hi)) as [[_ ->]|[_ ->]].
      * exists lo. lia.
      * exists hi. lia.
    + intros n inside. unfold parabola.
      destruct (Z.le_gt_cases 0 (a * (n + lo) + b)).
      * apply Z.le_trans with (a * lo * lo + b * lo + c); [lia|].
        assert (0 <= (n - lo) * (a * (n + lo) + b)) by (apply Z.mul_nonneg_nonneg; lia). nia.
      * apply Z.le_trans with (a * hi * hi + b * hi + c); [lia|].
        assert (a * (n + hi) + b <= 0) by nia.
        assert (0 <= (hi - n) * (- (a * (n + hi) + b))) by (apply Z.mul_nonneg_nonneg; lia). nia.
Qed.

(** What is gained at amounts above some that were held: pairs of what was held, and the price of each cent above it. *)
Fixpoint gained (rises : list (Z * Z)) (amount : Z) : Z :=
  match rises with [] => 0 | (held, price) :: more => price * Z.max 0 (amount - held) + gained more amount end.

Definition lesser (one other : option Z) : option Z :=
  match one, other with
  | Some n, Some m => Some (Z.min n m)
  | Some n, None | None, Some n => Some n
  | None, None => None
  end.

(** The least of a parabola in the number of steps less what is gained, over [lo] to [hi] steps; none where these are none. *)
Fixpoint least_of_pieces (rises : list (Z * Z)) (s a b c lo hi : Z) : option Z :=
  if hi <? lo then None
  else match rises with
    | [] => Some (least_of_parabola a b c lo hi)
    | (held, price) :: more =>
        lesser (least_of_pieces more s a b c lo (Z.min hi (held / s)))
               (least_of_pieces more s a (b - price * s) (c + price * held) (Z.max lo (held / s + 1)) hi)
    end.

Lemma least_of_pieces_is_least rises s (positive_step : 0 < s) : forall a b c lo hi,
  let at_steps n := parabola a b c n - gained rises (s * n) in
  match least_of_pieces rises s a b c lo hi with
  | None => hi < lo
  | Some found => (exists n, lo <= n <= hi /\ found = at_steps n) /\ forall n, lo <= n <= hi -> found <= at_steps n
  end.
Proof.
  induction rises as [|[held price] more its]; intros a b c lo hi at_steps; simpl;
    destruct (Z.ltb_spec hi lo) as [nothing|some]; try assumption.
  - subst at_steps. simpl. destruct (least_of_parabola_is_least a b c lo hi some) as [[n [inside is]] all].
    split; [exists n|intros other within_it; specialize (all other within_it)]; lia.
  - assert (floor : s * (held / s) <= held < s * (held / s + 1))
      by (split; [apply Z.mul_div_le; lia|pose proof (Z.mul_succ_div_gt held s); lia]).
    assert (flat : forall n, n <= held / s -> Z.max 0 (s * n - held) = 0) by (intros; nia).
    assert (rising : forall n, held / s + 1 <= n -> Z.max 0 (s * n - held) = s * n - held) by (intros; nia).
    pose proof (its a b c lo (Z.min hi (held / s))) as below.
    pose proof (its a (b - price * s) (c + price * held) (Z.max lo (held / s + 1)) hi) as above.
    assert (left : forall n, n <= held / s -> at_steps n = parabola a b c n - gained more (s * n))
      by (intros n is; subst at_steps; simpl; rewrite (flat n is); lia).
    assert (right : forall n, held / s + 1 <= n ->
              at_steps n = parabola a (b - price * s) (c + price * held) n - gained more (s * n))
      by (intros n is; subst at_steps; simpl; rewrite (rising n is); unfold parabola; nia).
    clearbody at_steps.
    destruct (least_of_pieces more s a b c lo (Z.min hi (held / s))) as [one|];
      destruct (least_of_pieces more s a (b - price * s) (c + price * held) (Z.max lo (held / s + 1)) hi) as [other|];
      cbv [lesser] in *; simpl in below, above.
    + destruct below as [[n [n_in n_is]] all_below], above as [[m [m_in m_is]] all_above]. split.
      * destruct (Z.min_spec one other) as [[_ ->]|[_ ->]];
          [exists n; rewrite left by lia|exists m; rewrite right by lia]; lia.
      * intros k k_in. destruct (Z.le_gt_cases k (held / s)).
        -- rewrite left by lia. specialize (all_below k). lia.
        -- rewrite right by lia. specialize (all_above k). lia.
    + destruct below as [[n [n_in n_is]] all_below]. split.
      * exists n. rewrite left by lia. lia.
      * intros k k_in. rewrite left by lia. specialize (all_below k). lia.
    + destruct above as [[m [m_in m_is]] all_above]. split.
      * exists m. rewrite right by lia. lia.
      * intros k k_in. rewrite right by lia. specialize (all_above k). lia.
    + lia.
Qed.

(** What the prices of rows give for what a line holds: a price for each cent, and prices above what was held. *)
Record pull := Pull { slope : Z; above : list (Z * Z) }.

Definition pulled (e : pull) (amount : Z) : Z := slope e * amount + gained (above e) amount.

(** The least of scale x cost less what prices give, over all that a line may hold; none where that is nothing. *)
Definition least_of_line (kind : cost) (k t : Z) (e : pull) (l : line) : option Z :=
  let s := step l in
  let lo := rounded_up (low l) s in
  let hi := high l / s in
  let kw := k * weight l in
  let u := wish l in
  match kind with
  | Squares => least_of_pieces (above e) s (kw * s * s) (- (2 * kw * u + t + slope e) * s) (kw * u * u) lo hi
  | Moved => least_of_pieces ((u, - 2 * kw) :: above e) s 0 (- (kw + t + slope e) * s) (kw * u) lo hi
  | Nothing => least_of_pieces (above e) s 0 (- (t + slope e) * s) 0 lo hi
  end.

Lemma least_of_line_is_least kind k t e l (positive_step : 0 < step l) :
  let reduced amount := k * cost_of kind l amount - t * amount - pulled e amount in
  match least_of_line kind k t e l with
  | None => forall amount, ~ may_hold l amount
  | Some found => (exists amount, may_hold l amount /\ found = reduced amount) /\
                  forall amount, may_hold l amount -> found <= reduced amount
  end.
Proof.
  intros reduced. set (s := step l) in *.
  assert (steps : forall n, (rounded_up (low l) s <= n <= high l / s) <-> low l <= s * n <= high l).
  { intros n. unfold rounded_up.
    pose proof (Z.mul_div_le (- low l) s positive_step). pose proof (Z.mul_succ_div_gt (- low l) s positive_step).
    pose proof (Z.mul_div_le (high l) s positive_step). pose proof (Z.mul_succ_div_gt (high l) s positive_step).
    split; intros; nia. }
  assert (holds : forall n, (rounded_up (low l) s <= n <= high l / s) <-> may_hold l (s * n)).
  { intros n. rewrite steps. unfold may_hold. split; [|tauto]. intros inside. split; [assumption|]. exists n. reflexivity. }
  assert (goal : forall rises a b c,
    (forall n, parabola a b c n - gained rises (s * n) = reduced (s * n)) ->
    match least_of_pieces rises s a b c (rounded_up (low l) s) (high l / s) with
    | None => forall amount, ~ may_hold l amount
    | Some found => (exists amount, may_hold l amount /\ found = reduced amount) /\
                    forall amount, may_hold l amount -> found <= reduced amount
    end).
  { intros rises a b c same.
    pose proof (least_of_pieces_is_least rises s positive_step a b c (rounded_up (low l) s) (high l / s)) as is_least.
    destruct (least_of_pieces rises s a b c (rounded_up (low l) s) (high l / s)) as [found|]; cbv zeta in is_least.
    - destruct is_least as [[n [inside is]] all]. split.
      + exists (s * n). rewrite <- holds, <- same. tauto.
      + intros amount may. destruct (proj2 may) as [n' is']. fold s in is'. subst amount.
        rewrite <- same. apply all, holds, may.
    - intros amount may. destruct (proj2 may) as [n' is']. fold s in is'. subst amount.
      apply holds in may. lia. }
  unfold least_of_line. fold s. destruct kind; apply goal; intros n; subst reduced; unfold parabola, pulled, cost_of; cbn [gained].
  - ring.
  - set (kw := k * weight l). replace (k * (weight l * Z.abs (s * n - wish l))) with (kw * Z.abs (s * n - wish l)) by (subst kw; ring).
    destruct (Z.le_gt_cases 0 (s * n - wish l)).
    + rewrite Z.abs_eq, Z.max_r by lia. ring.
    + rewrite Z.abs_neq, Z.max_l by lia. ring.
  - ring.
Qed.
