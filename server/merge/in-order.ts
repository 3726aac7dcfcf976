/**
 * Puts what only the other list has into the order of the first: behind what it follows there.
 * @returns the first list with the others between; a key twice counts once
 */
export function inOrder(first: readonly string[], other: readonly string[]): string[] {
  const known = new Set(first)
  const behind = new Map<string | undefined, string[]>()
  let last: string | undefined
  for (const key of other) {
    if (known.has(key)) {
      last = key
      continue
    }
    const others = behind.get(last)
    if (others) others.push(key)
    else behind.set(last, [key])
  }
  const before = behind.get(undefined) ?? []
  return [...before, ...first.flatMap((key) => [key, ...(behind.get(key) ?? [])])]
}
