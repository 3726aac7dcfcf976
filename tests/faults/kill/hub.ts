import { once } from 'node:events'
import pino from 'pino'
import { readConfig } from '../../../server/config/config.ts'
import { createHub } from '../../../server/hub.ts'
import { startProblem } from '../../../server/start-problem.ts'
import type { LockOptions } from '../../../server/storage/lock.ts'

/** A hub to be killed. Told its folder and its lock, it says where it listens, or why not. */
process.stdout.write('loaded\n')
const [line] = await once(process.stdin, 'data')
const { folder, lock } = JSON.parse(String(line)) as { folder: string; lock?: LockOptions | false }
const begun = performance.now()
try {
  const config = readConfig({ DATA_DIR: folder, PORT: '0', RATE_LIMIT: 'off', TIME_ZONE: 'UTC' })
  const hub = await createHub(config, {
    log: pino({ level: 'silent' }),
    store: lock === undefined ? {} : { lock },
  })
  const url = await hub.listen()
  const ready = { url, token: hub.controlToken, bootMs: performance.now() - begun }
  process.stdout.write(`${JSON.stringify(ready)}\n`)
} catch (error) {
  const bootMs = performance.now() - begun
  process.stdout.write(`${JSON.stringify({ problem: startProblem(error), bootMs })}\n`)
  process.exit(1)
}
