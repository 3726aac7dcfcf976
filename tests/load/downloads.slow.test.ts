import { hash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createAccount } from '../../server/accounts/accounts.ts'
import { createPasswords, recommendedCost } from '../../server/sign-in/passwords.ts'
import { openStore } from '../../server/storage/lowdb/open.ts'
import { goodPassword } from '../helpers/browser.ts'
import { figure } from '../helpers/figures.ts'
import { temporaryFolder } from '../helpers/folder.ts'
import { noSyncs } from '../helpers/no-syncs.ts'
import { answersOf, honest, openStage, stamp, statusesOf, times } from './actors.ts'
import { letLoose, watchMemory } from './beside.ts'
import type { Downloads } from './downloaders.ts'
import { startLoadedHub } from './loaded-hub.ts'

const isFull = process.env.SECURITY === 'full'
const seconds = isFull ? 60 : 6
const versions = isFull ? 18_000 : 3_000
const MB = 1e6

/** A data folder in which one member has a long history. */
async function longHistory(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const store = await openStore({ folder: join(folder, 'data'), now: Date.now, syncs: noSyncs })
  const { id } = await createAccount(store, 'Eve', 'member', 0)
  const password = await createPasswords(recommendedCost).hash(goodPassword)
  await store.signIns.put(id, { password, identities: [] })
  await store.slots.update({ accountId: id, app: 'stylus' }, async (slot) => {
    for (let at = 0; at < versions; at += 1) {
      const text = `${at} ${'x'.repeat(2_000)}`
      const savedAt = Date.parse(stamp(at * 1_000))
      const times = {
        savedTs: stamp(at * 1_000),
        savedAt,
        effectiveAt: savedAt,
        receivedAt: savedAt,
      }
      const about = { deviceName: 'Old', type: 'text', future: false, applied: true } as const
      const content = { contentId: hash('sha256', text), size: text.length }
      await slot.append({ ...times, ...about, ...content }, { type: 'text', text })
    }
  })
  await store.close()
}

test(
  `${seconds} s of one member who asks for ${versions} versions in every way: little memory, and others are served`,
  async () => {
    const folder = await temporaryFolder()
    await longHistory(folder)
    // Else they are old enough to be thinned out.
    const hub = await startLoadedHub(folder, 20, 1, { HISTORY_VERSIONS: '100000' })
    const signedIn = await fetch(`${hub.url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Eve', password: goodPassword }),
    })
    const cookie = signedIn.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ')
    const { proof } = (await signedIn.json()) as { proof: string }
    const session = { cookie, 'x-sxncd-proof': proof }
    const stage = openStage(hub.url, seconds)
    const job: Downloads = { url: hub.url, seconds, session, app: 'stylus' }
    const downloads = letLoose('downloaders.ts', job)
    const memory = watchMemory(hub.pid)
    const devices = times(20, (at) => honest(stage, hub.accounts[at]?.keys[0] ?? '', 300))
    const latencies = (await Promise.all(devices)).flat().sort((a, b) => a - b)
    const statuses = statusesOf(...(await downloads), ...answersOf(stage))
    const peak = Math.max(0, ...memory())

    const p99 = latencies[Math.floor(latencies.length * 0.99)] ?? 0
    const told = `honest p99 ${p99.toFixed(0)} ms; hub at most ${(peak / MB).toFixed(0)} MB`
    figure('load: one member who asks for exports and histories', seconds, 0, told)
    process.stdout.write(`${told}; ${JSON.stringify(statuses)}\n`)
    // Done for nobody, without any work.
    expect(Object.keys(statuses['HEAD export'] ?? {})).toEqual(expect.arrayContaining(['405']))
    expect(statuses['HEAD export']?.[200]).toBeUndefined()
    expect(statuses.export?.[200] ?? 0).toBeLessThanOrEqual(2 * seconds * 10)
    expect(statuses.history?.[200]).toBeGreaterThan(0)
    expect(statuses.honest).toEqual({ 200: latencies.length })
    // Much of it is not yet collected; it does not grow with the number of requests.
    expect(peak).toBeLessThan(650 * MB)
    expect(p99).toBeLessThan(isFull ? 1_000 : 3_000)
  },
  120_000 + seconds * 3_000,
)
