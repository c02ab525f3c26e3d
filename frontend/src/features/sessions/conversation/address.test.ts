import { expect, it } from "vitest";
import { hashOf, isTurn, turnIn } from "./address";

it.each(["c24fa7b64155283f", "prompt########0", 'a"><img src=x>%', "50%"])(
  "an address leads back to the turn %s",
  (key) => {
    expect(turnIn(`#${hashOf(key)}`)).toBe(key);
  },
);

it("other addresses lead to none", () => {
  expect(turnIn("")).toBeUndefined();
  expect(turnIn("#content")).toBeUndefined();
  expect(turnIn("turn=%E0%A4%A")).toBe("%E0%A4%A");
});

it("a turn is found by its id and by its name", () => {
  const turn = { key: "id", figures: { turn: "name" } };
  expect([isTurn(turn, "id"), isTurn(turn, "name"), isTurn(turn, "other")]).toEqual([true, true, false]);
});
