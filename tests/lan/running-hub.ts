import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type Host, twoHosts } from './two-hosts.ts'

export interface RunningHub {
  readonly id: string
  /** Speaks for the owner. */
  readonly token: string
  stop(): Promise<void>
}

/** Two hosts, with a hub on one of them. */
export async function hubInTheAttic() {
  const folder = await mkdtemp(join(tmpdir(), 'sxncd-lan-'))
  const { hosts, end } = await twoHosts()
  const [attic, cellar] = hosts
  const endAll = async () => {
    await end()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const hub = await startHub(attic, join(folder, 'attic'))
    return { attic, cellar, folder, hub, end: endAll }
  } catch (error) {
    await endAll()
    throw error
  }
}

/** Starts a hub on a host, on port 9693 and, for HTTPS, 9694. */
export async function startHub(host: Host, dataDir: string): Promise<RunningHub> {
  const main = join(import.meta.dirname, 'hub-main.ts')
  const environment = { DATA_DIR: dataDir, LAN: 'on', PORT: '9693', HTTPS_PORT: '9694' }
  const child = host.start(process.execPath, [main], environment)
  if (!child.stdout) throw new Error('the hub has no output')
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  const { id, token } = JSON.parse(line)
  return {
    id,
    token,
    async stop() {
      child.stdin?.end()
      await once(child, 'exit')
    },
  }
}
