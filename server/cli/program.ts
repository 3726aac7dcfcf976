import { Command, InvalidArgumentError } from 'commander'
import manifest from '../../package.json' with { type: 'json' }
import { accountCommands } from './account-commands.ts'
import { appCommands } from './app-commands.ts'
import { backupCommands } from './backup-commands.ts'
import { createContext, type Surroundings } from './context.ts'
import { deviceCommands } from './device-commands.ts'
import { doctorCommands } from './doctor-commands.ts'
import { historyCommands } from './history-commands.ts'
import { importCommands } from './import-commands.ts'
import { keyCommands } from './key-commands.ts'
import { linkCommands } from './link-commands.ts'
import { notifyCommands } from './notify-commands.ts'
import { pairingCommands } from './pairing-commands.ts'
import { tokenCommands } from './token-commands.ts'
import { transferCommands } from './transfer-commands.ts'

/** The `sxncd` command. */
export function createProgram(surroundings: Surroundings): Command {
  const { out, err } = surroundings
  const cli = createContext(surroundings)
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
  tokenCommands(program, cli)
  deviceCommands(program, cli)
  historyCommands(program, cli)
  pairingCommands(program, cli)
  notifyCommands(program, cli)
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
