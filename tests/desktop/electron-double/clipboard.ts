import type { Clipboard } from 'electron'
import { control } from './control.ts'
import { whole } from './whole.ts'

let text = ''
control.answer({ clipboard: () => text })

export const clipboard = whole<Clipboard>('clipboard', {
  readText: async () => text,
  async writeText(written) {
    text = written
  },
} satisfies Partial<Clipboard>)
