import { createServer } from 'node:net'
import { join } from 'node:path'
import pino from 'pino'
import { onTestFinished } from 'vitest'
import { desktopConfig } from '../../../main/hub/options.ts'
import { type RunningHub, runHub } from '../../../main/hub/run-hub.ts'
import { createAccount } from '../../../server/accounts/accounts.ts'
import { temporaryFolder } from '../../helpers/folder.ts'
import { noSyncs } from '../../helpers/no-syncs.ts'

/** A hub as the tray app runs it, on a folder of its own and a free port. */
export async function desktopHub(
  environment: Record<string, string> = {},
  now: () => number = Date.now,
): Promise<RunningHub> {
  const folder = join(await temporaryFolder(), 'hub')
  const config = desktopConfig({ PORT: '0', TIME_ZONE: 'UTC', ...environment }, folder)
  // No test announces anything on the network that it happens to run on.
  const lan = { interfaces: () => ({}) }
  const log = pino({ level: 'silent' })
  const overrides = { log, lan, now, store: { syncs: noSyncs } }
  const running = await runHub(config, overrides, (error) => {
    throw error
  })
  onTestFinished(() => running.close())
  return running
}

/** Makes the person at this computer. */
export const makeOwner = ({ hub }: RunningHub) => createAccount(hub.store, 'Ada', 'owner', 1)

/** A port that another program has. */
export async function takenPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return (server.address() as { port: number }).port
}
