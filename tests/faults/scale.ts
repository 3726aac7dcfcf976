/** The full runs take minutes; the short ones are part of every test run. FAULTS=full chooses. */
export const isFullRun = process.env.FAULTS === 'full'

export const scaled = <T>(short: T, full: T): T => (isFullRun ? full : short)

/** Says why a test is skipped, on its name and once on the output. */
export function skipReason(canRun: boolean, reason: string): string {
  if (canRun) return ''
  process.stdout.write(`skipped: ${reason}\n`)
  return ` (skipped: ${reason})`
}

/** The numbers below `count`, each once, in an order that soon touches all of the range. */
export function* spread(count: number): Generator<number> {
  let stride = Math.max(1, Math.floor(count * 0.618))
  while (gcd(stride, count) !== 1) stride += 1
  for (let index = 0; index < count; index += 1) yield (index * stride) % count
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b))
