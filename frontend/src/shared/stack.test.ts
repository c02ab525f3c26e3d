import { expect, it } from "vitest";
import { stack } from "./stack";

it("puts each series on those after it", () => {
  expect(
    stack([
      [1, 2, null],
      [10, null, 5],
    ]),
  ).toEqual([
    [11, 2, 5],
    [10, 0, 5],
  ]);
  expect(stack([])).toEqual([]);
});
