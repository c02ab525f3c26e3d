import { describe, expect, it } from "vitest";
import { diffOf, patchLines } from "./diff";
import { firstLine, marked, pairsIn, readOutput, segmentsOf, withoutEscapes } from "./text";

describe("texts", () => {
  it("have a first line", () => {
    expect(firstLine("\n\n  one \n two")).toBe("one");
    expect(firstLine(" \n")).toBe("");
    expect(firstLine("x".repeat(1000))).toHaveLength(201);
  });

  it("have code in fences", () => {
    expect(segmentsOf("Look:\n\n```ts\nconst a = 1;\n\n```\nDone.\n")).toEqual([
      { text: "Look:", isCode: false },
      { text: "const a = 1;", isCode: true },
      { text: "Done.", isCode: false },
    ]);
    expect(segmentsOf("```\nnever ended\n")).toEqual([{ text: "never ended", isCode: true }]);
    expect(segmentsOf("a ``` b ``` c")).toEqual([{ text: "a ``` b ``` c", isCode: false }]);
  });

  it("show what was searched, whatever the case and the signs", () => {
    expect(marked("a.B and A.b, aXb", "a.b")).toEqual([
      { text: "a.B", isMatch: true },
      { text: " and ", isMatch: false },
      { text: "A.b", isMatch: true },
      { text: ", aXb", isMatch: false },
    ]);
    expect(marked("text", undefined)).toEqual([{ text: "text", isMatch: false }]);
    for (const odd of ["(", "[a", "\\", "*", "a{2", "-]", "\ud800"]) {
      expect(marked(`x${odd}y`, odd).map((part) => part.text)).toEqual(["x", odd, "y"]);
    }
  });

  it("of JSON are pairs on a line", () => {
    expect(pairsIn('{"a":{"b":1,"c":null},"d":["x"],"e":""}')).toEqual([
      ["a.b", "1"],
      ["d.0", "x"],
    ]);
    expect(pairsIn("3")).toBeUndefined();
    expect(pairsIn("no")).toBeUndefined();
  });

  it("lose the codes of terminals", () => {
    expect(withoutEscapes("\u001b[1;31mred\u001b[0m \u001b]8;;https://x.invalid\u0007link\u001b]8;;\u0007")).toBe(
      "red link",
    );
  });
});

describe("outputs of tools", () => {
  it("may be in JSON with the exit code", () => {
    const text = JSON.stringify({ output: "no such file\n", metadata: { exit_code: 2 } });
    expect(readOutput(text)).toEqual({ text: "no such file\n", line: "no such file", exitCode: 2 });
  });

  it("may stand below lines about the command", () => {
    const text = "Chunk ID: c5\nWall time: 0.1 seconds\nProcess exited with code 1\nOutput:\nhi\n";
    expect(readOutput(text)).toEqual({ text, line: "hi", exitCode: 1 });
    expect(readOutput("Exit code: 0\nWall time: 0 seconds\nOutput:\nDone")).toMatchObject({
      line: "Done",
      exitCode: 0,
    });
  });

  it("are otherwise taken as they are", () => {
    expect(readOutput('{"a":[1]}')).toEqual({ text: '{\n  "a": [\n    1\n  ]\n}', line: '{"a":[1]}' });
    expect(readOutput("null")).toEqual({ text: "null", line: "null" });
  });
});

const signs = (before: string, after: string) =>
  diffOf(before, after).map(({ kind, text }) => `${{ same: " ", removed: "-", added: "+" }[kind]}${text}`);
const lines = (word: string) => Array.from({ length: 2000 }, (_, index) => `${word} ${index % 7}`).join("\n");

describe("differences", () => {
  it("are those of lines", () => {
    expect(signs("a\nb\nc\nd", "a\nc\nx\nd")).toEqual([" a", "-b", " c", "+x", " d"]);
    expect(signs("", "a\n")).toEqual(["+a"]);
    expect(signs("a", "")).toEqual(["-a"]);
    expect(signs("a\na", "a\na\na")).toEqual([" a", " a", "+a"]);
    expect(signs("same", "same")).toEqual([" same"]);
  });

  it("of very long texts are not looked for", () => {
    expect(diffOf(`top\n${lines("a")}`, `top\n${lines("b")}`)).toHaveLength(4001);
  });

  it("of patches stand at the beginning of lines", () => {
    expect(patchLines("@@\n-a\n+b\n c").map((line) => line.kind)).toEqual(["same", "removed", "added", "same"]);
  });
});
