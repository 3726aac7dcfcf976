import { networkInterfaces } from 'node:os'
import type { Program } from '../program.ts'
import { setUpPower } from './power.ts'
import { startTicks } from './ticks.ts'

/** After sleep, or on other networks, all looks about at once; once a minute the menu is brought up to date. */
export function setUpWaking(program: Program, updateTray: () => void): void {
  const { running, links, watch, now, atEnd } = program
  const wake = () => {
    void running.hub.wake()
    links?.wake()
    watch.lookSoon()
  }
  setUpPower(wake)
  const stop = startTicks({
    now,
    elapsed: () => performance.now(),
    addresses: () => JSON.stringify(networkInterfaces()),
    onChange: wake,
    onTick() {
      watch.lookSoon()
      updateTray()
    },
  })
  atEnd(stop)
}
