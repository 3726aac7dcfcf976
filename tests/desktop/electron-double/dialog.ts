import type { Dialog, MessageBoxOptions } from 'electron'
import type { DialogAnswer } from '../protocol.ts'
import { control } from './control.ts'
import { whole } from './whole.ts'

const answers: DialogAnswer[] = []
const shown: string[] = []
control.answer({
  answerDialog: (answer) => void answers.push(answer),
  dialogs: () => shown,
})

/** The options stand last, after a window or alone. */
const optionsOf = <T>(args: readonly unknown[]) => args.at(-1) as T

const nextAnswer = (asked: string) => {
  shown.push(asked)
  return answers.shift()
}

export const dialog = whole<Dialog>('dialog', {
  async showOpenDialog(...args: unknown[]) {
    const { properties = [] } = optionsOf<{ properties?: string[] }>(args)
    const filePaths = nextAnswer(properties.join(' '))?.filePaths ?? []
    return { canceled: filePaths.length === 0, filePaths }
  },
  async showMessageBox(...args: unknown[]) {
    const { message, detail = '', cancelId = 0 } = optionsOf<MessageBoxOptions>(args)
    const response = nextAnswer(`${message}\n${detail}`)?.response ?? cancelId
    return { response, checkboxChecked: false }
  },
  showErrorBox(title, text) {
    shown.push(`${title}\n${text}`)
    // As on Linux, where it can be before there is a screen to show it on.
    process.stderr.write(`${title}\n${text}\n`)
  },
} satisfies Partial<Dialog>)
