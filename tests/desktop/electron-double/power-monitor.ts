import { EventEmitter } from 'node:events'
import type { PowerMonitor } from 'electron'
import { control } from './control.ts'
import { preventable } from './preventable.ts'
import { whole } from './whole.ts'

const events = new EventEmitter()
control.answer({ power: (event) => void events.emit(event, preventable()) })

export const powerMonitor = whole<PowerMonitor>('powerMonitor', events)
