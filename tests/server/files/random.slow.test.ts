import { expect, test } from 'vitest'
import { codeOf, pathsIn, phone, put, textAt, tryFiles } from './support.ts'

/* A random life of a tree, beside a naive model: a map of paths to texts, or to folders. */

const folder = Symbol('folder')
type Model = Map<string, string | typeof folder>
const parent = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf('/')))
const isIn = (path: string, at: string) => path === at || path.startsWith(`${at}/`)

/** A small generator of numbers, the same for the same seed. */
function dice(seed: number) {
  let state = seed
  return (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

test.each([1, 2, 3, 4])('a tree does what a map would do, life %i', async (seed) => {
  const roll = dice(seed)
  let tried = await tryFiles()
  const model: Model = new Map()
  const names = ['a', 'b', 'c.lock', '__proto__']
  const path = () => Array.from({ length: 1 + roll(3) }, () => names[roll(4)]).join('/')
  const hasParent = (at: string) => parent(at) === '' || model.get(parent(at)) === folder
  const removed = (at: string) => {
    for (const one of [...model.keys()]) if (isIn(one, at)) model.delete(one)
  }
  for (let step = 0; step < 150; step += 1) {
    const [at, to] = [path(), path()]
    const { tree } = tried
    const expected = model.get(at)
    const kind = roll(12)
    if (kind < 4) {
      const text = roll(5) === 0 ? '' : `${step} `.repeat(roll(4) === 0 ? 80_000 : 3)
      const code = await codeOf(put(tree, at, text))
      if (!hasParent(at)) expect(code).toBe('parent_unknown')
      else if (expected === folder) expect(code).toBe('is_folder')
      else {
        expect(code).toBe('not refused')
        model.set(at, text)
      }
    } else if (kind < 6) {
      const isFine = hasParent(at) && expected === undefined
      const code = await codeOf(tree.makeFolder(at, phone))
      expect(code === 'not refused').toBe(isFine)
      if (isFine) model.set(at, folder)
    } else if (kind < 8) {
      const code = await codeOf(tree.remove(at, phone))
      expect(code).toBe(expected === undefined ? 'file_unknown' : 'not refused')
      removed(at)
    } else if (kind < 11) {
      const overwrite = roll(2) === 0
      const isMove = roll(2) === 0
      const done = { ...phone, overwrite }
      const code = await codeOf(isMove ? tree.move(at, to, done) : tree.copy(at, to, done))
      const isFine =
        expected !== undefined &&
        hasParent(to) &&
        !isIn(at, to) &&
        !isIn(to, at) &&
        (overwrite || !model.has(to))
      expect(code === 'not refused', `${at} to ${to}: ${code}`).toBe(isFine)
      if (isFine) {
        removed(to)
        for (const [one, what] of [...model]) {
          if (isIn(one, at)) model.set(`${to}${one.slice(at.length)}`, what)
        }
        if (isMove) removed(at)
      }
    } else tried = await tried.restart()
    const known = [...model].map(([one, what]) => (what === folder ? `${one}/` : one))
    expect((await pathsIn(tried.tree)).sort()).toEqual(known.sort())
  }
  for (const [one, what] of model) {
    if (what !== folder) expect(await textAt(tried.tree, one)).toBe(what)
  }
  expect(tried.store.status().problems).toEqual([])
})
