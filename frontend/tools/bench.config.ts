import { defineConfig } from "@playwright/test";
import type { Options } from "../e2e/fixtures";
import shared from "../e2e/playwright.config";

/** `make bench-ui`. */
export default defineConfig<object, Options>(shared, {
  testDir: ".",
  testMatch: "bench.ts",
  workers: 1,
  reporter: "list",
  timeout: 300_000,
});
