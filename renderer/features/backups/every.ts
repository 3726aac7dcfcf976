const usual = [0, 6, 12, 24, 7 * 24]

/** How often a backup may be made, in hours; 0 is never. What is set now is among them. */
export const everyChoices = (now: number): readonly number[] =>
  [...new Set([...usual, now])].toSorted((a, b) => a - b)
