/** A hostile program as the writer of its code sees it. */

/** What the code may refer to. */
export interface Surroundings {
  readonly pages: number;
  readonly globals: number;
  readonly tableSlots: number;
  readonly segments: number;
  readonly functions: number;
  readonly dataLeaves: number;
  readonly elements: number;
  /** Locals of the function that is being written. */
  locals: number;
}
