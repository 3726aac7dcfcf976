import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runHub } from '../helpers/hub-process.ts'

export interface Account {
  readonly name: string
  /** Keys of one app each. */
  readonly keys: readonly string[]
}

/** A hub in a process of its own, with its limits on, and accounts on it. */
export async function startLoadedHub(
  folder: string,
  accounts: number,
  keysEach: number,
  options: Readonly<Record<string, string>> = {},
) {
  const dataFolder = join(folder, 'data')
  const hub = await runHub({ environment: { DATA_DIR: dataFolder, LOG_LEVEL: 'info', ...options } })
  const { token } = JSON.parse(await readFile(join(dataFolder, 'LOCK'), 'utf8')).control
  const call = async (path: string, body: object) => {
    const reply = await fetch(`${hub.url}/api/v1${path}`, {
      method: 'POST',
      headers: { authorization: token, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!reply.ok) throw new Error(await reply.text())
    return reply.json() as Promise<{ text: string }>
  }
  const apps = ['thunder', 'obtainium', 'stylus', 'dark-reader', 'vimium']
  const make = async (at: number): Promise<Account> => {
    const name = `account ${at}`
    await call('/accounts', { name })
    const keys: string[] = []
    for (const app of apps.slice(0, keysEach)) {
      keys.push((await call('/keys', { account: name, app })).text)
    }
    return { name, keys }
  }
  const made = await Promise.all(Array.from({ length: accounts }, (_, at) => make(at)))
  return { url: hub.url, pid: hub.child.pid ?? 0, written: hub.written, accounts: made }
}
