import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Another process that does one job after the other. */
export interface Worker<Job, Result> {
  readonly pid: number
  ask(job: Job): Promise<Result>
  stop(): Promise<void>
}

type Answer<Result> = { readonly result: Result } | { readonly error: string }

/** Starts `script`, which must call `serve`. It inherits this process's environment. */
export function startWorker<Job extends object, Result>(
  script: string,
  environment: Readonly<Record<string, string>> = {},
): Worker<Job, Result> {
  const child = fork(fileURLToPath(new URL(script, import.meta.url)), {
    execArgv: [],
    env: { ...process.env, ...environment },
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  return {
    pid: child.pid ?? 0,
    ask: (job) =>
      new Promise((resolve, reject) => {
        child.once('message', (answer: Answer<Result>) => {
          if ('result' in answer) resolve(answer.result)
          else reject(new Error(answer.error))
        })
        void ended.then(() => reject(new Error(`${script} has ended`)))
        child.send(job)
      }),
    async stop() {
      if (child.connected) child.disconnect()
      await ended
    },
  }
}

/** In the worker: answers every job, and ends when the process that asks is gone. */
export function serve<Job, Result>(work: (job: Job) => Promise<Result>): void {
  process.on('message', async (job: Job) => {
    const answer: Answer<Result> = await work(job).then(
      (result) => ({ result }),
      (error) => ({ error: String(error?.stack ?? error) }),
    )
    process.send?.(answer)
  })
  process.once('disconnect', () => process.exit())
}
