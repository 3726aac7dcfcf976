import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'

/** There is a file of options, but it cannot be read. */
export class EnvironmentError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'EnvironmentError'
  }
}

/**
 * The options that a file such as `.env` holds; none where there is no file.
 * @throws EnvironmentError, also for a file that would be read as an empty one
 */
export function readEnvFile(file: string): NodeJS.Dict<string> {
  const bytes = read(file)
  // Notepad and PowerShell write UTF-16. As UTF-8 every other byte of it is a zero.
  if (bytes.includes(0) || utf16Marks.includes(bytes.toString('hex', 0, 2))) {
    throw new EnvironmentError(
      `The file ${file} is in UTF-16, which cannot be read. Save it as UTF-8.`,
    )
  }
  const isMarked = bytes.toString('hex', 0, 3) === utf8Mark
  return parseEnv(bytes.toString('utf8', isMarked ? 3 : 0))
}

const utf8Mark = 'efbbbf'
const utf16Marks = ['fffe', 'feff']

function read(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT') return Buffer.alloc(0)
    throw new EnvironmentError(
      `The file ${file} cannot be read (${code}). Make it a file that is readable.`,
      { cause },
    )
  }
}

/** The environment, with what a `.env` file in the working folder adds to it. */
export function readEnvironment(): NodeJS.ProcessEnv {
  const added = readEnvFile(resolve('.env'))
  for (const [name, value] of Object.entries(added)) process.env[name] ??= value
  return process.env
}
