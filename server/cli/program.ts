import { Command, InvalidArgumentError } from 'commander'
import manifest from '../../package.json' with { type: 'json' }
import { type Config, readConfig } from '../config/config.ts'
import { accountCommands } from './account-commands.ts'
import { appCommands } from './app-commands.ts'
import { backupCommands } from './backup-commands.ts'
import { type Connection, connect } from './connect.ts'
import { deviceCommands } from './device-commands.ts'
import { doctorCommands } from './doctor-commands.ts'
import { historyCommands } from './history-commands.ts'
import { importCommands } from './import-commands.ts'
import { keyCommands } from './key-commands.ts'
import { linkCommands } from './link-commands.ts'
import { pairingCommands } from './pairing-commands.ts'
import { transferCommands } from './transfer-commands.ts'

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
  /** Runs `work` with a connection to the hub of the chosen folder. */
  withHub(command: Command, work: (hub: Connection) => Promise<void>): Promise<void>
  /** Prints the result of a command: as JSON where asked for, else as `text`. */
  print(command: Command, result: unknown, text: string): void
}

/** The options that every command takes. */
interface CommonOptions {
  readonly dataDir?: string
  readonly json?: boolean
}

/** The `sxncd` command. */
export function createProgram(surroundings: Surroundings): Command {
  const { environment, out, err } = surroundings
  const cli: Cli = {
    ...surroundings,
    configOf(command) {
      const { dataDir } = command.optsWithGlobals<CommonOptions>()
      return readConfig(dataDir === undefined ? environment : { ...environment, DATA_DIR: dataDir })
    },
    async withHub(command, work) {
      const hub = await connect({
        config: cli.configOf(command),
        tell: (line) => err(`${line}\n`),
        patienceMs: surroundings.patienceMs,
      })
      try {
        await work(hub)
      } finally {
        await hub.close()
      }
    },
    print(command, result, text) {
      const { json } = command.optsWithGlobals<CommonOptions>()
      out(json ? `${JSON.stringify(result, null, 2)}\n` : `${text}\n`)
    },
  }
  const program = new Command('sxncd')
    .description('Manages a SxncD hub, whether it is running or not.')
    .version(manifest.version)
    .option(
      '--data-dir <folder>',
      'the data folder of the hub (default: DATA_DIR, else ./data)',
      someFolder,
    )
    .option('--json', 'print the result as JSON')
    .configureOutput({ writeOut: out, writeErr: err })
    .exitOverride()
    .addHelpText(
      'after',
      `
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 no such thing, 4 the data folder cannot be used

A first key:
  sxncd account create Ada
  sxncd key create --account Ada --app obtainium`,
    )
  accountCommands(program, cli)
  appCommands(program, cli)
  keyCommands(program, cli)
  deviceCommands(program, cli)
  historyCommands(program, cli)
  pairingCommands(program, cli)
  doctorCommands(program, cli)
  transferCommands(program, cli)
  linkCommands(program, cli)
  backupCommands(program, cli)
  importCommands(program, cli)
  return program
}

/** An empty name comes from a variable that is not set; it must not lead to another folder. */
function someFolder(name: string): string {
  if (name.trim() === '') throw new InvalidArgumentError('It must name a folder.')
  return name
}
