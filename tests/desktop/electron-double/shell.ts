import type { Shell } from 'electron'
import { control } from './control.ts'
import { whole } from './whole.ts'

const opened: string[] = []
control.answer({ opened: () => opened })

export const shell = whole<Shell>('shell', {
  openExternal: async (url) => void opened.push(url),
  async openPath(path) {
    opened.push(path)
    return ''
  },
  showItemInFolder: (path) => void opened.push(path),
} satisfies Partial<Shell>)
