import type { ReactNode } from 'react'
import { Mark } from './mark.tsx'
import { Page } from './page.tsx'
import { LanguageSwitch } from './preference-switches.tsx'

interface DoorProps {
  title: string
  hubName?: string | undefined
  lead?: ReactNode
  /** Stands above the heading: how far one has come. */
  above?: ReactNode
  children: ReactNode
}

/** A page outside: setting up, an invitation, signing in. */
export function Door({ title, hubName, lead, above, children }: DoorProps) {
  return (
    <div className="door">
      <header className="door-brand">
        <span className="tile large">
          <Mark size={68} />
        </span>
        <p className="door-name">SxncD</p>
        {hubName && hubName !== 'SxncD' && <p className="door-hub">{hubName}</p>}
      </header>
      <div className="door-card">
        <Page title={title} lead={lead} above={above}>
          {children}
        </Page>
      </div>
      <footer>
        <LanguageSwitch />
      </footer>
    </div>
  )
}
