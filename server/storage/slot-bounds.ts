/** How many devices one slot may name; beyond it a client makes up names. */
export const maxDevices = 500

/**
 * Of how many keys a slot notes when they were last used: all that an account may have. Beyond it
 * the one unused for longest goes.
 */
export const maxKeyUses = 1_100
