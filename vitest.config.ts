import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.{ts,tsx}", "tests/**/*.test.{ts,tsx}", "demo/**/*.test.ts"],
    globalSetup: ["tests/global-setup.ts"],
    // Two at once on two cores: tests wait for a database and a browser as much as they compute.
    maxWorkers: 2,
    // A file gets a database and a server of its own, not the modules: to read them anew took longer than most tests.
    isolate: false,
    // A limit is there to end what hangs. It is no measure: a machine may be ten times slower than the one at hand.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 120_000 } },
  },
});
