/** Something in the data folder that was damaged or missing. */
export interface StoreProblem {
  readonly file: string
  readonly problem: string
}
