import { resolve } from 'node:path'
import type { Command } from 'commander'
import { isoTime } from '../lib/clock.ts'
import { sizeText } from '../lib/config-values.ts'
import { answered, type LinkState, type LinkView } from '../links/link.ts'
import { builtInExports } from '../links/links.ts'
import { linksFile } from '../links/links-file.ts'
import { makeLink } from '../links/new-link.ts'
import { openHubOf } from '../links/open-hub.ts'
import { readLinks } from '../links/read-links.ts'
import type { Cli } from './context.ts'
import { type HubChoice, withChosenHub } from './link-hub.ts'
import { endKey } from './link-key.ts'
import { areAtWork, questionText, runLinks } from './link-run.ts'
import { linksPlace } from './links-place.ts'
import { refusable } from './refusable.ts'
import { RefusedError } from './refused-error.ts'
import { stripControlChars } from './strip-control-chars.ts'
import { table, timeText } from './table.ts'

interface AddOptions extends HubChoice {
  readonly file?: string
  readonly folder?: string
  readonly writeBack?: boolean
  readonly yes?: boolean
}

interface CommonOptions {
  readonly links?: string
  readonly json?: boolean
}

const states: Readonly<Record<LinkState, string>> = {
  'in-step': 'in step',
  syncing: 'not looked at yet',
  asking: 'asks you',
  'waiting-for-file': 'no file yet',
  'hub-is-newer': 'hub is newer',
  retrying: 'trying again',
  stopped: 'stopped',
  paused: 'paused',
}

/** `sxncd link …`: files of apps that cannot talk to a hub. */
export function linkCommands(program: Command, cli: Cli): void {
  const links = program
    .command('link')
    .description('files that are synced for apps that cannot do it themselves')
    .option('--links <file>', 'where the links are listed (default: in the folder of settings)')

  const fileOf = (command: Command) =>
    linksPlace(command.optsWithGlobals<CommonOptions>().links, cli.environment)
  const isJson = (command: Command) => Boolean(command.optsWithGlobals<CommonOptions>().json)

  /** The links of the file. @throws RefusedError where it was damaged; it was set aside then */
  const read = async (file: string): Promise<readonly LinkView[]> => {
    const found = await readLinks(file, Date.now())
    if (found.problem !== undefined) throw new RefusedError(found.problem, 409)
    return found.links
  }

  links
    .command('add')
    .description('link a file, or the exports in a folder, with a hub')
    .requiredOption('--app <type>', 'the app whose settings they are, such as vimium')
    .option('--file <path>', 'the file that the app exports to')
    .option('--folder <path>', 'the folder that it exports to; its newest export counts')
    .option('--write-back', 'write what is newer on the hub into the file, with a backup')
    .option('--yes', 'what is there now is meant: send it without a question')
    .option('--hub <url>', 'the address of the hub (default: the hub of this machine)')
    .option('--find <name>', 'find the hub by its name on this network')
    .option('--key <key>', 'a key of the hub; else SXNCD_KEY, else the hub is asked for one')
    .option('--pin <fingerprint>', 'talk to no hub but the one with this fingerprint, by https')
    .option('--device <name>', 'the name of this computer on the hub (default: its own)')
    .option('--account <name>', 'whose settings they are, on the hub of this machine')
    .action((options: AddOptions, command: Command) =>
      refusable(async () => {
        const { app, file, folder, writeBack = false, yes = false, device } = options
        const path = file ?? folder
        if (path === undefined || (file !== undefined && folder !== undefined)) {
          command.error('error: say either --file or --folder', { exitCode: 2 })
        }
        const list = fileOf(command)
        await read(list)
        await withChosenHub(
          command,
          cli,
          options,
          async ({ key: newKey, revokeKey, account, ...hub }) => {
            const kept = linksFile(list)
            const wish = {
              app,
              path: resolve(path),
              kind: file === undefined ? ('folder' as const) : ('file' as const),
              hub: { kind: 'other' as const, ...hub },
              writeBack,
              yes,
              ...(device !== undefined && { deviceName: device }),
            }
            const link = await makeLink(wish, (await kept.read()) ?? [], {
              now: Date.now(),
              newKey: (_, deviceName) => newKey(deviceName),
              form: builtInExports()(app),
              openHub: openHubOf,
              ...(revokeKey && { revokeKey }),
            })
            await kept.change((all) => [...all, link], [])
            const { key: _, ...shown } = link
            const whose = account === undefined ? '' : `\nThe settings are those of ${account}.`
            const first =
              folder === undefined || yes
                ? ''
                : `\nThe first export that is found is sent once you have said: sxncd link accept ${link.id}`
            const next = (await areAtWork(list)) ? '' : '\nNothing is at work yet: sxncd link run'
            const place = link.hub.kind === 'other' ? link.hub.url : hub.url
            const text = `Linked ${link.path} with ${place} as ${link.id}.${whose}${first}${next}`
            cli.print(command, shown, stripControlChars(text))
          },
        )
      }),
    )

  links
    .command('list')
    .description('list the links, what they do and what is in their way')
    .action((_: object, command: Command) =>
      refusable(async () => {
        const file = fileOf(command)
        const [all, running] = [await read(file), await areAtWork(file)]
        const rows = all.map((link) => [
          link.id,
          link.app,
          link.path,
          hubText(link),
          states[link.state],
          transferText(link),
        ])
        const none =
          'There are no links. Make one: sxncd link add --app <type> --file <path> --write-back'
        const problems = all.flatMap((link) =>
          [link.problem, questionText(link)].flatMap((text) =>
            text ? [`${link.id}: ${text}`] : [],
          ),
        )
        const idle = all.length > 0 && !running ? ['Nothing is at work: sxncd link run'] : []
        const headings = ['ID', 'APP', 'FILE', 'HUB', 'STATE', 'LAST TRANSFER']
        const text = [table(headings, rows, none), ...problems, ...idle].join('\n')
        cli.print(command, { running, links: all }, stripControlChars(text))
      }),
    )

  links
    .command('remove <id>')
    .description('end a link; the file and the settings on the hub stay')
    .action((id: string, _: object, command: Command) =>
      refusable(async () => {
        const file = fileOf(command)
        const link = (await read(file)).find((one) => one.id === id)
        if (!link) throw new RefusedError(`There is no link "${id}". link list shows them.`, 404)
        await linksFile(file).change((all) => all.filter((one) => one.id !== id), [])
        const kept = 'The file and the settings on the hub stay.'
        const key = await endKey(command, cli, link)
        cli.print(command, link, stripControlChars(`Unlinked ${link.path}. ${kept} ${key}`))
      }),
    )

  const answer = (name: string, about: string, isMeant: boolean) =>
    links
      .command(`${name} <id>`)
      .description(about)
      .action((id: string, _: object, command: Command) =>
        refusable(async () => {
          const file = fileOf(command)
          const link = (await read(file)).find((one) => one.id === id)
          if (!link) throw new RefusedError(`There is no link "${id}". link list shows them.`, 404)
          const { question } = link
          if (!question) throw new RefusedError(`The link ${id} asks nothing.`, 409)
          await linksFile(file).change(
            (all) => all.map((one) => (one.id === id ? answered(one, question, isMeant) : one)),
            [],
          )
          const done = isMeant
            ? 'It is sent, as later ones are that look like it.'
            : 'It is not sent.'
          const next = (await areAtWork(file)) ? '' : '\nNothing is at work yet: sxncd link run'
          cli.print(command, question, stripControlChars(`${question.name}: ${done}${next}`))
        }),
      )
  answer('accept', 'say that the export is meant which a link asks about: it is sent', true)
  answer('decline', 'say that it is not: it is never sent', false)

  links
    .command('run')
    .description('have the links at work until it is stopped; prints what goes either way')
    .action((_: object, command: Command) =>
      refusable(async () => {
        const file = fileOf(command)
        await read(file)
        await runLinks(cli, file, isJson(command))
      }),
    )
}

function hubText({ hub }: LinkView): string {
  if (hub.kind === 'this') return 'this program'
  return hub.name ? `${hub.name} (${hub.url})` : hub.url
}

function transferText({ lastTransfer }: LinkView): string {
  if (!lastTransfer) return '-'
  const { direction, at, size, conflict } = lastTransfer
  const both = conflict === undefined ? '' : `, at the same time as ${conflict}`
  return `${timeText(isoTime(at))} ${direction === 'to-hub' ? 'to the hub' : 'to the file'}, ${sizeText(size)}${both}`
}
