/** Where the window shows what changed from one version to another. */
export const comparePath = (app: string, older: number, newer: number) =>
  `/apps/${encodeURIComponent(app)}/compare/${older}/${newer}`
