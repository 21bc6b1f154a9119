/**
 * What is left to do after a step: `again` if pc stands still, else the operands are popped and pc moves on.
 * A number is a trap.
 */
export type Outcome = "next" | "again" | number;
