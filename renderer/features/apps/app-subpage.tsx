import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { App } from '../../../server/api/schemas/apps.ts'
import { resources } from '../../state/hub.ts'
import { AppLogo } from '../../ui/app-logo.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Link } from '../../ui/link.tsx'
import { NotFoundPage } from '../../ui/not-found.tsx'
import { Page } from '../../ui/page.tsx'

interface AppSubpageProps {
  type: string
  title: string
  /** @param app undefined until the hub has told the apps */
  children: (app: App | undefined) => ReactNode
}

/** A page about something of an app's settings, with the way back to the app. */
export function AppSubpage({ type, title, children }: AppSubpageProps) {
  const apps = useQuery(resources.apps)
  const app = apps.data?.find((each) => each.type === type)
  if (apps.data && !app) return <NotFoundPage />
  return (
    <Page
      title={title}
      before={<AppLogo app={type} size={48} />}
      above={
        <Link to={`/apps/${encodeURIComponent(type)}`} className="back">
          <Icon name="back" size={18} />
          {app?.name ?? type}
        </Link>
      }
    >
      {children(app)}
    </Page>
  )
}
