import { defineConfig } from 'vitest/config'

const slow = 'tests/**/*.slow.test.ts'

export default defineConfig({
  test: {
    // Only a bound for what hangs: a busy machine may be slow.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    reporters: ['default', './tests/helpers/closing-line.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['tests/**/*.test.{ts,tsx}'],
          exclude: [slow],
          // Each worker loads what the tests need once. Without this most of the time is loading.
          isolate: false,
          pool: 'threads',
        },
      },
      // What starts programs, goes through many cases or measures: longer than a second a file.
      {
        extends: true,
        test: { name: 'slow', include: [slow], globalSetup: './tests/helpers/build-program.ts' },
      },
    ],
  },
})
