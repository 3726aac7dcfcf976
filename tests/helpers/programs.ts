import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const folders = ['/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/libexec', '/usr/lib/gvfs']

/** Where a program of the system is; undefined where it is not installed. */
export const findProgram = (name: string): string | undefined =>
  folders.map((folder) => join(folder, name)).find(existsSync)

export interface Finished {
  readonly code: number | null
  readonly output: string
}

export interface ProgramOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string
  readonly folder?: string
}

/** Runs a program to its end. @returns all that it wrote, to either stream */
export function runProgram(
  program: string,
  args: readonly string[],
  { env, input, folder }: ProgramOptions = {},
): Promise<Finished> {
  const child = spawn(program, args, { env: { ...process.env, ...env }, cwd: folder })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, output }))
  })
}

/** What a title says after it where a program is missing: why its test is left out. */
export const leftOut = (name: string, debianPackage = name): string =>
  findProgram(name)
    ? ''
    : ` (left out: there is no ${name} here; Debian: apt install ${debianPackage})`
