import { openAsBlob } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import type { Command } from 'commander'
import type { Manifest } from '../backup/manifest.ts'
import { BadBackupError, filesToRestore, openBackup } from '../backup/read-backup.ts'
import { checkBackup } from '../backup/restore-here.ts'
import { BrokenOffError, saveBackup } from '../backup/save-backup.ts'
import type { Config } from '../config/config.ts'
import { sizeText } from '../lib/config-values.ts'
import { schemaVersion } from '../storage/lowdb/layout.ts'
import { findRunning } from './connect.ts'
import type { Cli } from './context.ts'
import { RefusedError } from './refused-error.ts'
import { headersOf } from './send.ts'

/** `sxncd backup` and `sxncd restore` */
export function backupCommands(program: Command, cli: Cli): void {
  program
    .command('backup <file>')
    .description('write all of the hub into one file, also while the hub runs')
    .action((file: string, _: object, command: Command) =>
      cli.withHub(command, async (hub) => {
        const source = await hub.download('/api/v1/backup')
        const { manifest, size } = await saveBackup(file, source).catch((error) => {
          throw problemWith(file, error, 'No backup was made')
        })
        const { hubId, createdAt, files, damaged } = manifest
        const result = { file, size, files: files.length, hubId, createdAt, damaged }
        const outcome = damaged.length > 0 ? 'but it is INCOMPLETE' : 'all read back'
        const lines = [
          `Wrote ${file}: ${files.length} files, ${sizeText(size)}, ${outcome}. Keep it safe: it holds the private key of the hub and all settings.`,
          ...leftOut(damaged),
        ]
        cli.print(command, result, lines.join('\n'))
        // A script that removes older backups must notice.
        if (damaged.length > 0) throw new RefusedError('The backup is incomplete.', 409)
      }),
    )

  program
    .command('restore <file>')
    .description('replace the data of a hub by a backup; what was there is kept')
    .requiredOption('--yes', 'really replace it')
    .action(async (file: string, _: object, command: Command) => {
      const { kept, problems, manifest } = await restore(file, cli.configOf(command)).catch(
        (error) => {
          throw problemWith(file, error, 'Nothing was changed')
        },
      )
      const { hubId, createdAt } = manifest
      const { damaged } = manifest
      const result = { file, hubId, createdAt, ...(kept && { kept }), problems, damaged }
      const lines = [
        `Restored the hub as it was at ${createdAt}. Keys that were revoked since then work again: "sxncd key list" shows them.`,
        ...(kept ? [`The data from before is kept in ${kept}.`] : []),
        ...leftOut(damaged),
        ...problems.map(({ file: name, problem }) => `Not sound: ${name}: ${problem}`),
      ]
      cli.print(command, result, lines.join('\n'))
    })
}

const leftOut = (damaged: Manifest['damaged']) =>
  damaged.map(({ path, problem }) => `Not in the backup, as it was damaged: ${path}: ${problem}`)

/** All of the file is read before anything is touched, and once more while it is unpacked. */
async function restore(file: string, config: Config) {
  const manifest = await checkBackup(file, schemaVersion)
  const running = await findRunning(config)
  if (running) return { manifest, problems: [], kept: await sendTo(running, file, config) }
  const { restoreFolder } = await import('../storage/lowdb/restore.ts')
  const backup = await openBackup(file)
  try {
    const files = filesToRestore(backup)
    return { ...(await restoreFolder({ folder: config.dataDir, files, now: Date.now })), manifest }
  } finally {
    backup.close()
  }
}

type Running = NonNullable<Awaited<ReturnType<typeof findRunning>>>

const restartPatienceMs = 60_000

/** Has the hub that runs restore a file. @returns where it keeps what was there, once it runs again */
async function sendTo({ url, token }: Running, file: string, config: Config): Promise<string> {
  const type = 'application/zip'
  const reply = await fetch(`${url}/api/v1/restore`, {
    method: 'POST',
    headers: { ...headersOf(token, undefined), 'content-type': type },
    body: await openAsBlob(file, { type }),
  }).catch(() => {
    throw new RefusedError('The hub stopped while it took the file. Look whether it runs.', 503)
  })
  const answer = (await reply.json()) as { error: string; keptAs: string }
  if (reply.status !== 200) throw new RefusedError(answer.error, reply.status)
  const until = Date.now() + restartPatienceMs
  for (;;) {
    // While it starts anew, nobody has the folder, or one who does not listen yet.
    const next = await findRunning(config)
    if (next && next.token !== token) return answer.keptAs
    if (Date.now() > until) break
    await wait(50)
  }
  throw new RefusedError(
    `The hub took the backup, but has not started anew since. Its log says why; the data from before is kept in ${answer.keptAs}.`,
    503,
  )
}

function problemWith(file: string, error: unknown, outcome: string): unknown {
  if (error instanceof BadBackupError) return new RefusedError(`${error.message} ${outcome}.`, 409)
  if (error instanceof BrokenOffError) return new RefusedError(`${error.message} ${outcome}.`, 503)
  const { code, path } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return new RefusedError(`There is no file or folder "${file}".`, 404)
  const isAbout = path === undefined || path.startsWith(file)
  if (code && isAbout && /^E[A-Z]+$/.test(code)) {
    return new RefusedError(`"${file}" cannot be used (${code}). ${outcome}.`, 409)
  }
  return error
}
