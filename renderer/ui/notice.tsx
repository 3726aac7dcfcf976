import type { ReactNode } from 'react'
import { Icon, type IconName } from './icon.tsx'

export type Tone = 'info' | 'good' | 'warning' | 'bad'

const icons: Record<Tone, IconName> = {
  info: 'info',
  good: 'check',
  warning: 'warning',
  bad: 'warning',
}

interface NoticeProps {
  tone?: Tone
  icon?: IconName
  children: ReactNode
  action?: ReactNode
}

/** Something to know, set apart from the rest, with what can be done about it. */
export function Notice({ tone = 'info', icon, children, action }: NoticeProps) {
  return (
    <div className={`notice ${tone}`}>
      <Icon name={icon ?? icons[tone]} />
      <div className="notice-text">{children}</div>
      {action && <div className="notice-action">{action}</div>}
    </div>
  )
}
