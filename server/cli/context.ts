import type { Command } from 'commander'
import { type Config, readConfig } from '../config/config.ts'
import { type Connection, connect } from './connect.ts'

/** Where a command line runs: its environment, and where its words go. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly patienceMs?: number
  /** Results, for a person or a program. */
  readonly out: (text: string) => void
  /** Everything else. */
  readonly err: (text: string) => void
  /** All of standard input. */
  readonly input: () => Promise<string>
  /** Ends a command that goes on until it is stopped, as a signal does. */
  readonly stopped?: Promise<void>
}

/** What a command works with. */
export interface Cli extends Surroundings {
  /** The configuration of the hub of the chosen folder. @throws ConfigError */
  configOf(command: Command): Config
  /** Runs `work` with a connection to the hub of the chosen folder. @throws DataFolderError where there is none */
  withHub(command: Command, work: (hub: Connection) => Promise<void>): Promise<void>
  /** The same, for a command that may be the first on a new folder: it makes the hub. */
  withNewHub(command: Command, work: (hub: Connection) => Promise<void>): Promise<void>
  /** Prints the result of a command: as JSON where asked for, else as `text`. */
  print(command: Command, result: unknown, text: string): void
}

/** The options that every command takes. */
interface CommonOptions {
  readonly dataDir?: string
  readonly json?: boolean
}

/** What every command of this command line works with. */
export function createContext(surroundings: Surroundings): Cli {
  const { environment, out, err } = surroundings
  const run = async (
    command: Command,
    work: (hub: Connection) => Promise<void>,
    makesHub: boolean,
  ) => {
    const hub = await connect({
      config: cli.configOf(command),
      tell: (line) => err(`${line}\n`),
      makesHub,
      patienceMs: surroundings.patienceMs,
    })
    try {
      await work(hub)
    } finally {
      await hub.close()
    }
  }
  const cli: Cli = {
    ...surroundings,
    configOf(command) {
      const { dataDir } = command.optsWithGlobals<CommonOptions>()
      return readConfig(dataDir === undefined ? environment : { ...environment, DATA_DIR: dataDir })
    },
    withHub: (command, work) => run(command, work, false),
    withNewHub: (command, work) => run(command, work, true),
    print(command, result, text) {
      const { json } = command.optsWithGlobals<CommonOptions>()
      out(json ? `${JSON.stringify(result, null, 2)}\n` : `${text}\n`)
    },
  }
  return cli
}
