/** Whether something is left over, lacks, or neither: the sign of an amount's text. */
export function sign(amount: string): -1 | 0 | 1 {
  if (!/[1-9]/.test(amount)) return 0;
  return amount.startsWith("-") ? -1 : 1;
}
