import { expect, it } from "vitest";
import { repairLanguage } from "./language";

it.each([
  ["en-US@posix", "en-US"],
  ["", "en-US"],
  ["de-CH", "de-CH"],
])("makes %s a language that numbers can be written in: %s", (named, repaired) => {
  const browser = { language: named } as Navigator;
  repairLanguage(browser);
  expect(browser.language).toBe(repaired);
  expect(() => new Intl.NumberFormat(browser.language)).not.toThrow();
});
