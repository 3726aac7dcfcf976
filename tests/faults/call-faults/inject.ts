import { type Call, watcher } from '../calls.ts'

/** Makes one call of the file system fail with an error of the system. */
export interface Injector {
  /** Counts from 0 again, and lets the call of this number fail; -1 lets none. */
  failAt(call: number, code: string): void
  /** How many calls there were since, and which one failed. */
  readonly calls: number
  readonly failed: string | undefined
}

export function startInjecting(root: string): Injector {
  let calls = 0
  let target = -1
  let code = ''
  let failed: string | undefined
  const enter = ({ name, path }: Call) => {
    calls += 1
    if (calls - 1 !== target) return
    failed = `${name} ${path.slice(root.length)}`
    throw Object.assign(new Error(`${code}: ${name}`), { code, syscall: name })
  }
  watcher.root = root
  watcher.callNow = enter
  watcher.call = async (call, carryOut) => {
    enter(call)
    return carryOut()
  }
  return {
    failAt(call, withCode) {
      calls = 0
      target = call
      code = withCode
      failed = undefined
    },
    get calls() {
      return calls
    },
    get failed() {
      return failed
    },
  }
}
