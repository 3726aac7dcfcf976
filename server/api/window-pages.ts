/** The pages of the window, as the router and the window's own `match` take them. */
export const windowPages = [
  '/',
  '/set-up',
  '/invite',
  '/sign-in',
  '/welcome',
  '/apps/:type',
  '/apps/:type/compare/:older/:newer',
  '/apps/:type/merge/:version',
  '/apps/:type/files',
  '/apps/:type/files/history',
  '/apps/:type/files/compare/:older/:newer',
  '/account',
  '/members',
  '/hub',
  '/files',
] as const

export type WindowPage = (typeof windowPages)[number]
