(** What is asked of an allocation, once the rules of a plan are rows over whole cents, as docs/PROOFS.md defines. Whoever reads this file
    and the statements of the theorems in Checker.v knows what the checker is proved to say. *)

Require Import ZArith List.
Import ListNotations.
Open Scope Z_scope.

(** A line: it holds whole multiples of its step from [low] to [high]; what is wished for it, and how many times a change counts. *)
Record line := Line { low : Z; high : Z; step : Z; wish : Z; weight : Z }.

(** Part of what a row sums: so many times what a line holds, or by how much it rises above what it held. Lines are numbered from 1. *)
Inductive term := Holds (number : positive) (times : Z) | Rises (number : positive) (held : Z).

(** A row: what its terms sum to is at least [least] and at most [most]. A cent that it is missed by is [cent] in the terms. *)
Record row := Row { terms : list term; least : option Z; most : option Z; cent : Z }.

Record plan := Plan { total : Z; lines : list line; rows : list row }.

(** What each line holds, in cents. *)
Definition allocation := positive -> Z.

Definition value (x : allocation) (t : term) : Z :=
  match t with Holds p times => times * x p | Rises p held => Z.max 0 (x p - held) end.

Fixpoint sum (x : allocation) (ts : list term) : Z :=
  match ts with [] => 0 | t :: more => value x t + sum x more end.

(** The sum of something over lines that are numbered from [p] on, and that something holds of each. *)
Fixpoint over (f : positive -> line -> Z) (p : positive) (ls : list line) : Z :=
  match ls with [] => 0 | l :: more => f p l + over f (Pos.succ p) more end.

Fixpoint each (holds : positive -> line -> Prop) (p : positive) (ls : list line) : Prop :=
  match ls with [] => True | l :: more => holds p l /\ each holds (Pos.succ p) more end.

Definition may_hold (l : line) (amount : Z) : Prop :=
  low l <= amount <= high l /\ exists multiple, amount = step l * multiple.

Definition within (x : allocation) (r : row) : Prop :=
  (forall side, least r = Some side -> side <= sum x (terms r)) /\
  (forall side, most r = Some side -> sum x (terms r) <= side).

(** The amounts sum to the total, and each line may hold its own. *)
Definition allots (pl : plan) (x : allocation) : Prop :=
  over (fun p _ => x p) 1 (lines pl) = total pl /\ each (fun p l => may_hold l (x p)) 1 (lines pl).

(** The amounts keep the rules. *)
Definition keeps (pl : plan) (x : allocation) : Prop :=
  allots pl x /\ Forall (within x) (rows pl).

Inductive cost := Squares | Moved | Nothing.

Definition cost_of (kind : cost) (l : line) (amount : Z) : Z :=
  match kind with
  | Squares => weight l * (amount - wish l) * (amount - wish l)
  | Moved => weight l * Z.abs (amount - wish l)
  | Nothing => 0
  end.

Definition costs (kind : cost) (pl : plan) (x : allocation) : Z :=
  over (fun p l => cost_of kind l (x p)) 1 (lines pl).

(** How far amounts are from the wish. *)
Inductive measure := LeastSquares | LeastMoved | LeastPeak.

Fixpoint peak (x : allocation) (p : positive) (ls : list line) : Z :=
  match ls with [] => 0 | l :: more => Z.max (cost_of Moved l (x p)) (peak x (Pos.succ p) more) end.

Definition distance (m : measure) (pl : plan) (x : allocation) : Z :=
  match m with
  | LeastSquares => costs Squares pl x
  | LeastMoved => costs Moved pl x
  | LeastPeak => peak x 1 (lines pl)
  end.

(** By how many cents a row is missed: what is beyond a side, in cents and rounded up. *)
Definition rounded_up (part whole : Z) : Z := - ((- part) / whole).

Definition missed (x : allocation) (r : row) : Z :=
  Z.max (match least r with Some side => Z.max 0 (rounded_up (side - sum x (terms r)) (cent r)) | None => 0 end)
        (match most r with Some side => Z.max 0 (rounded_up (sum x (terms r) - side) (cent r)) | None => 0 end).

Fixpoint all_missed (x : allocation) (rs : list row) : Z :=
  match rs with [] => 0 | r :: more => missed x r + all_missed x more end.
