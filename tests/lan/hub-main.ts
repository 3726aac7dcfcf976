import { networkInterfaces } from 'node:os'
import pino from 'pino'
import { createAccount } from '../../server/accounts/accounts.ts'
import { readConfig } from '../../server/config/config.ts'
import { createHub } from '../../server/hub.ts'

/** A hub in a process of its own, that looks at its networks often. It prints a line once it listens. */
const config = readConfig(process.env)
const log = pino({ level: process.env.LAN_TEST_LOG ?? 'silent' }, pino.destination(2))
const hub = await createHub(config, {
  log,
  lan: { checkEvery: 200, interfaces: networkInterfaces },
})
await createAccount(hub.store, 'Ada', 'owner', Date.now())
// It ends with its input: signals do not reach the first process of a namespace.
process.stdin.once('end', () => void hub.close()).resume()
await hub.listen()
process.stdout.write(`${JSON.stringify({ id: hub.store.hub.id, token: hub.controlToken })}\n`)
