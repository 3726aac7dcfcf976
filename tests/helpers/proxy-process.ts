import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'

/**
 * Waits until a proxy answers on a port of loopback. @param said what it wrote, where it ends instead
 * @returns what stops it
 */
export async function startedProxy(
  child: ChildProcess,
  port: number,
  said: () => string | Promise<string>,
): Promise<() => Promise<void>> {
  while (child.exitCode === null) {
    // One that speaks HTTPS alone says so.
    const isUp = await fetch(`http://127.0.0.1:${port}/`, { redirect: 'manual' }).then(
      () => true,
      () => false,
    )
    if (isUp) break
    await wait(20)
  }
  if (child.exitCode !== null) throw new Error(await said())
  return async () => {
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }
}
