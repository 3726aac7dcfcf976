import { readdir } from 'node:fs/promises'
import type { Metrics } from '../lib/metrics.ts'

/** Figures of the process, under the names that all clients of Prometheus give them. No timer runs for them. */
export function addProcessFigures(metrics: Metrics): void {
  const startedAt = Date.now() / 1_000 - process.uptime()
  metrics.read(
    'counter',
    { name: 'process_cpu_seconds_total', help: 'CPU time that the process has used.' },
    () => {
      const { user, system } = process.cpuUsage()
      return (user + system) / 1_000_000
    },
  )
  metrics.read(
    'gauge',
    { name: 'process_resident_memory_bytes', help: 'Memory that the process has.' },
    () => process.memoryUsage.rss(),
  )
  metrics.read(
    'gauge',
    { name: 'process_start_time_seconds', help: 'When the process was started, since 1970.' },
    () => startedAt,
  )
  metrics.read(
    'gauge',
    { name: 'process_open_fds', help: 'Open files and connections, where the system tells.' },
    async () => (await readdir('/proc/self/fd')).length,
  )
  metrics.read(
    'gauge',
    { name: 'nodejs_heap_size_used_bytes', help: 'Memory in use on the heap of Node.' },
    () => process.memoryUsage().heapUsed,
  )
  metrics.read(
    'counter',
    {
      name: 'nodejs_eventloop_active_seconds_total',
      help: 'Time in which the event loop had work: at 1 a second it is at its limit.',
    },
    () => performance.eventLoopUtilization().active / 1_000,
  )
}
