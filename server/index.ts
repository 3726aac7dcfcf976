import pino from 'pino'
import { readConfig } from './config.ts'
import { readEnvironment } from './environment.ts'
import { createHub } from './hub.ts'
import { startProblem } from './start-problem.ts'

/** The headless hub: environment, configuration, hub, signals. */
try {
  const config = readConfig(readEnvironment())
  const log = pino({ level: config.logLevel })
  const hub = await createHub(config, { log })
  const stop = async (signal: string) => {
    log.info({ signal }, 'stopping')
    await hub.close()
    log.info('stopped')
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
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
} catch (error) {
  process.stderr.write(`${startProblem(error)}\n`)
  process.exitCode = 1
}
