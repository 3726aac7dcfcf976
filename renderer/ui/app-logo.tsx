import { useQuery } from '@tanstack/react-query'
import { resources } from '../state/hub.ts'

/** The logo stands beside the app's name, so it needs no words of its own. */
export function AppLogo({ app, size = 40 }: { app: string; size?: number }) {
  const { data: logo } = useQuery(resources.logo(app))
  // An empty address would make the browser fetch the page itself.
  const source = logo === undefined ? undefined : `data:image/svg+xml,${encodeURIComponent(logo)}`
  return <img className="app-logo" src={source} width={size} height={size} alt="" />
}
