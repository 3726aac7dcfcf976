import { once } from 'node:events'
import { openBackup } from '../../../server/backup/read-backup.ts'
import { restoreFolder } from '../../../server/storage/lowdb/restore.ts'

/** Restores a backup, to be killed meanwhile. Told folder and file, it says when it is done. */
process.stdout.write('loaded\n')
const [line] = await once(process.stdin, 'data')
const { folder, file } = JSON.parse(String(line)) as { folder: string; file: string }
const backup = await openBackup(file)
await restoreFolder({ folder, files: backup.files(), now: Date.now })
process.stdout.write('done\n')
process.exit()
