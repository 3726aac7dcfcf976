const checkMs = 1_000

/**
 * Calls back once the parent of this process has ended. npm runs a script by a shell, which dies of a
 * signal without handing it on: what it has started would go on unseen.
 * @returns a function that ends the watching
 */
export function onOrphaned(
  environment: Readonly<Record<string, string | undefined>>,
  stop: () => void,
): () => void {
  if (environment.npm_lifecycle_event === undefined) return () => {}
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid !== parent) stop()
  }, checkMs)
  timer.unref()
  return () => clearInterval(timer)
}
