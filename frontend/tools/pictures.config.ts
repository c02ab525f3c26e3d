import { defineConfig } from "@playwright/test";
import type { Options } from "../e2e/fixtures";
import shared from "../e2e/playwright.config";

/** `make screenshots`. */
export default defineConfig<object, Options>(shared, {
  testDir: ".",
  testMatch: "pictures.ts",
  workers: 1,
  reporter: "list",
  timeout: 120_000,
  use: { viewport: { width: 1440, height: 900 } },
});
