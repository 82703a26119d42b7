(** The checker as a program, and that its theorems rest on no axiom. *)

Require Import ZArith Extraction ExtrOcamlBasic.
From Riparto Require Import Asked Duality Checker.

Print Assumptions feasible_is_true.
Print Assumptions impossible_is_true.
Print Assumptions nearest_is_true.
Print Assumptions relaxation_is_true.

Extraction Language OCaml.
Extraction "extracted.ml" check_feasible check_impossible check_nearest check_relaxation Z.add Z.mul Z.opp.
