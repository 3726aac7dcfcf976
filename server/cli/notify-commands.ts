import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Delivery, Target } from '../api/schemas/notify.ts'
import { noticeKinds, noticeLanguages, notifyFormats } from '../lib/notify-words.ts'
import type { Cli } from './context.ts'
import { pathPart } from './path-part.ts'
import { RefusedError } from './refused-error.ts'
import { table, timeText } from './table.ts'

interface AddOptions {
  readonly format: string
  readonly name?: string
  readonly events?: readonly string[]
  readonly language?: string
  readonly private?: boolean
}

/** `sxncd notify …` */
export function notifyCommands(program: Command, cli: Cli): void {
  const notify = program
    .command('notify')
    .description('where you are told of what happens: ntfy, Gotify, chats, webhooks')

  notify
    .command('list')
    .description('list the targets, and how the last message to each went')
    .action((_: object, command: Command) =>
      cli.withHub(command, async (hub) => {
        const { targets } = await hub.call<{ targets: Target[] }>('GET', '/api/v1/notify')
        const rows = targets.map(({ id, name, format, address, last }) => [
          ...[id, name, format, address],
          last ? `${wordsFor(last)}, ${timeText(last.at)}` : 'none yet',
        ])
        const none = 'There are no targets. Add one: sxncd notify add --format ntfy < address.txt'
        cli.print(command, targets, table(['ID', 'NAME', 'FORMAT', 'ADDRESS', 'LAST'], rows, none))
      }),
    )

  notify
    .command('add')
    .description('add a target; its address is read from standard input, since it may hold a token')
    .addOption(
      new Option('--format <format>', 'how messages are written')
        .choices([...notifyFormats])
        .makeOptionMandatory(),
    )
    .option('--name <label>', 'what it is called in lists')
    .option('--events <kinds>', `what it is told of, of ${noticeKinds.join(',')}`, kindsOf)
    .addOption(new Option('--language <code>', 'of the messages').choices([...noticeLanguages]))
    .option('--private', 'it may be in a private network, or on the machine of the hub')
    .action(({ private: isPrivate, ...options }: AddOptions, command: Command) =>
      cli.withHub(command, async (hub) => {
        const url = (await cli.input()).trim()
        const wish = { ...options, url, ...(isPrivate && { private: true }) }
        const made = await hub.call<{ target: Target; secret?: string }>(
          'POST',
          '/api/v1/notify',
          wish,
        )
        const { target, secret } = made
        const signed = secret === undefined ? '' : `\nIts messages are signed by ${secret}`
        cli.print(command, made, `Added the target ${target.id}.${signed}`)
      }),
    )

  notify
    .command('test <id>')
    .description('send a test to a target; fails where it does not arrive')
    .action((id: string, _: object, command: Command) =>
      cli.withHub(command, async (hub) => {
        const path = `/api/v1/notify/${pathPart(id)}/test`
        const { delivery } = await hub.call<{ delivery: Delivery }>('POST', path)
        if (delivery.code !== 'delivered') throw new RefusedError(`${wordsFor(delivery)}.`, 502)
        cli.print(command, delivery, `${wordsFor(delivery)}.`)
      }),
    )

  notify
    .command('remove <id>')
    .description('remove a target')
    .action((id: string, _: object, command: Command) =>
      cli.withHub(command, async (hub) => {
        await hub.call('DELETE', `/api/v1/notify/${pathPart(id)}`)
        cli.print(command, { id }, 'Removed the target.')
      }),
    )
}

function kindsOf(text: string): readonly string[] {
  const kinds = text.split(',').map((kind) => kind.trim())
  const wrong = kinds.find((kind) => !(noticeKinds as readonly string[]).includes(kind))
  if (wrong === undefined) return kinds
  throw new InvalidArgumentError(`"${wrong}" is none of ${noticeKinds.join(', ')}.`)
}

/** How a message went, as part of a line. */
function wordsFor({ code, status, address, reach, reason }: Delivery): string {
  switch (code) {
    case 'delivered':
      return `It arrived (status ${status})`
    case 'answered':
      return `The service did not take it (status ${status})`
    case 'redirected':
      return `The service sends it elsewhere (status ${status}), which the hub does not follow`
    case 'timeout':
      return 'There was no answer within 5 seconds'
    case 'address_refused':
      return reach === 'private'
        ? `The address leads to ${address}, which is private; add the target with --private if that is right`
        : `The address leads to ${address}, where the hub sends nothing`
    case 'name_unknown':
      return 'Nobody knows the name in the address'
    case 'unreachable':
      return `The service could not be reached (${reason})`
    case 'stopped':
      return 'The hub was stopped meanwhile'
  }
}
