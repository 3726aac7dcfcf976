import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { noticeArrival } from './state/arrival.ts'
import { firstTexts, SpeechProvider } from './texts/speech.tsx'
import './styles/tokens.css'
import './styles/base.css'
import './styles/controls.css'
import './styles/shell.css'
import './styles/blocks.css'
import './styles/dashboard.css'
import './styles/connect.css'
import './styles/app-page.css'
import './styles/compare.css'
import './styles/hub-page.css'
import './styles/pairing.css'
import './styles/desktop.css'

const place = document.getElementById('window')
if (!place) throw new Error('index.html has no place for the window.')
const [first] = await Promise.all([firstTexts(), noticeArrival()])
createRoot(place).render(
  <StrictMode>
    <SpeechProvider first={first}>
      <App />
    </SpeechProvider>
  </StrictMode>,
)
