import { createHash, hash } from 'node:crypto'
import { pipeline } from 'node:stream/promises'
import type { Content, Slot, Store } from '../../server/storage/store.ts'

/** What a request makes of files: the hash of the content at each path, or '' for nothing there. */
export interface FilesWish {
  /** `accountId/app` */
  readonly slot: string
  readonly files: Readonly<Record<string, string>>
}

export interface FilesEvent extends FilesWish {
  readonly kind: 'asked' | 'answered'
}

export const hashOf = (content: Uint8Array): string => hash('sha256', content)

/**
 * Reads every file that is listed, whole, and compares it with what was asked for and answered, in
 * this order. @returns what is lost, came back, or was never sent, in words
 */
export async function lostFiles(store: Store, events: Iterable<FilesEvent>): Promise<string[]> {
  const slots = new Map<string, Map<string, Set<string>>>()
  for (const { kind, slot, files } of events) {
    const allowed = slots.get(slot) ?? new Map<string, Set<string>>()
    slots.set(slot, allowed)
    for (const [path, state] of Object.entries(files)) {
      // What was answered last counts, or anything that was asked for since.
      if (kind === 'answered') allowed.set(path, new Set([state]))
      else allowed.set(path, (allowed.get(path) ?? new Set([''])).add(state))
    }
  }
  const lost: string[] = []
  for (const [slot, allowed] of slots) {
    const found = await filesIn(store, slot)
    for (const path of new Set([...allowed.keys(), ...found.keys()])) {
      const state = found.get(path) ?? ''
      if (allowed.get(path)?.has(state)) continue
      const expected = [...(allowed.get(path) ?? [])].map(shortOf).join(' or ')
      lost.push(
        `${slot}/${path} is ${shortOf(state)}, not ${expected || 'something that was sent'}`,
      )
    }
  }
  return lost
}

const shortOf = (state: string) =>
  state === '' ? 'not there' : state === listedAlone ? state : state.slice(0, 8)

/** Every file that an app lists, with the hash of what is read of it. */
async function filesIn(store: Store, slot: string): Promise<Map<string, string>> {
  const [accountId = '', app = ''] = slot.split('/')
  const found = new Map<string, string>()
  const files = await store.slots.files({ accountId, app })
  for (const { path, current } of [...files.all()]) {
    if (current.mark === 'deleted' || current.mark === 'folder') continue
    const content = await store.slots.read({ accountId, app, path }, contentOf)
    if (!content) {
      found.set(path, listedAlone)
      continue
    }
    // Not in there: what is found damaged is set aside, while nobody else has the slot.
    const sum = createHash('sha256')
    await pipeline(content.stream(), sum)
    found.set(path, sum.digest('hex'))
  }
  return found
}

/** What must never be: a file that is listed, but has no version. */
const listedAlone = 'listed, but without a version'

async function contentOf(slot: Slot): Promise<Content | undefined> {
  const current = await slot.current()
  return current && slot.content(current)
}
