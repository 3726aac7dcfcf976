const queues = new WeakMap<object, Promise<unknown>>()

/**
 * Runs `work` while nothing else runs that was handed in for the same `thing`: for changes that
 * depend on what they have read before.
 */
export function inTurn<T>(thing: object, work: () => Promise<T>): Promise<T> {
  const result = (queues.get(thing) ?? Promise.resolve()).then(work)
  queues.set(
    thing,
    result.catch(() => {}),
  )
  return result
}
