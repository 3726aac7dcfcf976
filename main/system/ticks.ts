export interface TickParts {
  readonly now: () => number
  /** Milliseconds that never go back and know nothing of clocks being set. */
  readonly elapsed: () => number
  /** A minute has passed. */
  readonly onTick: () => void
  /** Its addresses on its networks, as text. */
  readonly addresses: () => string
  /** The computer slept, its clock was set, or it is on other networks. */
  readonly onChange: () => void
}

const every = 60_000
/** A busy computer is late by less than this. */
const tolerance = 5_000

/** The one timer of the program: once a minute, so that an idle computer stays idle. */
export function startTicks(parts: TickParts): () => void {
  const { now, elapsed } = parts
  const look = () => ({ at: now(), elapsed: elapsed(), addresses: parts.addresses() })
  let before = look()
  const timer = setInterval(() => {
    const here = look()
    const jump = here.at - before.at - (here.elapsed - before.elapsed)
    const moved = here.addresses !== before.addresses
    before = here
    if (moved || Math.abs(jump) > tolerance) parts.onChange()
    parts.onTick()
  }, every).unref()
  return () => clearInterval(timer)
}
