/** A name that somebody else gave is no command to the terminal. */
export const harmless = (text: string): string => text.replace(/(?!\n)\p{Cc}/gu, '\ufffd')
