import { firstLine, pretty, short } from "./text";

/** What a tool was asked to do, by the shape of its input; nothing depends on the tool's name. */
export type ToolInput =
  | { kind: "command"; command: string; rest: string }
  | { kind: "edits"; path: string; edits: Edit[] }
  | { kind: "write"; path: string; content: string }
  | { kind: "patch"; patch: string }
  | { kind: "plain"; text: string };

interface Edit {
  before: string;
  after: string;
}

type Fields = Record<string, unknown>;

const PATHS = ["filepath", "path", "absolutepath", "notebookpath", "filename", "file"];
const TOLD_FIRST = [...PATHS, "pattern", "query", "url", "prompt", "description", "name"];
const OLD = ["oldstring", "oldtext", "oldstr"];
const NEW = ["newstring", "newtext", "newstr"];
const PATCH = "*** Begin Patch";

/** Reads the input of a tool. */
export function readInput(text: string): ToolInput {
  const value = parsed(text);
  if (value === undefined) {
    return text.trimStart().startsWith(PATCH) ? { kind: "patch", patch: text } : { kind: "plain", text: pretty(text) };
  }
  const fields = folded(value);
  const patch = patchIn(fields);
  if (patch !== undefined) {
    return { kind: "patch", patch };
  }
  const command = commandIn(fields);
  if (command !== undefined) {
    const { command: _command, cmd: _cmd, ...rest } = value;
    return { kind: "command", command, rest: Object.keys(rest).length > 0 ? JSON.stringify(rest) : "" };
  }
  const path = first(fields, PATHS);
  const edits = editsIn(fields);
  if (edits.length > 0) {
    return { kind: "edits", path, edits };
  }
  return path && typeof fields.content === "string"
    ? { kind: "write", path, content: fields.content }
    : { kind: "plain", text: pretty(text) };
}

/** What a tool was asked to do, on a line. */
export function inputLine(text: string): string {
  const input = readInput(text);
  switch (input.kind) {
    case "command":
      return firstLine(input.command);
    case "edits":
    case "write":
      return input.path;
    case "patch":
      return firstLine(input.patch.replace(PATCH, "").replace(/^\*\*\* /gm, ""));
    default: {
      const value = parsed(text);
      return value ? first(folded(value), TOLD_FIRST) || firstText(value) || short(text) : firstLine(text);
    }
  }
}

function parsed(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}

/** Names in small letters, without what stands between their words. */
function folded(value: Fields): Fields {
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name.toLowerCase().replace(/[_-]/g, ""), one]));
}

function first(fields: Fields, names: readonly string[]): string {
  const name = names.find((one) => typeof fields[one] === "string" && fields[one] !== "");
  return name ? short(fields[name] as string) : "";
}

function firstText(value: Fields): string {
  return short(String(Object.values(value).find((one) => typeof one === "string" && one !== "") ?? ""));
}

/** A command as a shell gets it: of `["bash", "-lc", "ls"]` the last. */
function commandIn(fields: Fields): string | undefined {
  const command = fields.command ?? fields.cmd;
  if (typeof command === "string") {
    return command;
  }
  if (!Array.isArray(command) || !command.every((word) => typeof word === "string")) {
    return undefined;
  }
  const isShell = command.length === 3 && /^-\w*c$/.test(command[1] as string);
  return isShell ? (command[2] as string) : command.join(" ");
}

function patchIn(fields: Fields): string | undefined {
  const words = Array.isArray(fields.command) ? fields.command : [fields.patch, fields.input];
  return words.find((word): word is string => typeof word === "string" && word.trimStart().startsWith(PATCH));
}

function editsIn(fields: Fields): Edit[] {
  const all = Array.isArray(fields.edits) ? fields.edits : [fields];
  return all.flatMap((one) => {
    const own = typeof one === "object" && one !== null ? folded(one as Fields) : {};
    const before = OLD.map((name) => own[name]).find((text) => typeof text === "string");
    const after = NEW.map((name) => own[name]).find((text) => typeof text === "string");
    return typeof before === "string" && typeof after === "string" ? [{ before, after }] : [];
  });
}
