import type { SayError } from './say-error.ts'
import { useSpeech } from './speech.tsx'

export const useErrorText = (): SayError => useSpeech().sayError
