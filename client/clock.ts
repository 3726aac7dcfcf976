/** Tells and passes time. A test hands in its own; everything else leaves it out. */
export interface Clock {
  /** Now, in ms since 1970. */
  now(): number
  /** A number from 0 up to 1, by which waits differ. */
  random(): number
  /** Runs `work` after so many ms. @returns what `clearTimeout` takes */
  setTimeout(work: () => void, ms: number): unknown
  clearTimeout(timer: unknown): void
}

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  random: () => Math.random(),
  setTimeout: (work, ms) => setTimeout(work, ms),
  clearTimeout: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
}
