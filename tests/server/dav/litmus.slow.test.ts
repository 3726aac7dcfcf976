import { expect, test } from 'vitest'
import { temporaryFolder } from '../../helpers/folder.ts'
import { findProgram, leftOut, runProgram } from '../../helpers/programs.ts'
import { openDoorOnDisk } from './door.ts'

const litmus = findProgram('litmus') ?? ''

test.skipIf(!litmus).each(['basic', 'copymove', 'props', 'locks', 'http'])(
  `litmus has nothing to complain of in %s${leftOut('litmus')}`,
  async (suite) => {
    const { url, key } = await openDoorOnDisk()
    const folder = await temporaryFolder()
    const args = ['-k', `${url}/dav/`, 'Litmus', key]
    const { code, output } = await runProgram(litmus, args, { folder, env: { TESTS: suite } })
    expect(output).not.toMatch(/WARNING|FAIL|SKIPPED/)
    expect(output).toMatch(
      new RegExp(`summary for .${suite}': of \\d+ tests run: \\d+ passed, 0 failed`),
    )
    expect(code).toBe(0)
  },
)
