import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { noticeArrival } from './state/arrival.ts'
import { queryClient } from './state/hub.ts'
import { firstTexts, SpeechProvider } from './texts/speech.tsx'
import './ui/styles/tokens.css'
import './ui/styles/base.css'
import './ui/styles/controls.css'
import './ui/styles/shell.css'
import './ui/styles/blocks.css'
import './features/apps/dashboard.css'
import './features/connect/connect.css'
import './features/apps/app-page.css'
import './features/compare/compare.css'
import './features/files/files.css'
import './features/hub/hub-page.css'
import './features/pairing/pairing.css'
import './features/desktop/desktop.css'

const place = document.getElementById('window')
if (!place) throw new Error('index.html has no place for the window.')
const [first] = await Promise.all([firstTexts(), noticeArrival()])
createRoot(place).render(
  <StrictMode>
    <SpeechProvider first={first}>
      <QueryClientProvider client={queryClient}>
        <App />
      </QueryClientProvider>
    </SpeechProvider>
  </StrictMode>,
)
