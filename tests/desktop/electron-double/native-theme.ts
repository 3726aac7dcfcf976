import { EventEmitter } from 'node:events'
import type { NativeTheme } from 'electron'
import { control } from './control.ts'
import { whole } from './whole.ts'

const colours: Pick<
  { -readonly [K in keyof NativeTheme]: NativeTheme[K] },
  'shouldUseDarkColors' | 'shouldUseDarkColorsForSystemIntegratedUI'
> = { shouldUseDarkColors: false, shouldUseDarkColorsForSystemIntegratedUI: false }
const theme = Object.assign(new EventEmitter(), colours)

control.answer({
  setDark(isDark) {
    theme.shouldUseDarkColors = isDark
    theme.shouldUseDarkColorsForSystemIntegratedUI = isDark
    theme.emit('updated')
  },
})

export const nativeTheme = whole<NativeTheme>('nativeTheme', theme)
