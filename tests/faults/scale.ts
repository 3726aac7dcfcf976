/** The full runs take minutes; the short ones are part of every test run. FAULTS=full chooses. */
export const isFullRun = process.env.FAULTS === 'full'

export const scaled = <T>(short: T, full: T): T => (isFullRun ? full : short)
