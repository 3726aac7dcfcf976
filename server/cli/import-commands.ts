import type { Command } from 'commander'
import type { FirstServer } from '../import/first-server.ts'
import type { Outcome, Unreadable } from '../import/imported.ts'
import { sizeText } from '../lib/config-values.ts'
import type { Connection } from './connect.ts'
import type { Cli } from './context.ts'
import { RefusedError } from './refused-error.ts'

interface Options {
  readonly postgres?: string
  readonly dryRun?: true
  readonly owner?: string
}

/** What became of one user of the first server. */
interface Brought {
  readonly user: { readonly id: string; readonly issuer: string; readonly identifier: string }
  readonly outcome?: Outcome
  /** Devices that have not synced any app: there is no place for them. */
  readonly homeless?: readonly string[]
  readonly unreadable?: readonly Unreadable[]
  readonly problem?: string
}

/** `sxncd import-sxncd` */
export function importCommands(program: Command, cli: Cli): void {
  program
    .command('import-sxncd')
    .description('bring accounts, keys, devices and settings over from the first server')
    .option('--postgres <url>', 'the address of its database (default: POSTGRES_URL)')
    .option('--owner <identifier>', 'who becomes the owner of this hub, by the identifier there')
    .option('--dry-run', 'only tell what would be done')
    .action(async (options: Options, command: Command) => {
      const url = options.postgres ?? cli.environment.POSTGRES_URL
      if (!url) throw new RefusedError('Name the database: --postgres <url>, or POSTGRES_URL.', 400)
      // Only now, as no other command needs to speak to a database.
      const { FirstServerError, openFirstServer } = await import('../import/first-server.ts')
      try {
        const server = await openFirstServer(url)
        try {
          await cli.withNewHub(command, async (hub) => {
            const brought = await bringAll(server, hub, options)
            const { dryRun = false } = options
            cli.print(command, { dryRun, users: brought }, textOf(brought, dryRun))
            refuseIfKeptBack(brought)
          })
        } finally {
          await server.close()
        }
      } catch (error) {
        throw error instanceof FirstServerError ? new RefusedError(error.message, 409) : error
      }
    })
}

async function bringAll(server: FirstServer, hub: Connection, options: Options) {
  const users = await server.users()
  const owners = users.filter(({ identifier }) => identifier === options.owner)
  if (options.owner !== undefined && owners.length !== 1) {
    const known = users.map(({ issuer, identifier }) => `${identifier} (${issuer})`).join(', ')
    const problem = owners.length === 0 ? 'Nobody there has' : 'More than one person there has'
    throw new RefusedError(
      `${problem} the identifier "${options.owner}". There are: ${known}.`,
      404,
    )
  }
  const brought: Brought[] = []
  for (const user of users) {
    const found = await server.read(user.id)
    if ('unreadable' in found) {
      brought.push({ user, unreadable: found.unreadable })
      continue
    }
    const account = { ...found.account, owner: user === owners[0] }
    try {
      const body = { account, dryRun: options.dryRun === true }
      const { outcome } = await hub.call<{ outcome: Outcome }>('POST', '/api/v1/import', body)
      brought.push({ user, outcome, homeless: found.homeless })
    } catch (error) {
      // One account that the hub does not take keeps no other back.
      if (!(error instanceof RefusedError) || error.status >= 500) throw error
      brought.push({ user, problem: error.message })
    }
  }
  return brought
}

function refuseIfKeptBack(brought: readonly Brought[]): void {
  const kept = brought.filter(({ outcome }) => outcome === undefined).length
  if (kept === 0) return
  throw new RefusedError(
    `${kept} of ${brought.length} accounts cannot be brought over, and nothing of them was. The others are not concerned.`,
    409,
  )
}

function textOf(brought: readonly Brought[], dryRun: boolean): string {
  if (brought.length === 0) return 'The first server has no accounts.'
  const lines = brought.flatMap((one) => [
    `${one.outcome?.account.name ?? `User ${one.user.id}`} (${one.user.identifier} at ${one.user.issuer})`,
    ...[...linesOf(one)].map((line) => `  ${line}`),
  ])
  const names = brought.flatMap(({ outcome }) => outcome?.account.name ?? [])
  const end = dryRun
    ? ['', 'This was a dry run: nothing was changed.']
    : names.length > 0
      ? [
          '',
          'They sign in as before (AUTH_MODULES), or by a password: sxncd account password <name>',
        ]
      : []
  return [...lines, ...end].join('\n')
}

function* linesOf({ outcome, homeless = [], unreadable = [], problem }: Brought) {
  for (const { table, id, problem: why } of unreadable) {
    yield `cannot be read: ${table} ${id}: ${why}`
  }
  if (problem !== undefined) yield `refused: ${problem}`
  if (!outcome) return
  const { account, keys, slots } = outcome
  yield `account: ${account.isNew ? 'new' : 'here already'}${account.becomesOwner ? ', becomes owner' : ''}`
  for (const { app, outcome: what, appIsOn } of keys) {
    yield `key for ${app}: ${keyTexts[what]}${appIsOn ? '' : '; this app is switched off or unknown here'}`
  }
  for (const { app, outcome: what, size, newDevices } of slots) {
    yield `settings of ${app}, ${sizeText(size)}: ${slotTexts[what]}`
    if (newDevices.length > 0) yield `devices of ${app}: ${newDevices.join(', ')}`
  }
  if (homeless.length > 0) yield `left out, as they have synced nothing: ${homeless.join(', ')}`
}

const keyTexts = {
  new: 'goes on working',
  known: 'here already, as it is now',
  elsewhere: 'left out, as another account here has it',
}

const slotTexts = {
  created: 'new',
  incomingNewer: 'newer than what is here; that goes into the history',
  existingNewer: 'older than what is here; into the history',
  known: 'here already',
}
