import { type Command, Option } from 'commander'
import type { Conflict, Merge, MergeChoice } from '../api/schemas/conflicts.ts'
import type { Version } from '../api/schemas/history.ts'
import type { Connection } from './connect.ts'
import type { Cli } from './context.ts'
import { pathPart } from './path-part.ts'
import { RefusedError } from './refused-error.ts'
import { table, timeText } from './table.ts'

interface Options {
  readonly account: string
  readonly app: string
  readonly take?: 'mine' | 'theirs' | 'merged'
  readonly choose: readonly string[]
  readonly dismiss?: boolean
  readonly dryRun?: boolean
}

const pathOf = ({ account, app }: Options, rest: string) =>
  `/api/v1/slots/${pathPart(app)}/${rest}?${new URLSearchParams({ account })}`

/** `sxncd history merge` */
export function mergeCommand(history: Command, cli: Cli): void {
  history
    .command('merge [version]')
    .description(
      'what two devices changed at the same time: lists it; with a version shows it, or decides',
    )
    .requiredOption('--account <name>', 'the account')
    .requiredOption('--app <type>', 'the app')
    .addOption(
      new Option(
        '--take <copy>',
        'mine: the copy that is not in use; theirs: the one that is; merged: both',
      ).choices(['mine', 'theirs', 'merged']),
    )
    .option(
      '--choose <path=copy>',
      'with --take merged: mine or theirs for a place that both changed; may be repeated',
      (one: string, all: readonly string[]) => [...all, one],
      [],
    )
    .option('--dismiss', 'leave it as it is: what is in use stays')
    .option('--dry-run', 'say what would be done, and do nothing')
    .action((version: string | undefined, options: Options, self: Command) =>
      cli.withHub(self, async (hub) => {
        if (version === undefined) return list(hub, options, self, cli)
        const place = `conflicts/${pathPart(version)}`
        const decisions = options.choose.map(decisionOf)
        const preview = { decisions }
        const { merge } = await hub.call<{ merge: Merge }>(
          'POST',
          pathOf(options, `${place}/preview`),
          preview,
        )
        const plan = planOf(options, merge)
        if (!plan || options.dryRun) {
          const text = [describe(merge), ...(plan ? [`Would ${plan}.`] : [])].join('\n')
          return cli.print(self, { ...merge, ...(plan && { plan }) }, text)
        }
        const done = await carryOut(hub, options, { place, merge, decisions })
        const text = done
          ? `Done: ${plan}. It is version ${done.version} now; every device takes it on its next sync.`
          : `Done: ${plan}.`
        cli.print(self, done ?? {}, text)
      }),
    )
}

async function list(hub: Connection, options: Options, self: Command, cli: Cli) {
  const { conflicts } = await hub.call<{ conflicts: Conflict[] }>(
    'GET',
    pathOf(options, 'conflicts'),
  )
  const rows = conflicts.map(({ version, unused, used, choices }) => [
    String(version),
    timeText(unused.receivedAt),
    `${unused.deviceName} (${unused.version})`,
    `${used.deviceName} (${used.version})`,
    choices === undefined ? '' : `merged, but for ${choices}`,
  ])
  const headings = ['VERSION', 'RECEIVED', 'NOT IN USE (MINE)', 'IN USE (THEIRS)', 'STATE']
  const none = 'No devices have changed at the same time, or it is settled.'
  cli.print(self, conflicts, table(headings, rows, none))
}

function decisionOf(text: string) {
  const at = text.lastIndexOf('=')
  const take = text.slice(at + 1)
  if (at < 0 || (take !== 'mine' && take !== 'theirs')) {
    throw new RefusedError(
      `--choose takes a path and a copy, such as /theme=mine, not "${text}".`,
      400,
    )
  }
  return { path: text.slice(0, at), take }
}

/** What is to be done, in words; undefined where it is only looked at. */
function planOf({ take, dismiss }: Options, { conflict, current }: Merge): string | undefined {
  const { unused } = conflict
  if (dismiss || take === 'theirs') return `keep version ${current.version}, which is in use`
  if (take === 'mine') return `bring back version ${unused.version} of ${unused.deviceName}`
  return take && `merge version ${unused.version} with version ${current.version}`
}

interface Work {
  readonly place: string
  readonly merge: Merge
  readonly decisions: readonly object[]
}

async function carryOut(hub: Connection, options: Options, { place, merge, decisions }: Work) {
  const { take, dismiss } = options
  if (dismiss || take === 'theirs') {
    await hub.call('POST', pathOf(options, `${place}/dismiss`))
    return undefined
  }
  const { version } = merge.conflict.unused
  const { version: made } =
    take === 'mine'
      ? await hub.call<{ version: Version }>('POST', pathOf(options, `history/${version}/restore`))
      : await hub.call<{ version: Version }>('POST', pathOf(options, `${place}/merge`), {
          current: merge.current.version,
          decisions,
        })
  return made
}

function describe({ conflict, current, result }: Merge): string {
  const { unused } = conflict
  const sides = `mine: version ${unused.version} of ${unused.deviceName}, not in use\ntheirs: version ${current.version} of ${current.deviceName}, in use`
  if (result.kind === 'refused') return `${sides}\nThese cannot be merged: ${result.reason}.`
  const changes = result.changes.map(({ from, kind, path }) => [from, kind, path || '/'])
  const choices = result.choices.map(({ path, taken, ...texts }) => [
    path || '/',
    ...valuesOf(texts),
    taken,
  ])
  return [
    sides,
    table(['FROM', 'CHANGE', 'PATH'], changes, 'Nothing was changed apart from each other.'),
    choices.length === 0
      ? 'Nothing was changed by both.'
      : table(['CHANGED BY BOTH', 'MINE', 'THEIRS', 'TAKEN'], choices, ''),
  ].join('\n\n')
}

const valuesOf = ({ mine, theirs }: Pick<MergeChoice, 'mine' | 'theirs'>) =>
  [mine, theirs].map((text) => shortened(text ?? '(removed)'))

const shortened = (text: string) => (text.length > 40 ? `${text.slice(0, 39)}…` : text)
