import { readdir, readFile, rm } from 'node:fs/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SyncError } from '../../../client/errors.ts'
import { post, testHub } from '../../helpers/hub.ts'
import { noSyncs } from '../../helpers/no-syncs.ts'
import { rig } from './rig.ts'

/** How many lives are played; a long run asks for more. */
const runs = Number(process.env.LINK_LIVES ?? 25)

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('edit'), ago: fc.nat(20_000) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('other'),
      ago: fc.integer({ min: -90_000, max: 20_000 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('wait'), ago: fc.nat(40_000) }) },
  ...['delete', 'tell', 'away', 'back', 'restart', 'pause', 'resume', 'forget'].map((kind) => ({
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant(kind), ago: fc.constant(0) }),
  })),
)

/**
 * Plays a life of a linked file: edits here and on another device, in any order with deletes,
 * restarts, pauses and a hub that is away. At its end both sides agree, and whatever stood in the
 * file when the hub's settings took its place is in the history of the hub or in a backup.
 */
async function play(steps: readonly { readonly kind: string; readonly ago: number }[]) {
  const test = await testHub({ overrides: { store: { syncs: noSyncs } } })
  const life = await rig({ hub: test })
  const { write, file, hub, key, clock, time, wire, watcher, folder } = life
  let { links } = life
  await write('a.json', '"first"')
  const { id } = await life.add('a.json', { writeBack: true })
  const advance = (ms: number) => {
    clock.now += ms
    return time.advance(ms, () => links.idle())
  }
  const tell = () => {
    for (const one of [...watcher.watched.values()]) one()
  }
  const content = () => readFile(file('a.json'), 'utf8').catch(() => undefined)
  const replaced = new Set<string>()
  let mine = await content()
  /** Takes note of what was in the file before the link wrote into it. */
  const note = async () => {
    const now = await content()
    if (mine !== undefined && now !== undefined && now !== mine) replaced.add(mine)
    mine = now
  }

  let count = 0
  for (const { kind, ago } of steps) {
    count += 1
    await note()
    if (kind === 'edit') {
      await write('a.json', `"mine ${count}"`, clock.now - ago)
      mine = await content()
      tell()
    } else if (kind === 'other') {
      const savedTs = new Date(clock.now - ago).toISOString()
      await post(hub, key, { deviceName: 'Pixel', savedTs, settings: `"theirs ${count}"` })
    } else if (kind === 'delete') {
      await rm(file('a.json'), { force: true })
      mine = undefined
    } else if (kind === 'tell') tell()
    else if (kind === 'away') wire.refusal = new SyncError(0, 'unreachable', 'Away.')
    else if (kind === 'back') wire.refusal = undefined
    else if (kind === 'pause') await links.change(id, { paused: true })
    else if (kind === 'resume') await links.change(id, { paused: false })
    else if (kind === 'restart' || kind === 'forget') {
      await links.close()
      if (kind === 'forget') await rm(file('config/links-state.json'), { force: true })
      links = await life.open()
    } else await advance(ago)
    await advance(10)
    await note()
  }

  wire.refusal = undefined
  await links.change(id, { paused: false })
  await advance(120_000)
  links.wake()
  await advance(10_000)
  await note()

  const versions = await life.history()
  const held = new Set<string>()
  const [slot] = await hub.store.slots.list()
  await hub.store.slots.read(slot ?? { accountId: '', app: '' }, async (reader) => {
    for (const version of await reader.versions()) held.add((await reader.settings(version)).text)
  })
  for (const name of await readdir(folder)) {
    if (name.endsWith('.bak')) held.add(await readFile(file(name), 'utf8'))
  }
  expect(versions.length).toBeLessThan(2 * steps.length + 3)
  expect([...replaced].filter((text) => !held.has(text))).toEqual([])
  if (mine !== undefined) {
    expect([mine, links.list()[0]?.state]).toEqual([await life.onHub(), 'in-step'])
  } else expect(links.list()[0]?.state).toBe('waiting-for-file')
  const { length } = wire.sent
  await advance(600_000)
  // Nothing goes back and forth.
  expect(wire.sent).toHaveLength(length)
  await links.close()
  await hub.close()
}

test(
  'whatever happens in whatever order: both sides agree in the end, and nothing is lost',
  async () => {
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), play), {
      numRuns: runs,
      endOnFailure: false,
    })
  },
  runs * 2_000 + 30_000,
)
