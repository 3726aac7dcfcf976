/** A name that somebody else gave is no command to the terminal. */
export const stripControlChars = (text: string): string => text.replace(/(?!\n)\p{Cc}/gu, '\ufffd')
