export interface LineChange {
  readonly kind: 'same' | 'added' | 'removed'
  readonly text: string
}

/** Beyond this many edits the search costs more than it tells; the rest is shown as replaced. */
const mostEdits = 1_500

/** The lines of two texts, told apart by Myers' shortest edit script. */
export function compareLines(before: string, after: string): LineChange[] {
  const a = before.split('\n')
  const b = after.split('\n')
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1
  let end = 0
  const most = Math.min(a.length, b.length) - start
  while (end < most && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1

  const middle = shortestEdit(a.slice(start, a.length - end), b.slice(start, b.length - end))
  const same = (text: string): LineChange => ({ kind: 'same', text })
  return [...a.slice(0, start).map(same), ...middle, ...a.slice(a.length - end).map(same)]
}

/** Myers, "An O(ND) Difference Algorithm": walks the diagonals, one more edit at a time. */
function shortestEdit(a: readonly string[], b: readonly string[]): LineChange[] {
  const furthest = new Map<number, number>([[1, 0]])
  const trace: Map<number, number>[] = []
  const limit = Math.min(a.length + b.length, mostEdits)
  for (let edits = 0; edits <= limit; edits += 1) {
    trace.push(new Map(furthest))
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x = nextX(furthest, diagonal, edits)
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x += 1
      furthest.set(diagonal, x)
      if (x >= a.length && x - diagonal >= b.length) return walkBack(a, b, trace)
    }
  }
  return [
    ...a.map((text): LineChange => ({ kind: 'removed', text })),
    ...b.map((text): LineChange => ({ kind: 'added', text })),
  ]
}

function nextX(furthest: ReadonlyMap<number, number>, diagonal: number, edits: number): number {
  const left = furthest.get(diagonal - 1) ?? -1
  const up = furthest.get(diagonal + 1) ?? -1
  const goDown = diagonal === -edits || (diagonal !== edits && left < up)
  return goDown ? up : left + 1
}

function walkBack(
  a: readonly string[],
  b: readonly string[],
  trace: readonly ReadonlyMap<number, number>[],
): LineChange[] {
  const found: LineChange[] = []
  let x = a.length
  let y = b.length
  for (let edits = trace.length - 1; edits >= 0; edits -= 1) {
    const furthest = trace[edits] as ReadonlyMap<number, number>
    const diagonal = x - y
    const left = furthest.get(diagonal - 1) ?? -1
    const up = furthest.get(diagonal + 1) ?? -1
    const down = diagonal === -edits || (diagonal !== edits && left < up)
    const fromX = down ? up : left
    const fromY = fromX - (down ? diagonal + 1 : diagonal - 1)
    while (x > fromX && y > fromY && x > 0 && y > 0) {
      x -= 1
      y -= 1
      found.push({ kind: 'same', text: a[x] as string })
    }
    if (edits === 0) break
    if (down) {
      y -= 1
      found.push({ kind: 'added', text: b[y] as string })
    } else {
      x -= 1
      found.push({ kind: 'removed', text: a[x] as string })
    }
  }
  return found.reverse()
}

/** Runs of changed lines with a little of what stands around them. */
export function hunks(lines: readonly LineChange[], around = 2): LineChange[][] {
  const near = lines.map((_, index) =>
    lines
      .slice(Math.max(0, index - around), index + around + 1)
      .some(({ kind }) => kind !== 'same'),
  )
  const found: LineChange[][] = []
  for (const [index, line] of lines.entries()) {
    if (!near[index]) continue
    if (index > 0 && near[index - 1]) found.at(-1)?.push(line)
    else found.push([line])
  }
  return found
}
