import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Baseline, hashOf } from '../../../server/links/baseline.ts'
import type { SettledSight, WholeFile } from '../../../server/links/file-end.ts'
import {
  afterSend,
  afterWrite,
  type HubCopy,
  reconcile,
  type Situation,
} from '../../../server/links/reconcile.ts'

/** How many lives are played; a long run asks for more. */
const runs = Number(process.env.LINK_LIVES ?? 25) * 40

interface Copy {
  readonly text: string
  readonly savedAt: number
}

/**
 * A file and a hub, as simple as they can be: the hub keeps what is newer and remembers all, the file
 * has what was written last. A crash loses what the link has not noted yet.
 */
interface World {
  file: Copy | undefined
  hub: Copy | undefined
  /** The contents that no one may lose: the history of the hub, and the backups. */
  readonly kept: Set<string>
  /** What was in the file whenever something else was written into it. */
  readonly replaced: Set<string>
  sent: number
  written: number
}

const etagOf = (copy: Copy) => `${copy.text}@${copy.savedAt}`

const hubCopy = (copy: Copy): HubCopy => ({
  text: copy.text,
  hash: hashOf(copy.text),
  savedAt: copy.savedAt,
  etag: etagOf(copy),
})

function sightOf({ file }: World): SettledSight {
  if (!file) return { kind: 'missing' }
  const { text, savedAt } = file
  const size = text.length
  const state = etagOf(file)
  return { kind: 'whole', name: 'a', text, hash: hashOf(text), size, savedAt, state, looks: '' }
}

/** The rule of the hub, without a wrong clock. @returns what it has then */
function receive(world: World, sent: Copy): Copy {
  world.kept.add(sent.text)
  const isTaken = !world.hub || sent.savedAt > world.hub.savedAt
  if (isTaken) world.hub = sent
  return world.hub ?? sent
}

interface Life {
  readonly writeBack: boolean
  readonly accepted?: readonly string[]
}

/** One look, which may end by a crash after so many effects. @returns what is known after it */
function look(
  world: World,
  life: Life,
  baseline: Baseline,
  { crashAfter = 99, race }: { readonly crashAfter?: number; readonly race?: Copy } = {},
) {
  let situation: Situation = {
    link: { kind: 'file', path: '/a', ...life },
    format: 'text',
    baseline,
    file: sightOf(world),
    hub: 'unseen',
    isHubStale: true,
    phase: 'looking',
  }
  for (let count = 0; count < 10; count += 1) {
    const effect = reconcile(situation)
    if (effect.do === 'rest') return effect
    if (effect.do === 'look-again') return undefined
    if (effect.do === 'read-hub') {
      const { hub } = world
      const isSame = hub !== undefined && effect.etag === etagOf(hub)
      situation = { ...situation, hub: isSame ? 'same' : hub ? hubCopy(hub) : 'empty' }
    } else if (effect.do === 'send') {
      world.sent += 1
      const { text } = effect.file
      const data = receive(world, { text, savedAt: effect.savedAt }).text
      situation = { ...afterSend(situation, effect, data === text), hub: 'unseen' }
    } else {
      expect(life.writeBack).toBe(true)
      if (race) world.file = race
      const now = world.file ? etagOf(world.file) : 'missing'
      // Somebody has changed it at this very moment.
      if (effect.expected !== undefined && effect.expected !== now) return undefined
      world.written += 1
      if (world.file && world.file.text !== effect.copy.text) {
        world.replaced.add(world.file.text)
        // A backup is made of what the link has seen there.
        if (situation.file.kind === 'whole') world.kept.add(situation.file.text)
      }
      world.file = { text: effect.copy.text, savedAt: effect.copy.savedAt }
      situation = afterWrite(situation, effect.copy, '')
    }
    if (count === crashAfter) return undefined
  }
  throw new Error('It never comes to rest.')
}

const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('edit'), at: fc.nat(4) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('other'), at: fc.nat(4) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('look'), at: fc.constant(99) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('crash'), at: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('race'), at: fc.nat(4) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('forget'), at: fc.constant(0) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete'), at: fc.constant(0) }) },
)

test('whatever happens, crashes between two effects too: nothing is lost, and both sides agree in the end', () => {
  fc.assert(
    fc.property(fc.boolean(), fc.array(step, { maxLength: 30 }), (writeBack, steps) => {
      const world: World = {
        file: { text: 'first', savedAt: 1 },
        hub: undefined,
        kept: new Set(),
        replaced: new Set(),
        sent: 0,
        written: 0,
      }
      const life: Life = { writeBack }
      let baseline: Baseline = {}
      for (const [count, { kind, at }] of steps.entries()) {
        if (kind === 'edit') world.file = { text: `mine ${count}`, savedAt: 1_000 + at }
        if (kind === 'other') receive(world, { text: `theirs ${count}`, savedAt: 1_000 + at })
        if (kind === 'delete') world.file = undefined
        if (kind === 'forget') baseline = {}
        if (kind === 'look' || kind === 'crash' || kind === 'race') {
          const done = look(world, life, baseline, {
            ...(kind === 'crash' && { crashAfter: at }),
            ...(kind === 'race' && { race: { text: `race ${count}`, savedAt: 1_000 + at } }),
          })
          baseline = done?.baseline ?? baseline
        }
      }
      for (let count = 0; count < 3; count += 1) {
        baseline = look(world, life, baseline)?.baseline ?? baseline
      }
      expect([...world.replaced].filter((text) => !world.kept.has(text))).toEqual([])
      if (world.file) {
        // Where nothing is written back, the hub may stay ahead; never behind.
        expect(world.kept.has(world.file.text)).toBe(true)
        if (writeBack) expect(world.file.text).toBe(world.hub?.text)
      }
      const { sent, written } = world
      const last = look(world, life, baseline)
      // Nothing goes back and forth.
      expect([world.sent, world.written]).toEqual([sent, written])
      if (writeBack && world.file) expect(last).toMatchObject({ do: 'rest', state: 'in-step' })
    }),
    { numRuns: runs },
  )
})

test('nothing goes either way for what may not be meant', () => {
  fc.assert(
    fc.property(fc.boolean(), fc.nat(10), fc.nat(10), (writeBack, fileAt, hubAt) => {
      const world: World = {
        file: { text: 'a', savedAt: fileAt },
        hub: { text: 'b', savedAt: hubAt },
        kept: new Set(),
        replaced: new Set(),
        sent: 0,
        written: 0,
      }
      const done = look(world, { writeBack, accepted: ['vimium'] }, {})
      expect(done).toMatchObject({
        do: 'rest',
        state: 'asking',
        question: { name: 'a', looks: '' },
      })
      expect([world.sent, world.written, world.file?.text]).toEqual([0, 0, 'a'])
    }),
  )
})

const whole = (more: Partial<WholeFile> = {}): WholeFile => ({
  kind: 'whole',
  name: 'a',
  text: 'a',
  hash: hashOf('a'),
  size: 1,
  savedAt: 5,
  state: 's',
  looks: '',
  ...more,
})

test('a file that fits nothing is said only where all would seem well', () => {
  const situation: Situation = {
    link: { kind: 'folder', path: '/f', writeBack: false },
    format: 'text',
    baseline: { fileHash: hashOf('a'), hubHash: hashOf('a') },
    file: whole({ stray: 'b.json' }),
    hub: 'unseen',
    isHubStale: false,
    phase: 'looking',
  }
  expect(reconcile(situation)).toMatchObject({
    state: 'waiting-for-file',
    problem: expect.stringContaining('"b.json" is newer'),
  })
  const baseline = { fileHash: hashOf('a'), hubHash: hashOf('b') }
  expect(reconcile({ ...situation, baseline })).toMatchObject({ state: 'hub-is-newer' })
})
