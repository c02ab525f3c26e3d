import { expect, it } from "vitest";
import { isolated } from "./isolated";

it("finds the values that no line connects", () => {
  expect(isolated([1, null, 2, 3, null, null, 0, undefined, 4])).toEqual([0, 6, 8]);
  expect(isolated([null, 1, 2])).toEqual([]);
  expect(isolated([7])).toEqual([0]);
  expect(isolated([])).toEqual([]);
});
