import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.{ts,tsx}'],
    exclude: ['tests/e2e/**'],
    // Only a bound for what hangs: a busy machine may be slow.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    reporters: ['default', './tests/helpers/closing-line.ts'],
  },
})
