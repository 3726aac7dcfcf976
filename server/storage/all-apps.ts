/** The app of a key that opens the files of all apps of its account. No module can have this name. */
export const allApps = '*'
