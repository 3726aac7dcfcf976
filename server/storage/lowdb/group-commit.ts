/**
 * Shares work that is the same for all who ask under one name, such as a folder's sync: one run
 * serves everyone who asked before it began; who comes while one runs waits for the next.
 */
export function groupCommit(work: (name: string) => Promise<void>) {
  const running = new Map<string, Promise<void>>()
  const next = new Map<string, Promise<void>>()

  const run = (name: string): Promise<void> => {
    next.delete(name)
    const result = work(name).finally(() => {
      if (running.get(name) === result) running.delete(name)
    })
    running.set(name, result)
    return result
  }

  return (name: string): Promise<void> => {
    const queued = next.get(name)
    if (queued) return queued
    const before = running.get(name)
    if (!before) return run(name)
    const after = before.catch(() => {}).then(() => run(name))
    next.set(name, after)
    return after
  }
}
