import type { LockRecord } from './lock-record.ts'

const doubts = {
  no: 'Stop that hub first.',
  unreachable:
    'It cannot be asked from here. Run the command where that hub runs, or stop that hub first.',
  unclear:
    'It cannot be told from here whether it still runs. If it does, run the command where it runs, ' +
    'or stop it first. If it does not, start a hub on this folder: it waits until it is sure that ' +
    'the other one is gone, and goes on by itself.',
} as const

/** The folder is in use by another program, or may be. */
export class FolderInUseError extends Error {
  readonly record: LockRecord | undefined
  readonly doubt: keyof typeof doubts
  constructor(record: LockRecord | undefined, doubt: keyof typeof doubts = 'no') {
    const who = record?.host ? ` (process ${record.pid} on ${record.host})` : ''
    const may = doubt === 'unclear' ? 'may be' : 'is'
    super(`The data folder ${may} in use by another hub${who}. ${doubts[doubt]}`)
    this.name = 'FolderInUseError'
    this.record = record
    this.doubt = doubt
  }
}
