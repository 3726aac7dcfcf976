import { readFile } from 'node:fs/promises'
import { openStore } from '../../../server/storage/lowdb/open.ts'
import type { Store } from '../../../server/storage/store.ts'
import { noSyncs } from '../../helpers/no-syncs.ts'

/** One line of the log: what was about to be done, or was answered. */
export interface Step {
  readonly on:
    | 'set-up'
    | 'guest'
    | 'key'
    | 'rotated'
    | 'removal'
    | 'app'
    | 'app-removal'
    | 'failure'
  readonly at: 'asked' | 'answered'
  readonly name?: string
  readonly invite?: string
  readonly account?: string
  readonly key?: string
  readonly type?: string
}

export async function stepsIn(log: string): Promise<Step[]> {
  const text = await readFile(log, 'utf8').catch(() => '')
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
}

/** Opens the folder of a hub that was killed. @returns what is half there, or was lost */
export async function whatIsHalf(folder: string, steps: readonly Step[]): Promise<string[]> {
  const store = await openStore({ folder, now: Date.now, syncs: noSyncs })
  try {
    const half = [...(await orphansOf(store)), ...(await lostOf(store, steps))]
    return [...half, ...store.status().problems.map(({ file, problem }) => `${file}: ${problem}`)]
  } finally {
    await store.close()
  }
}

/** What belongs to nobody, and accounts that nobody gets into. */
async function orphansOf(store: Store): Promise<string[]> {
  const found: string[] = []
  const accounts = await store.accounts.list()
  const ids = new Set(accounts.map(({ id }) => id))
  for (const { id, name } of accounts) {
    const ways = await store.signIns.get(id)
    if (!ways?.password && !ways?.identities.length) found.push(`no way into ${name}`)
  }
  for (const { id, accountId } of await store.keys.list()) {
    if (!ids.has(accountId)) found.push(`the key ${id} of nobody`)
  }
  for (const [, { accountId, via }] of await store.sessions.list()) {
    if (!ids.has(accountId)) found.push(`a session of nobody (${via})`)
  }
  for (const [id] of await store.signIns.list()) if (!ids.has(id)) found.push(`sign-in ${id}`)
  return found
}

async function lostOf(store: Store, steps: readonly Step[]): Promise<string[]> {
  const found: string[] = []
  const isIn = (on: Step['on'], at: Step['at'], name: string | undefined) =>
    steps.some((one) => one.on === on && one.at === at && one.name === name)
  const apps = store.settings.get().ownApps ?? []
  for (const { on, at, name = '', invite = '', account = '', key = '', type } of steps) {
    const isThere = async (who: string) => (await store.accounts.named(who)) !== undefined
    const mayBeGone = (who: string) => isIn('removal', 'asked', who)
    if (on === 'failure') found.push(name)
    if (on === 'set-up' && at === 'answered' && !(await isThere('Olga'))) found.push('the owner')
    if (on === 'guest') {
      const isUsed = (await store.invites.hashOf(invite)) === undefined
      const isMember = (await isThere(name)) || mayBeGone(name)
      if (isUsed !== isMember) found.push(`${name}: invitation used ${isUsed}, member ${isMember}`)
      if (at === 'answered' && !isMember) found.push(`the member ${name}`)
    }
    if (on === 'removal' && at === 'answered' && (await isThere(name)))
      found.push(`${name} is back`)
    if (on === 'key' && !mayBeGone(account)) {
      const owner = await store.accounts.named(account)
      const keys = owner ? await store.keys.ofAccount(owner.id) : []
      if (!keys.some((one) => one.name === name)) found.push(`the key of ${name}`)
    }
    if (on === 'rotated') {
      const kept = await store.keys.get(key)
      if (kept && kept.rotatedAt === undefined) found.push(`the new text of ${key}`)
    }
    const isApp = apps.some((one) => one.type === type)
    if (on === 'app' && !isApp && !isIn('app-removal', 'asked', name)) found.push(`the app ${name}`)
    if (on === 'app-removal' && at === 'answered' && isApp) found.push(`${name} is back`)
  }
  return found
}
