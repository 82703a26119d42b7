(* Reads problems of one number a token from the standard input, and says of each whether it is proven. docs/PROOFS.md defines
   the numbers; all that is judged is judged by the functions that Coq extracted. *)

open Extracted

exception Unread of string

let token () = try Scanf.scanf " %s" (fun text -> text) with End_of_file -> ""

let rec positive n =
  if n = 1 then XH else if n land 1 = 1 then XI (positive (n / 2)) else XO (positive (n / 2))

let small n = if n = 0 then Z0 else Zpos (positive n)

(* A whole number of any size, by the arithmetic of Coq. *)
let number_of text =
  let negative = text <> "" && text.[0] = '-' in
  let digits = if negative then String.sub text 1 (String.length text - 1) else text in
  if digits = "" then raise (Unread text);
  let digit sum letter =
    if letter < '0' || letter > '9' then raise (Unread text);
    Z.add (Z.mul sum (small 10)) (small (Char.code letter - Char.code '0'))
  in
  let size = String.fold_left digit Z0 digits in
  if negative then Z.opp size else size

let number () = number_of (token ())

(* How many follow, or which of a few. *)
let count () =
  let text = token () in
  match int_of_string_opt text with
  | Some n when n >= 0 && n < 1 lsl 30 -> n
  | _ -> raise (Unread text)

let place () = match number () with Zpos p -> p | _ -> raise (Unread "the number of a line")

let rec natural n = if n = 0 then O else S (natural (n - 1))

(* [List.init] does not say in which order it reads. *)
let several read =
  let rec more n = if n = 0 then [] else let one = read () in one :: more (n - 1) in
  more (count ())

let side () = match count () with 0 -> None | _ -> Some (number ())

let line () =
  let low = number () in
  let high = number () in
  let step = number () in
  let wish = number () in
  let weight = number () in
  { low; high; step; wish; weight }

let term () =
  let kind = count () in
  let line = place () in
  let given = number () in
  match kind with 0 -> Holds (line, given) | 1 -> Rises (line, given) | _ -> raise (Unread "the kind of a term")

let row () =
  let least = side () in
  let most = side () in
  let cent = number () in
  let terms = several term in
  { terms; least; most; cent }

let plan () =
  let total = number () in
  let lines = several line in
  let rows = several row in
  { total; lines; rows }

let rec bound () =
  match count () with
  | 0 ->
      let scale = number () in
      let of_total = number () in
      Prices (scale, of_total, several number)
  | 1 ->
      let line = place () in
      let at_most = number () in
      let below = bound () in
      let above = bound () in
      CasesOfLine (line, at_most, below, above)
  | 2 ->
      let row = natural (count ()) in
      let at_most = number () in
      let below = bound () in
      let above = bound () in
      CasesOfRow (row, at_most, below, above)
  | _ -> raise (Unread "the kind of a bound")

let measure () =
  match count () with 0 -> LeastSquares | 1 -> LeastMoved | 2 -> LeastPeak | _ -> raise (Unread "the measure")

let judged kind =
  let plan = plan () in
  match kind with
  | "feasible" -> check_feasible plan (several number)
  | "impossible" -> check_impossible plan (bound ())
  | "nearest" ->
      let measure = measure () in
      let amounts = several number in
      let objective = number () in
      let gap = number () in
      check_nearest plan measure amounts objective gap (bound ())
  | "cheapest_relaxation" ->
      let amounts = several number in
      let missed = number () in
      let gap = number () in
      check_relaxation plan amounts missed gap (bound ())
  | _ -> raise (Unread kind)

let () =
  try
    let rec all_proven so_far kind =
      if kind = "" then so_far
      else begin
        let is_proven = judged kind in
        print_endline (if is_proven then "proven" else "refused");
        all_proven (so_far && is_proven) (token ())
      end
    in
    let first = token () in
    (* Of nothing nothing is proven. *)
    exit (if first <> "" && all_proven true first then 0 else 1)
  with Unread text ->
    prerr_endline ("not read: " ^ text);
    exit 2
