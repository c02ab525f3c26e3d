import { expect, it } from "vitest";
import { isNamed, lastPart, titleOf } from "./sessionTitle";

it("calls a session by its title, else by its first prompt, else by its id", () => {
  const session = { sessionId: "id", title: "Mend\n the  roof", prompt: "Please mend it" };
  expect(titleOf(session)).toBe("Mend the roof");
  expect(titleOf({ ...session, title: " \n" })).toBe("Please mend it");
  expect(titleOf({ sessionId: "id" })).toBe("id");
  expect([isNamed(session), isNamed({ sessionId: "id" })]).toEqual([true, false]);
});

it.each([
  ["/home/dev/project", "project"],
  ["C:\\work\\project\\", "project"],
  ["/", "/"],
  ["project", "project"],
])("shortens %s to %s", (path, name) => expect(lastPart(path)).toBe(name));
