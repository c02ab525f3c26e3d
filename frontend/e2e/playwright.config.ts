import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";
import type { Options } from "./fixtures";

const SYSTEM = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** The system's Chromium; without one, that of an npm package. */
async function chromium(): Promise<string> {
  const found = SYSTEM.find((path) => existsSync(path));
  return found ?? (await import("@sparticuz/chromium")).default.executablePath();
}

export default defineConfig<object, Options>({
  testDir: ".",
  outputDir: "../test-results",
  forbidOnly: true,
  fullyParallel: false,
  workers: 2,
  reporter: "dot",
  timeout: 30_000,
  expect: { timeout: 10_000 },
  use: {
    locale: "en-US",
    timezoneId: "UTC",
    viewport: { width: 1280, height: 800 },
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: await chromium(),
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
