import { takeLock } from '../../../server/storage/lock.ts'

/** Takes the lock of the path in its arguments once told to, says so, and holds it until killed. */
const [path = '', options = '{}'] = process.argv.slice(2)
process.stdout.write('waiting\n')
process.stdin.once('data', async () => {
  try {
    await takeLock(path, () => process.stdout.write('lost\n'), JSON.parse(options))
    process.stdout.write('taken\n')
  } catch (error) {
    process.stdout.write(`${(error as Error).name}\n`)
    process.exit()
  }
})
