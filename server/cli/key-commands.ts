import type { Command } from 'commander'
import type { Key } from '../api/schemas/accounts.ts'
import { allApps } from '../storage/all-apps.ts'
import type { Connection } from './connect.ts'
import type { Cli } from './context.ts'
import { pathPart } from './path-part.ts'
import { RefusedError } from './refused-error.ts'
import { filterQuery, type SlotOptions } from './slot-options.ts'
import { table, timeText } from './table.ts'

interface NewKey {
  readonly key: Key
  readonly text: string
  /** The address that the key stands in, where it was made for one. */
  readonly url?: string
}

interface CreateOptions {
  readonly account: string
  readonly app?: string
  readonly allApps?: true
  readonly readOnly?: true
  readonly address?: true
  readonly name?: string
  readonly expires?: string
}

/** `sxncd key …` */
export function keyCommands(program: Command, cli: Cli): void {
  const keys = program.command('key').description('the keys by which apps sync')

  keys
    .command('create')
    .description('make a key for one account, and one app or all; prints the key alone')
    .requiredOption('--account <name>', 'the account that the key belongs to')
    .option('--app <type>', 'the app that the key is for, such as obtainium')
    .option('--all-apps', 'for the files of all apps by WebDAV, as one folder; it does not sync')
    .option('--read-only', 'the key reads, and changes nothing')
    .option('--address', 'for an address of the app, which is printed whole; it works nowhere else')
    .option('--name <label>', 'a label, such as the device that gets the key')
    .option('--expires <date>', 'when the key ends, ISO 8601')
    .action((options: CreateOptions, command: Command) =>
      cli.withHub(command, async (hub) => {
        const { allApps: _, app: __, ...rest } = options
        const body = { ...rest, app: chosenApp(command, options) }
        printKey(command, await hub.call<NewKey>('POST', '/api/v1/keys', body))
      }),
    )

  keys
    .command('list')
    .description('list keys, without their text')
    .option('--account <name>', 'only the keys of this account')
    .option('--app <type>', 'only the keys of this app')
    .option('--all', 'revoked keys too')
    .action((options: SlotOptions & { all?: boolean }, command: Command) =>
      cli.withHub(command, async (hub) => {
        const found = await findKeys(hub, options)
        const shown = found.filter(({ state }) => options.all || state !== 'revoked')
        const rows = shown.map((key) => [
          key.id,
          key.account,
          key.app,
          key.name,
          key.readOnly ? 'read only' : 'read, write',
          key.state,
          `…${key.hint}`,
          timeText(key.lastUsedAt, 'never'),
          timeText(key.expiresAt, 'never'),
        ])
        const headings = [
          'ID',
          'ACCOUNT',
          'APP',
          'NAME',
          'RIGHTS',
          'STATE',
          'ENDS IN',
          'LAST USED',
          'EXPIRES',
        ]
        const none = 'There are no keys. Make one: sxncd key create --account <name> --app <type>'
        cli.print(command, shown, table(headings, rows, none))
      }),
    )

  keys
    .command('rotate <id>')
    .description('give a key a new text, which is printed alone; the old one stops working')
    .action((id: string, _: object, command: Command) =>
      cli.withHub(command, async (hub) => {
        printKey(command, await hub.call<NewKey>('POST', `${pathOf(id)}/rotate`))
      }),
    )

  keys
    .command('revoke [id]')
    .description('end a key for good; by its id, or by --account and --app where they name one key')
    .option('--account <name>', 'the account that the key belongs to')
    .option('--app <type>', 'the app that the key is for')
    .action((id: string | undefined, options: SlotOptions, command: Command) =>
      cli.withHub(command, async (hub) => {
        const chosen = id ?? (await onlyKey(hub, command, options))
        const { key } = await hub.call<{ key: Key }>('DELETE', pathOf(chosen))
        cli.print(
          command,
          key,
          `Revoked the key ${key.id} of ${key.account} for ${textOf(key.app)}.`,
        )
      }),
    )

  const printKey = (command: Command, made: NewKey) =>
    cli.print(
      command,
      { ...made.key, text: made.text, ...(made.url && { url: made.url }) },
      made.url ?? made.text,
    )
}

/** All apps are asked for in words: a `*` would be expanded by the shell. */
function chosenApp(command: Command, { app, allApps: all }: CreateOptions): string {
  if (app !== undefined && !all) return app
  if (app === undefined && all) return allApps
  return command.error('error: name one app by --app <type>, or give --all-apps', { exitCode: 2 })
}

const textOf = (app: string) => (app === allApps ? 'the files of all apps' : app)

const pathOf = (id: string) => `/api/v1/keys/${pathPart(id)}`

async function findKeys(hub: Connection, options: SlotOptions): Promise<Key[]> {
  const { keys } = await hub.call<{ keys: Key[] }>('GET', `/api/v1/keys${filterQuery(options)}`)
  return keys
}

async function onlyKey(hub: Connection, command: Command, options: SlotOptions): Promise<string> {
  const { account, app } = options
  if (!account || !app) {
    command.error('error: name the key by its id, or give both --account and --app', {
      exitCode: 2,
    })
  }
  const found = (await findKeys(hub, options)).filter(({ state }) => state !== 'revoked')
  const [first, second] = found
  if (!first) throw new RefusedError(`There is no key of ${account} for ${app}.`, 404)
  if (second) {
    const ids = found.map(({ id }) => id).join(', ')
    throw new RefusedError(
      `${found.length} keys of ${account} for ${app} fit: ${ids}. Name one by its id.`,
      409,
    )
  }
  return first.id
}
