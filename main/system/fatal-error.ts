import { app, dialog } from 'electron'
import { startProblem } from '../../server/start-problem.ts'
import { textsFor } from '../texts.ts'

export interface GiveUp {
  /** The program cannot start. */
  notStarted(error: unknown): Promise<void>
  /** The program cannot go on. */
  stopped(error: unknown): Promise<void>
}

/** Says why the program ends, once, and ends it. @param close ends all that runs */
export function setUpGiveUp(close: () => Promise<void>): GiveUp {
  let isGivingUp = false
  const end = async (title: string, text: string) => {
    // What goes wrong while all falls down is no news.
    if (isGivingUp) return
    isGivingUp = true
    // First, since the person may be out for lunch.
    await close()
    dialog.showErrorBox(title, text)
    app.exit(1)
  }
  const texts = () => textsFor(app.getLocale())
  const giveUp: GiveUp = {
    notStarted: (error) => end(texts().t('notStarted'), startProblem(error)),
    stopped: (error) =>
      end(texts().t('stopped'), texts().t('stoppedWhy', { problem: startProblem(error) })),
  }
  // Whoever goes on after an error that nobody expected does so in a state that nobody knows.
  process.on('uncaughtException', giveUp.stopped)
  process.on('unhandledRejection', giveUp.stopped)
  return giveUp
}
