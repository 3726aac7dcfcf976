import { app } from 'electron'
import { hiddenFlag } from './login-item.ts'

/** Somebody who wants to see the window: by starting the program again, or by a click in the dock. */
export interface Summons {
  /** From now on the window can be shown; it is, if somebody came before. */
  answerWith(show: () => void): void
}

export function setUpSummons(): Summons {
  let isWaiting = false
  let answer: () => void = () => {
    isWaiting = true
  }
  app.on('second-instance', (_, argv) => {
    // Started at login as well: nobody asked for the window.
    if (!argv.includes(hiddenFlag)) answer()
  })
  app.on('activate', () => answer())
  return {
    answerWith(show) {
      answer = show
      if (isWaiting) show()
    },
  }
}
