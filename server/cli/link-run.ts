import { isoTime } from '../lib/clock.ts'
import { sizeText } from '../lib/config-values.ts'
import type { LinkView } from '../links/link.ts'
import { openLinks } from '../links/links.ts'
import { FolderInUseError, findHolder, takeLock } from '../storage/lock.ts'
import type { Cli } from './context.ts'
import { onOrphaned } from './orphaned.ts'
import { RefusedError } from './refused-error.ts'
import { stripControlChars } from './strip-control-chars.ts'
import { timeText } from './table.ts'

const lockOf = (file: string) => `${file}.lock`

/** Whether some program has the links of a file at work. */
export async function areAtWork(file: string): Promise<boolean> {
  const holder = await findHolder(lockOf(file))
  return holder?.isAlive ?? false
}

/** Has the links of a file at work until it is told to stop. @throws RefusedError, LinkError */
export async function runLinks(cli: Cli, file: string, json: boolean): Promise<void> {
  const stopped = Promise.withResolvers<void>()
  const onLost = () =>
    stopped.reject(new RefusedError('Another program has taken over these links.', 409))
  const onWatch = (_: unknown, ms: number) =>
    cli.err(
      `Another program may have these links at work. It is watched for ${Math.ceil(ms / 1_000)} s.\n`,
    )
  const lock = await takeLock(lockOf(file), onLost, { onWatch }).catch((error) => {
    if (!(error instanceof FolderInUseError)) throw error
    const where = error.record?.host
      ? `, in process ${error.record.pid} on ${error.record.host}`
      : ''
    throw new RefusedError(
      `These links are at work already${where}. Links that are added, changed or removed are taken up there.`,
      409,
    )
  })
  const stop = () => stopped.resolve()
  process.once('SIGTERM', stop).once('SIGINT', stop)
  void cli.stopped?.then(stop)
  const leaveParent = onOrphaned(cli.environment, stop)
  try {
    const report = reporter((text) => cli.out(text), json)
    const fault = (details: object, message: string) => {
      const { err } = details as { readonly err?: Error }
      cli.err(`${message}${err ? `: ${err.message}` : ''}\n`)
    }
    const links = await openLinks({
      file,
      now: Date.now,
      log: { info() {}, warn: fault, error: fault },
      onChange: report,
    })
    try {
      const count = links.list().length
      cli.err(`${count} ${count === 1 ? 'link is' : 'links are'} at work. Stop with Ctrl+C.\n`)
      await stopped.promise
    } finally {
      await links.close()
    }
  } finally {
    leaveParent()
    process.off('SIGTERM', stop).off('SIGINT', stop)
    await lock.release()
  }
}

/** Writes a line for each transfer, and for each problem that comes or goes. */
function reporter(write: (text: string) => void, json: boolean) {
  const told = new Map<
    string,
    { readonly transfer: string; readonly state: string; readonly problem?: string | undefined }
  >()
  return (links: readonly LinkView[]) => {
    for (const link of links) {
      const { id, path, state } = link
      const problem = link.problem ?? questionText(link)
      const before = told.get(id)
      // While it tries, what was in the way still is.
      if (before && state === 'syncing') continue
      const transfer = JSON.stringify(link.lastTransfer ?? null)
      told.set(id, { transfer, state, problem })
      const tell = (event: string, words: string) => {
        const line = json ? JSON.stringify({ event, link }) : `${timeNow()} ${path}: ${words}`
        write(`${stripControlChars(line)}\n`)
      }
      if (before && before.transfer !== transfer) tell('transfer', transferText(link))
      if (problem !== before?.problem) {
        tell(problem === undefined ? 'well' : 'problem', problem ?? 'All is well again.')
      }
      const isGone = state === 'waiting-for-file' && problem === undefined
      if (isGone && before?.state !== state) {
        tell('file-missing', 'The file is not there. What the hub has stays; it is waited for.')
      }
    }
  }
}

/** What a link asks a person, and how to answer. */
export function questionText({ id, question }: LinkView): string | undefined {
  if (!question) return undefined
  const { name, size, savedAt, looks } = question
  const like = looks
    ? `it looks like an export of "${looks}"`
    : 'it looks like no export that is known'
  return `Found "${name}" (${sizeText(size)}, saved ${timeText(isoTime(savedAt))}); ${like}. Is it meant? sxncd link accept ${id}, or sxncd link decline ${id}`
}

const timeNow = () => timeText(isoTime(Date.now()))

function transferText({ lastTransfer }: LinkView): string {
  if (!lastTransfer) return ''
  const { direction, size, backup, conflict } = lastTransfer
  const both =
    conflict === undefined
      ? ''
      : ` ${conflict} changed at the same time; what of the two is not in use is in the history: sxncd history merge.`
  if (direction === 'to-hub') return `Sent (${sizeText(size)}).${both}`
  const kept = backup ? ` What was there is kept as ${backup}.` : ''
  return `Written from the hub (${sizeText(size)}).${kept}${both}`
}
