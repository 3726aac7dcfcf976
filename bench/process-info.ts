import { readdirSync, readFileSync } from 'node:fs'
import { cpus } from 'node:os'

/** What Linux tells of a process; other systems are not asked. */
const read = (pid: number, file: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}

/** The memory of a process in bytes; NaN where the system does not tell. */
export const residentMemory = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB$/m.exec(read(pid, 'status'))?.[1]) * 1_024

/** The CPU time that all threads of a process have used, in ms; NaN where nobody tells. */
export function cpuTime(pid: number): number {
  const stat = read(pid, 'stat')
  // The second field is the name in brackets, which may hold spaces; times come in 1/100 s.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}

/** How often all threads of a process began to run after a wait; NaN where nobody tells. */
export function wakeUps(pid: number): number {
  try {
    const threads = readdirSync(`/proc/${pid}/task`)
    const waits = threads.map((thread) =>
      Number(/^voluntary_ctxt_switches:\s+(\d+)$/m.exec(read(pid, `task/${thread}/status`))?.[1]),
    )
    return waits.reduce((sum, one) => sum + one, 0)
  } catch {
    return Number.NaN
  }
}

/** The time that all cores have spent together, and the part of it in which they did something. */
export function machineTime(): { readonly all: number; readonly used: number } {
  let [all, idle] = [0, 0]
  for (const { times } of cpus()) {
    all += times.user + times.nice + times.sys + times.irq + times.idle
    idle += times.idle
  }
  return { all, used: all - idle }
}
