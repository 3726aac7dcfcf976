import { once } from 'node:events'
import pino from 'pino'
import { readConfig } from '../../../server/config/config.ts'
import { createHub } from '../../../server/hub.ts'
import { startProblem } from '../../../server/start-problem.ts'

/** A hub to be killed. Told its folder and its mutant, it says where it listens, or why not. */
process.stdout.write('loaded\n')
const [line] = await once(process.stdin, 'data')
const { folder, mutant } = JSON.parse(String(line)) as { folder: string; mutant: string }
const begun = performance.now()
try {
  const config = readConfig({ DATA_DIR: folder, PORT: '0', RATE_LIMIT: 'off', TIME_ZONE: 'UTC' })
  const hub = await createHub(config, {
    log: pino({ level: 'silent' }),
    store: { lock: mutant !== 'no lock' },
  })
  const url = await hub.listen()
  const ready = { url, token: hub.controlToken, bootMs: performance.now() - begun }
  process.stdout.write(`${JSON.stringify(ready)}\n`)
} catch (error) {
  const bootMs = performance.now() - begun
  process.stdout.write(`${JSON.stringify({ problem: startProblem(error), bootMs })}\n`)
  process.exit(1)
}
