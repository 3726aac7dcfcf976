import { join } from 'node:path'
import { schemaVersion } from '../../../server/storage/lowdb/layout.ts'
import { migrations, type Schema } from '../../../server/storage/lowdb/migrations.ts'

export const dataFolder = (root: string): string => join(root, 'data')
export const backupFile = (root: string): string => join(root, 'backup.zip')

/** The schema with which the workload begins, and the one to which it goes on. */
export const firstSchema: Schema = { version: schemaVersion, migrations }

export const nextSchema: Schema = {
  version: schemaVersion + 1,
  migrations: [
    ...migrations,
    {
      to: schemaVersion + 1,
      summary: 'a document more, and all keys written anew',
      async run(db) {
        await db.write('more', { text: 'more' })
        await db.write('keys', await db.read('keys'))
      },
    },
  ],
}
