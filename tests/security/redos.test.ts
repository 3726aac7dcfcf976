import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { figure } from '../helpers/figures.ts'
import { testHub } from '../helpers/hub.ts'

const root = join(import.meta.dirname, '../..')
const rooms = ['server', 'app-modules', 'client', 'main', 'renderer']

/** A regular expression as it stands in a source: after what a division cannot follow. */
const literal =
  /(?<=[=(,:!&|?{};[>]\s*|return\s)\/(?![/*])((?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+)\/([dgimsuvy]*)/g

function sources(): string[] {
  return rooms.flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.tsx?$/.test(file))
      .map((file) => join(root, room, file)),
  )
}

/** Every regular expression of the project, by where it stands. */
async function expressions(): Promise<Map<string, RegExp>> {
  const found = new Map<string, RegExp>()
  for (const file of sources()) {
    for (const [, body = '', flags = ''] of readFileSync(file, 'utf8').matchAll(literal)) {
      const expression = tryMake(body, flags.replace('g', ''))
      if (expression) found.set(`${file.slice(root.length)} ${expression}`, expression)
    }
  }
  const { hub } = await testHub()
  for (const { url, schema } of hub.app.routeTable) {
    for (const pattern of patternsIn(schema))
      found.set(`${url} ${pattern}`, new RegExp(pattern, 'u'))
  }
  return found
}

function tryMake(body: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(body, flags)
  } catch {
    return undefined
  }
}

function patternsIn(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  return Object.entries(schema).flatMap(([name, part]) =>
    name === 'pattern' && typeof part === 'string' ? [part] : patternsIn(part),
  )
}

/** What an expression could stumble over: its own letters and classes, again and again, and then not. */
function* hostileTo({ source }: RegExp, length: number): Generator<string> {
  const own = source.replace(/\\[a-zA-Z]|[\\^$.|?*+()[\]{}]/g, '')
  const pieces = new Set([
    ...'a0A /\\.-_"\'<>=:;,{}[]\n\t',
    '\u00e9',
    '\u202e',
    'a/',
    '0.',
    '//',
    '../',
    'a ',
    '":',
  ])
  for (let at = 0; at + 1 < own.length && at < 20; at += 1) pieces.add(own.slice(at, at + 2))
  for (const piece of pieces) {
    const text = piece.repeat(Math.ceil(length / piece.length)).slice(0, length)
    for (const [before, after] of [
      ['', '\u0000'],
      ['', ''],
      ['a', '!'],
      ['/', '\u0000'],
    ]) {
      yield `${before}${text}${after}`
    }
  }
}

/** Whether some hostile text of this length takes an expression longer than it should. */
function isSlowAt(expression: RegExp, size: number): boolean {
  const time = (text: string) => {
    const began = performance.now()
    expression.test(text)
    return performance.now() - began
  }
  for (const text of hostileTo(expression, size)) {
    // Twice more where it seems slow: a busy machine may have stopped in between.
    if ([1, 2, 3].every(() => time(text) > limit)) return true
  }
  return false
}

const isFull = process.env.SECURITY === 'full'
/** At these lengths what looks at each character once takes far less, and what looks again far more. */
const [length, limit] = isFull ? [20_000, 50] : [5_000, 4]

/** Such read what the person writes who runs the hub: configuration, commands, files of the system. */
const trusted = [
  '/main/system/',
  '/server/cli/',
  '/server/config/config-places.ts',
  '/server/checks/firewall.ts',
  '/server/config/provider-values.ts',
  '/client/request.ts',
  '/renderer/features/connect/commands.ts',
  '/renderer/features/links/',
  // A stamp that the hub has taken is short.
  '/server/links/hub-end.ts',
]

/** Short texts first: what doubles with each character would take for ever at the full length. */
const isSlow = (expression: RegExp): boolean =>
  [22, length].some((size) => isSlowAt(expression, size))

test('no regular expression takes long for any text', async () => {
  const all = await expressions()
  expect(all.size).toBeGreaterThan(60)
  const slow: string[] = []
  let tried = 0
  for (const [where, expression] of all) {
    tried += [...hostileTo(expression, 1)].length
    if (trusted.some((place) => where.startsWith(place))) continue
    if (isSlow(expression)) slow.push(where)
  }
  figure('ReDoS: hostile texts against every regular expression', tried, slow.length)
  expect(slow).toEqual([])
}, 120_000)

test('one that does is caught', () => {
  expect(isSlow(/\s+$/)).toBe(true)
  expect(isSlow(/^(?:a|a)+$/)).toBe(true)
  expect(isSlow(/^[a-z]+(?:-[a-z]+)*$/)).toBe(false)
})
