import { runCli } from '../../server/cli/run.ts'

export interface CliResult {
  readonly code: number
  readonly out: string
  readonly err: string
}

export interface CliOptions {
  readonly environment?: Readonly<Record<string, string>>
  readonly input?: string
  readonly patienceMs?: number
  /** Ends a command that goes on until it is stopped. */
  readonly stopped?: Promise<void>
  /** Told of what is written, as it is written. */
  readonly onText?: (text: string) => void
}

/** The `sxncd` command for one data folder, run in this process. */
export const cliFor =
  (folder: string, options: CliOptions = {}) =>
  async (...args: string[]): Promise<CliResult> => {
    let [out, err] = ['', '']
    const code = await runCli(args, {
      environment: { DATA_DIR: folder, TIME_ZONE: 'UTC', ...options.environment },
      ...(options.patienceMs !== undefined && { patienceMs: options.patienceMs }),
      ...(options.stopped && { stopped: options.stopped }),
      input: async () => options.input ?? '',
      out: (text) => {
        out += text
        options.onText?.(text)
      },
      err: (text) => {
        err += text
        options.onText?.(text)
      },
    })
    return { code, out, err }
  }
