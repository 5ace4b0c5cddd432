import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.{ts,tsx}", "tests/**/*.test.{ts,tsx}", "demo/**/*.test.ts"],
    globalSetup: ["tests/global-setup.ts"],
    // Two at once on two cores: tests wait for a database and a browser as much as they compute.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
