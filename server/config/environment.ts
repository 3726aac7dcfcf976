/** There is a `.env` file, but it cannot be read. */
export class EnvironmentError extends Error {
  constructor(cause: NodeJS.ErrnoException) {
    super(`The file .env cannot be read (${cause.code}). Make it a file that is readable.`, {
      cause,
    })
    this.name = 'EnvironmentError'
  }
}

/** The environment, with what a `.env` file in the working folder adds to it. */
export function readEnvironment(): NodeJS.ProcessEnv {
  try {
    process.loadEnvFile()
  } catch (error) {
    const cause = error as NodeJS.ErrnoException
    // There need not be one.
    if (cause.code !== 'ENOENT') throw new EnvironmentError(cause)
  }
  return process.env
}
