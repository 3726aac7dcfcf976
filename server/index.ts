import pino from 'pino'
import { readConfig } from './config.ts'
import { readEnvironment } from './environment.ts'
import { createHub, type Hub } from './hub.ts'
import { startProblem } from './start-problem.ts'

/** The headless hub: environment, configuration, hub, signals. */
async function run(): Promise<void> {
  const environment = readEnvironment()
  const config = readConfig(environment)
  const log = pino({ level: config.logLevel })
  if (environment.POSTGRES_URL) {
    log.warn('POSTGRES_URL is set but not used: this hub keeps everything in its data folder')
  }
  let hub: Hub | undefined
  const stop = (signal: string) => {
    // The first process of a container dies of no signal by itself, not even while it starts.
    if (!hub) process.exit()
    log.info({ signal }, 'stopping')
    hub.close().then(
      () => log.info('stopped'),
      (err) => {
        log.error({ err }, 'the hub did not stop well')
        process.exitCode = 1
      },
    )
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
  hub = await createHub(config, { log })
  try {
    const address = await hub.listen()
    log.info(
      { version: hub.version, dataFolder: config.dataDir, address },
      `SxncD hub ${hub.version} is ready on ${address}`,
    )
    const token = await hub.newSetUpToken()
    if (token) {
      const link = `${config.publicUrl ?? address}/set-up#${token}`
      log.info(`This hub has no owner yet. Open this link within 30 minutes: ${link}`)
    }
  } catch (error) {
    await hub.close()
    throw error
  }
}

try {
  await run()
} catch (error) {
  process.stderr.write(`${startProblem(error)}\n`)
  process.exitCode = 1
}
