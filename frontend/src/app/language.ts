/** Gives the browser's language a valid name: without a locale Chromium calls it `en-US@posix`, and uPlot ends with it. */
export function repairLanguage(browser: Navigator = navigator): void {
  try {
    Intl.getCanonicalLocales(browser.language);
  } catch {
    Object.defineProperty(browser, "language", { value: "en-US", configurable: true });
  }
}
