import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { figure } from '../../helpers/figures.ts'
import { memoryFolder } from '../memory-folder.ts'
import { watched } from '../power-loss/replay.ts'
import { scaled } from '../scale.ts'

const options = { timeout: scaled(30_000, 3_600_000), killSignal: 'SIGKILL' } as const

test(
  'whichever call of the file system fails, what is answered is kept, and all else refused',
  async () => {
    const program = join(import.meta.dirname, 'run.ts')
    const line = ['--import', watched, program, await memoryFolder(), String(scaled(40, 10_000))]
    const { stdout } = await promisify(execFile)(process.execPath, line, options)
    const { calls, tries, refusals, findings } = JSON.parse(stdout)
    const note = `${calls} calls, ${refusals} refusals`
    figure('I/O errors: calls that fail while devices sync', tries, findings.length, note)
    expect(findings).toEqual([])
    expect(refusals).toBeGreaterThan(tries / 4)
  },
  scaled(60_000, 3_600_000),
)

test(
  'whichever call fails of a start, a migration, a backup or a restore, it is told, and all is there',
  async () => {
    const program = join(import.meta.dirname, 'run-moments.ts')
    const line = ['--import', watched, program, await memoryFolder(), String(scaled(12, 10_000))]
    const { stdout } = await promisify(execFile)(process.execPath, line, options)
    const { results, findings } = JSON.parse(stdout) as Results
    for (const [name, { calls, tries, refusals }] of Object.entries(results)) {
      const lost = findings.filter((one) => one.name === name).length
      const note = `${calls} calls, ${refusals} refusals`
      figure(`I/O errors: calls that fail in ${name}`, tries, lost, note)
      expect(refusals, name).toBeGreaterThan(0)
    }
    expect(findings).toEqual([])
  },
  scaled(60_000, 3_600_000),
)

interface Results {
  readonly results: Record<string, { calls: number; tries: number; refusals: number }>
  readonly findings: readonly { readonly name: string }[]
}
