import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { memoryFolder } from '../memory-folder.ts'
import { watched } from '../power-loss/replay.ts'
import { scaled } from '../scale.ts'

const options = { timeout: scaled(30_000, 1_200_000), killSignal: 'SIGKILL' } as const

test(
  'whichever call of the file system fails, what is answered is kept, and all else refused',
  async () => {
    const program = join(import.meta.dirname, 'run.ts')
    const line = ['--import', watched, program, await memoryFolder(), String(scaled(40, 10_000))]
    const { stdout } = await promisify(execFile)(process.execPath, line, options)
    const { calls, tries, refusals, findings } = JSON.parse(stdout)
    process.stdout.write(`call faults: ${tries} faults in ${calls} calls, ${refusals} refusals\n`)
    expect(findings).toEqual([])
    expect(refusals).toBeGreaterThan(tries / 4)
  },
  scaled(60_000, 1_200_000),
)
