import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { openStore } from '../../../server/storage/lowdb/open.ts'
import type { Slot } from '../../../server/storage/store.ts'
import { lostFiles } from '../file-states.ts'
import type { Log } from './writers.ts'

/** Opens the folder of a hub that was killed. @returns what was promised but is not there */
export async function whatIsLost(
  folder: string,
  { answers, asked, files }: Log,
): Promise<string[]> {
  const syncs = { file: async () => {}, folder: async () => {} }
  const store = await openStore({ folder, now: Date.now, syncs })
  const lost: string[] = []
  try {
    const accounts = new Set((await store.accounts.list()).map(({ id }) => id))
    const keys = new Map((await store.keys.list()).map((key) => [key.id, key]))
    const removing = new Set(asked.filter(({ on }) => on === 'removal').map(({ id }) => id))
    const rotating = new Set(asked.filter(({ on }) => on === 'key').map(({ id }) => id))
    const isOpen = (account: string) => removing.has(account) && !accounts.has(account)
    const rotated = new Set<string>()
    for (const answer of answers) if (answer.on === 'key' && answer.rotated) rotated.add(answer.id)

    const texts = new Map<string, Set<string>>()
    for (const answer of answers) {
      if (answer.on === 'account') {
        const isGone = !accounts.has(answer.id) && !removing.has(answer.id)
        if (isGone) lost.push(`the account ${answer.id}`)
      } else if (answer.on === 'removal') {
        const left = [...keys.values()].some((key) => key.accountId === answer.id)
        if (accounts.has(answer.id) || left) lost.push(`the removal of ${answer.id}`)
      } else if (answer.on === 'key') {
        const key = keys.get(answer.id)
        const isNewer = !answer.rotated && rotating.has(answer.id)
        if (!key ? !isOpen(answer.account) : key.hint !== answer.hint && !isNewer) {
          lost.push(`the key ${answer.id}`)
        }
        if (rotated.has(answer.id) && key && key.rotatedAt === undefined) {
          lost.push(`the new text of the key ${answer.id}`)
        }
      } else {
        const found = texts.get(answer.slot) ?? (await textsOf(answer.slot))
        texts.set(answer.slot, found)
        for (const text of [answer.text, answer.data]) {
          if (!found.has(text)) lost.push(`${answer.slot}: "${text.slice(0, 20)}"`)
        }
      }
    }
    lost.push(...(await lostFiles(store, files)))
    for (const name of await readdir(join(folder, 'incoming')).catch(() => [])) {
      lost.push(`${name} is left in incoming`)
    }
    // A version that nobody was promised may be torn, but that is no damage to tell of.
    const { problems, setAsideBefore } = store.status()
    for (const { file, problem } of problems) lost.push(`${file}: ${problem}`)
    if (setAsideBefore) lost.push(`${setAsideBefore} files are said to be damaged`)
    return lost
  } finally {
    await store.close()
  }

  async function textsOf(name: string): Promise<Set<string>> {
    const [accountId = '', app = ''] = name.split('/')
    const read = async (slot: Slot) => {
      const versions = await slot.versions()
      return Promise.all(versions.map(async (version) => (await slot.settings(version)).text))
    }
    return new Set(await store.slots.read({ accountId, app }, read))
  }
}
