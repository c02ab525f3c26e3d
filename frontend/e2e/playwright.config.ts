import { defineConfig } from "@playwright/test";
import { chromium } from "./chromium";
import type { Options } from "./fixtures";

export default defineConfig<object, Options>({
  testDir: ".",
  outputDir: "../test-results",
  forbidOnly: true,
  fullyParallel: false,
  workers: 3, // they wait more than they compute
  reporter: "dot",
  timeout: 30_000,
  expect: { timeout: 10_000 },
  use: {
    locale: "en-US",
    timezoneId: "UTC",
    viewport: { width: 1280, height: 800 },
    screenshot: "only-on-failure",
    launchOptions: {
      ...(await chromium()),
      args: [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
});
