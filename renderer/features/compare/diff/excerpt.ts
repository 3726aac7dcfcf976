/** The part of two long texts in which they differ, with a little of what is around it. */
export function excerpts(
  before: string,
  after: string,
  { longest = 120, around = 24 } = {},
): { before: string; after: string } {
  if (before.length <= longest && after.length <= longest) return { before, after }
  let start = 0
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1
  let end = 0
  const most = Math.min(before.length, after.length) - start
  while (end < most && before.at(-1 - end) === after.at(-1 - end)) end += 1
  const cut = (text: string) => {
    const from = Math.max(0, start - around)
    const to = Math.min(text.length, text.length - end + around)
    const middle = shorten(text.slice(from, to), longest)
    return `${from > 0 ? '…' : ''}${middle}${to < text.length ? '…' : ''}`
  }
  return { before: cut(before), after: cut(after) }
}

export function shorten(text: string, longest: number): string {
  if (text.length <= longest) return text
  const half = Math.floor((longest - 1) / 2)
  return `${text.slice(0, half)}…${text.slice(-half)}`
}
