import type { Config } from '../../server/config/config.ts'
import { createHub, type Hub, type Overrides } from '../../server/hub.ts'

/** A hub that listens. When a backup is restored another one takes its place, on the same port. */
export interface RunningHub {
  /** The one that runs now. */
  readonly hub: Hub
  /** Its address on this computer, such as http://127.0.0.1:9693; it stays. */
  readonly url: string
  readonly port: number
  /** The port that it should have had, where another program has that one. */
  readonly takenPort: number | undefined
  /** Begins something with the hub that runs, and with each that takes its place. */
  attach(begin: (hub: Hub) => () => void): void
  close(): Promise<void>
}

/**
 * Starts the hub. Where its port is taken it uses a free one: this computer and the devices that
 * find it by mDNS still reach it. @param onFailure told when it cannot start again after a restore
 * @throws what `createHub` throws; nothing is left open then
 */
export async function runHub(
  config: Config,
  overrides: Overrides,
  onFailure: (error: unknown) => void,
): Promise<RunningHub> {
  let takenPort: number | undefined
  let running = await listening(config, overrides).catch((error) => {
    if (config.port === 0 || !isTaken(error)) throw error
    takenPort = config.port
    return listening({ ...config, port: 0 }, overrides)
  })
  const { url } = running
  const port = Number(new URL(url).port)
  const attached: { begin: (hub: Hub) => () => void; end: () => void }[] = []
  let isClosing = false
  let restarting: Promise<void> | undefined

  const restart = async () => {
    if (isClosing) return
    for (const one of attached) one.end()
    const paused = running.hub.paused()
    await running.hub.close()
    running = await listening({ ...config, port }, overrides)
    running.hub.setPaused(paused)
    for (const one of attached) one.end = one.begin(running.hub)
    awaitRestart()
  }
  const awaitRestart = () =>
    running.hub.onRestart(() => {
      restarting = restart().catch(onFailure)
    })

  awaitRestart()
  return {
    get hub() {
      return running.hub
    },
    ...{ url, port, takenPort },
    attach(begin) {
      attached.push({ begin, end: begin(running.hub) })
    },
    async close() {
      isClosing = true
      await restarting
      for (const one of attached.splice(0)) one.end()
      await running.hub.close()
    },
  }
}

/** Windows keeps ranges of ports to itself, and says so in another way. */
const isTaken = ({ code, syscall }: NodeJS.ErrnoException) =>
  syscall === 'listen' && (code === 'EADDRINUSE' || code === 'EACCES')

async function listening(config: Config, overrides: Overrides) {
  const hub = await createHub(config, overrides)
  try {
    return { hub, url: await hub.listen() }
  } catch (error) {
    await hub.close()
    throw error
  }
}
