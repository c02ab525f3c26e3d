import { expect, it } from "vitest";
import { lonely } from "./lonely";

it("finds the values that no line connects", () => {
  expect(lonely([1, null, 2, 3, null, null, 0, undefined, 4])).toEqual([0, 6, 8]);
  expect(lonely([null, 1, 2])).toEqual([]);
  expect(lonely([7])).toEqual([0]);
  expect(lonely([])).toEqual([]);
});
