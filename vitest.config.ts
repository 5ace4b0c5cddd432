import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.{ts,tsx}", "tests/**/*.test.{ts,tsx}", "demo/**/*.test.ts"],
    globalSetup: ["tests/global-setup.ts"],
    // Two at once on two cores: tests wait for a database and a browser as much as they compute.
    maxWorkers: 2,
    // A file gets a database and a server of its own, not the modules: to read them anew took longer than most tests.
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
