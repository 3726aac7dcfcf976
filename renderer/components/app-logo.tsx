import { links } from '../api/calls.ts'

/** The logo stands beside the app's name, so it needs no words of its own. */
export function AppLogo({ app, size = 40 }: { app: string; size?: number }) {
  return <img className="app-logo" src={links.logo(app)} width={size} height={size} alt="" />
}
