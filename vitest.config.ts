import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/e2e/**'],
    // A failing property test must show its counterexample whole.
    chaiConfig: { truncateThreshold: 0 },
  },
})
