import pino from 'pino'
import { type Config, readConfig } from './config/config.ts'
import { readEnvironment } from './config/environment.ts'
import { isEverywhere } from './discovery/addresses.ts'
import { createHub, type Hub } from './hub.ts'
import { whenParentGone } from './lib/parent-gone.ts'
import { startProblem } from './start-problem.ts'

/** The headless hub: environment, configuration, hub, signals. */
async function run(): Promise<void> {
  const environment = readEnvironment()
  let config = readConfig(environment)
  const log = pino({ level: config.logLevel })
  if (environment.POSTGRES_URL) {
    log.warn(
      'POSTGRES_URL is set but not used: this hub keeps everything in its data folder. ' +
        '`sxncd import-sxncd` brings over what the first server kept there.',
    )
  }
  if (environment.PUID || environment.PGID) {
    log.warn(
      'PUID and PGID are set but not used. Choose whom the container runs as with `user: "UID:GID"` in its ' +
        'compose file, or --user.',
    )
  }
  let hub: Hub | undefined
  let stopping = false
  const stop = (signal: NodeJS.Signals) => {
    // The first process of a container dies of no signal by itself, not even while it starts.
    if (!hub) process.exit()
    stopping = true
    log.info({ signal }, 'stopping')
    const closed = hub.close().then(
      () => log.info('stopped'),
      (err) => {
        log.error({ err }, 'the hub did not stop well')
        process.exitCode = 1
      },
    )
    void closed.then(() => endSoon(signal))
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
  // npm hands a signal to the shell that it runs a script by, and the shell ends without the hub.
  if (environment.npm_lifecycle_event === 'start') whenParentGone(() => stop('SIGTERM'))

  const start = async () => {
    const own = await createHub(config, { log })
    hub = own
    own.onRestart(() => void restart(own))
    try {
      // A signal that came while the hub was made again has stopped the one before.
      if (stopping) return await own.close()
      const address = await own.listen()
      // Whoever waits for a hub that starts anew looks for it where it was.
      config = { ...config, port: Number(new URL(address).port) || config.port }
      log.info(
        { version: own.version, dataFolder: config.dataDir, address },
        `SxncD hub ${own.version} is ready on ${address}`,
      )
      const token = await own.newSetUpToken()
      if (token) {
        const link = `${config.publicUrl ?? address}/set-up#${token}`
        log.info(`This hub has no owner yet. Open this link within 30 minutes: ${link}`)
        process.stderr.write(setUpLines(link, config))
      }
    } catch (error) {
      await own.close()
      throw error
    }
  }
  const restart = async (old: Hub) => {
    try {
      log.info('starting anew')
      await old.close()
      if (!stopping) await start()
    } catch (error) {
      fail(error)
    }
  }
  await start()
}

/**
 * Ends the process where something still holds it that cannot be called off: the system may look for
 * the address of a name for half a minute, and even `process.exit` waits for that. Only a signal does not.
 */
function endSoon(signal: NodeJS.Signals): void {
  setTimeout(() => {
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
    // The first process of a container dies of no signal by itself.
    process.exit()
  }, 1_000).unref()
}

/** For people, to whom the log is hard to read. */
function setUpLines(link: string, { host, publicUrl }: Config): string {
  const elsewhere =
    publicUrl === undefined && isEverywhere(host)
      ? ` From another computer, put the name or address of this machine in the place of ${new URL(link).hostname}.`
      : ''
  return `\nOpen this link within 30 minutes to become the owner of the hub.${elsewhere}\n${link}\n\n`
}

function fail(error: unknown): void {
  process.stderr.write(`${startProblem(error)}\n`)
  process.exitCode = 1
}

try {
  await run()
} catch (error) {
  fail(error)
}
