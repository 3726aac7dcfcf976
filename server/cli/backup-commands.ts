import type { Command } from 'commander'
import { isRemoved } from '../backup/manifest.ts'
import { type Backup, BadBackupError, openBackup } from '../backup/read-backup.ts'
import { BrokenOffError, saveBackup, verifyBackup } from '../backup/save-backup.ts'
import { readConfig } from '../config.ts'
import { sizeText } from '../config-values.ts'
import { schemaVersion } from '../storage/lowdb/layout.ts'
import type { Cli } from './program.ts'
import { RefusedError } from './refused-error.ts'

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
        const lines = [
          `Wrote ${file}: ${files.length} files, ${sizeText(size)}, all read back. Keep it safe: it holds the private key of the hub and all settings.`,
          ...damaged.map(({ path, problem }) => `Left out, as it is damaged: ${path}: ${problem}`),
        ]
        cli.print(command, result, lines.join('\n'))
      }),
    )

  program
    .command('restore <file>')
    .description('replace the data of a hub that is stopped by a backup; what was there is kept')
    .requiredOption('--yes', 'really replace it')
    .action(async (file: string, _: object, command: Command) => {
      const { dataDir } = command.optsWithGlobals<{ dataDir?: string }>()
      const { environment } = cli
      const config = readConfig(dataDir ? { ...environment, DATA_DIR: dataDir } : environment)
      const { kept, problems, manifest } = await restore(file, config.dataDir).catch((error) => {
        throw problemWith(file, error, 'Nothing was changed')
      })
      const { hubId, createdAt } = manifest
      const result = { file, hubId, createdAt, ...(kept && { kept }), problems }
      const lines = [
        `Restored the hub as it was at ${createdAt}. Keys that were revoked since then work again: "sxncd key list" shows them.`,
        ...(kept ? [`The data from before is kept in ${kept}.`] : []),
        ...problems.map(({ file: name, problem }) => `Not sound: ${name}: ${problem}`),
      ]
      cli.print(command, result, lines.join('\n'))
    })
}

async function restore(file: string, folder: string) {
  // All of it is read before anything is touched, and once more while it is unpacked.
  const { schema } = await verifyBackup(file)
  if (schema > schemaVersion) {
    throw new BadBackupError(
      file,
      `it was made by a newer hub (schema ${schema}; this one knows ${schemaVersion}). Update the hub first`,
    )
  }
  const { restoreFolder } = await import('../storage/lowdb/restore.ts')
  const backup = await openBackup(file)
  try {
    const restored = await restoreFolder({ folder, files: wanted(backup), now: Date.now })
    return { ...restored, manifest: backup.manifest }
  } finally {
    backup.close()
  }
}

async function* wanted({ manifest, files }: Backup) {
  for await (const one of files()) if (!isRemoved(manifest, one.path)) yield one
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
