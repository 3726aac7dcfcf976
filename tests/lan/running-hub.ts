import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Host } from './two-hosts.ts'

export interface RunningHub {
  readonly id: string
  /** Speaks for the owner. */
  readonly token: string
  stop(): Promise<void>
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
