/** What the window needs to wait for a hub that starts anew. */
export interface RestartParts {
  /** Resolves once the hub answers. @throws anything while it does not */
  ask(): Promise<unknown>
  wait(ms: number): Promise<void>
  now(): number
}

const between = 250
/** A hub that starts this fast may never be seen gone. */
const goneWithin = 5_000
const patience = 120_000

/**
 * Waits until the hub has stopped and answers again. @returns false where it does not come back
 */
export async function comesBack({ ask, wait, now }: RestartParts): Promise<boolean> {
  const began = now()
  let wasGone = false
  while (now() - began < patience) {
    await wait(between)
    try {
      await ask()
      if (wasGone || now() - began > goneWithin) return true
    } catch {
      wasGone = true
    }
  }
  return false
}
