/** How long the hub waits for others, in ms. Tests hand in shorter ones. */
export interface Timeouts {
  /** For all headers of a request. */
  readonly headers: number
  /** For a whole request; a body may take longer while it keeps the least rate. */
  readonly request: number
  /** How often those two are looked at; Node does it only every 30 s unless told to. */
  readonly check: number
  /** For a connection on which nothing moves at all, such as an answer that nobody reads. */
  readonly silence: number
  /** For answers under way once the hub stops; Docker kills what has not stopped after 10 s. */
  readonly stop: number
}

export const timeouts: Timeouts = {
  headers: 10_000,
  request: 30_000,
  check: 2_000,
  silence: 120_000,
  stop: 5_000,
}
