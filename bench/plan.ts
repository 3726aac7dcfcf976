/** How much one run of the bench measures. */
export interface Plan {
  /** Connections of the load, and writers of the bare disk. */
  readonly connections: number
  /** Slots of the small hub; of the filled hub, too, so many are in use where it is compared. */
  readonly active: number
  /** Slots of the filled hub: a multiple of `active`. */
  readonly slots: number
  /** Sizes of the settings in bytes. */
  readonly sizes: readonly number[]
  /** Every case runs once a round, for so long. */
  readonly rounds: number
  readonly roundMs: number
  /** Requests to all slots: long enough for what the hub writes late to be in the figure. */
  readonly spread: { readonly rounds: number; readonly ms: number; readonly restMs: number }
  /** How often each hub is started to see how long that takes. */
  readonly starts: number
  /** For how long a hub is left alone to see what it does by itself. */
  readonly idleMs: number
}

export const fullPlan: Plan = {
  connections: 16,
  active: 100,
  slots: 100_000,
  sizes: [2_000, 64_000],
  rounds: 9,
  roundMs: 1_000,
  spread: { rounds: 3, ms: 5_000, restMs: 2_000 },
  starts: 5,
  idleMs: 60_000,
}

/** Shows that the bench works, and how things stand roughly. */
export const quickPlan: Plan = {
  ...fullPlan,
  slots: 2_000,
  rounds: 3,
  roundMs: 500,
  spread: { rounds: 1, ms: 2_000, restMs: 0 },
  starts: 2,
  idleMs: 5_000,
}
