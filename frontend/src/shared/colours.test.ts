import { expect, it } from "vitest";
import { coloursOf } from "./colours";
import { PALETTE } from "./tools";

const labels = Array.from({ length: PALETTE.length }, (_, index) => `model-${index}`);

it("gives each label a colour of its own while there are enough", () => {
  expect(new Set(coloursOf(labels).values()).size).toBe(PALETTE.length);
});

it("does not mind the order or repetition", () => {
  expect(coloursOf([...labels.toReversed(), "model-3"])).toEqual(coloursOf(labels));
});

it("uses colours again when there are more labels", () => {
  const given = coloursOf([...labels, ...labels.map((label) => `${label}-mini`)]);
  const used = [...given.values()];
  expect(PALETTE.map((colour) => used.filter((one) => one === colour).length)).toEqual(PALETTE.map(() => 2));
});
