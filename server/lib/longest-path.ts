/**
 * The longest path to a place in settings that a decision about it can name. Places with a longer
 * one are no choices of their own: what is around them is one value.
 */
export const longestPath = 4_000
