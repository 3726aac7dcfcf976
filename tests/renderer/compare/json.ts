import fc from 'fast-check'
import { compare } from '../../../renderer/features/compare/diff/compare.ts'
import { parseNode } from '../../../renderer/features/compare/diff/node.ts'
import { volatileMatcher } from '../../../renderer/features/compare/diff/volatile.ts'

/** Settings as apps export them, in a small world so that two of them often resemble each other. */
const key = fc.constantFrom('apps', 'theme', 'id', 'name', 'on', '__proto__', '1', 'a/b')
const leaf = fc.oneof(
  fc.constantFrom('x', 'y', '', '{"on":true}', '[1,2]'),
  fc.integer({ min: 0, max: 3 }),
  fc.boolean(),
  fc.constant(null),
)

export const settings = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.uniqueArray(fc.tuple(key, tie('value')), { maxLength: 4, selector: ([name]) => name }),
  ),
})).value

/** Writes a value of `settings` as JSON: pairs are fields, so that `__proto__` is plain data. */
export function write(value: unknown, order: <T>(items: T[]) => T[] = (items) => items): string {
  if (!Array.isArray(value)) return JSON.stringify(value)
  const pairs = value.filter(isPair)
  if (value.length === 0 || pairs.length < value.length) {
    return `[${value.map((item) => write(item, order)).join()}]`
  }
  return `{${order(pairs)
    .map(([name, item]) => `${JSON.stringify(name)}: ${write(item, order)}`)
    .join()}}`
}

const isPair = (item: unknown): item is [string, unknown] =>
  Array.isArray(item) &&
  item.length === 2 &&
  typeof item[0] === 'string' &&
  !/^[[{]|^.?$/.test(item[0])

/** The differences between two JSON texts. */
export const differences = (before: string, after: string, volatile: string[] = []) =>
  compare(parseNode(before), parseNode(after), volatileMatcher(volatile))

export const between = (before: unknown, after: unknown, volatile: string[] = []) =>
  differences(JSON.stringify(before), JSON.stringify(after), volatile)
