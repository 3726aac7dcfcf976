import { appendFileSync } from 'node:fs'

/** What a test has tried, and how it went: a line of the table of a long run. */
export interface Figure {
  readonly what: string
  /** How often it was tried. */
  readonly times: number
  /** How often it went wrong: what was lost, or got through. */
  readonly bad: number
  /** What else there is to say, such as the worst time. */
  readonly note?: string
}

/** Puts a line into the table that the long runs print; other runs print none. */
export function figure(what: string, times: number, bad = 0, note?: string): void {
  const file = process.env.FIGURES
  if (!file) return
  const line: Figure = { what, times, bad, ...(note !== undefined && { note }) }
  appendFileSync(file, `${JSON.stringify(line)}\n`)
}
