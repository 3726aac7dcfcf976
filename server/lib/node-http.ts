/** Parts of `node:http`. To import them from there would load its WebSocket client too: 3 MB, 20 ms. */
export const { STATUS_CODES, get } = process.getBuiltinModule('node:http')
