import { describe, expect, it } from "vitest";
import { inputLine, readInput } from "./toolInput";

const json = JSON.stringify;

describe("the input of a tool", () => {
  it.each([
    [{ command: "npm test\necho", timeout: 5 }, "npm test\necho", '{"timeout":5}'],
    [{ cmd: "ls" }, "ls", ""],
    [{ command: ["bash", "-lc", "cat x | wc"] }, "cat x | wc", ""],
    [{ command: ["git", "status"] }, "git status", ""],
  ])("%j is a command", (input, command, rest) => {
    expect(readInput(json(input))).toEqual({ kind: "command", command, rest });
    expect(inputLine(json(input))).toBe(command.split("\n")[0]);
  });

  it.each([
    { file_path: "a.ts", old_string: "x", new_string: "y" },
    { path: "a.ts", oldText: "x", newText: "y" },
    { filePath: "a.ts", edits: [{ old_str: "x", "new-str": "y" }] },
  ])("%j is an edit", (input) => {
    expect(readInput(json(input))).toEqual({ kind: "edits", path: "a.ts", edits: [{ before: "x", after: "y" }] });
    expect(inputLine(json(input))).toBe("a.ts");
  });

  it("may be a new file", () => {
    const input = json({ file_path: "a.ts", content: "one\n" });
    expect(readInput(input)).toEqual({ kind: "write", path: "a.ts", content: "one\n" });
  });

  it.each([
    "*** Begin Patch\n*** Add File: a.ts\n+x\n*** End Patch",
    json({ input: "*** Begin Patch\n*** Add File: a.ts\n+x\n*** End Patch" }),
    json({ command: ["apply_patch", "*** Begin Patch\n*** Add File: a.ts\n+x\n*** End Patch"] }),
  ])("may be a patch", (input) => {
    expect(readInput(input).kind).toBe("patch");
    expect(inputLine(input)).toBe("Add File: a.ts");
  });

  it("is otherwise shown as it is, JSON with its lines", () => {
    expect(readInput('{"a":1}')).toEqual({ kind: "plain", text: '{\n  "a": 1\n}' });
    expect(readInput('{"a":1, cut')).toEqual({ kind: "plain", text: '{"a":1, cut' });
    expect(readInput("[1]")).toEqual({ kind: "plain", text: "[\n  1\n]" });
    expect(readInput("const a = 1;\n")).toEqual({ kind: "plain", text: "const a = 1;\n" });
    expect(readInput('{"command":{"a":1}}').kind).toBe("plain");
    expect(readInput('{"command":[1,null]}').kind).toBe("plain");
  });

  it.each([
    [{ pattern: "TODO", output_mode: "content" }, "TODO"],
    [{ mode: "x", url: "https://example.invalid/" }, "https://example.invalid/"],
    [{ count: 3, mode: "all" }, "all"],
    [{ count: 3 }, '{"count":3}'],
    [{}, "{}"],
  ])("%j is told on a line", (input, line) => expect(inputLine(json(input))).toBe(line));
});
