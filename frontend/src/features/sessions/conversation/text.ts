const LONGEST_LINE = 200;

/** A text on one line, cut where it is long. */
export function short(text: string): string {
  const line = text
    .slice(0, 4 * LONGEST_LINE)
    .replace(/\s+/g, " ")
    .trim();
  return line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line;
}

/** The first line that says anything. */
export function firstLine(text: string): string {
  return short(/\S[^\n]*/.exec(text)?.[0] ?? "");
}

/** JSON with its lines indented; anything else as it is. */
export function pretty(text: string): string {
  if (!/^\s*[[{]/.test(text)) {
    return text;
  }
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** An object in JSON as names and values; undefined: it is none. */
export function pairsIn(text: string): [name: string, value: string][] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? flattened(value, "") : undefined;
  } catch {
    return undefined;
  }
}

function flattened(value: object, before: string): [string, string][] {
  return Object.entries(value).flatMap(([name, one]): [string, string][] => {
    if (typeof one === "object" && one !== null) {
      return flattened(one as object, `${before}${name}.`);
    }
    return one === null || one === "" ? [] : [[`${before}${name}`, short(String(one))]];
  });
}

export interface ToolOutput {
  text: string;
  /** The first line that the tool itself wrote. */
  line: string;
  exitCode?: number;
}

/** Lines about a command before what it wrote. */
const ABOUT = /^(?:(?:[A-Z][\w ]{2,30}: [^\n]*|Process exited with code -?\d+)\n){1,8}Output:(?:\n|$)/;
const CODE = /^(?:Exit code:|Process exited with code) (-?\d+)$/m;

/** What a tool gave back: some put it into JSON, or below lines that tell of the exit code. */
export function readOutput(text: string): ToolOutput {
  const value = objectIn(text);
  if (typeof value?.output === "string") {
    const code = (value.metadata as { exit_code?: unknown } | undefined)?.exit_code;
    const output = withoutEscapes(value.output);
    return { text: output, line: firstLine(output), ...(typeof code === "number" ? { exitCode: code } : {}) };
  }
  const [about = ""] = ABOUT.exec(text) ?? [];
  const [, code] = CODE.exec(about) ?? [];
  const line = firstLine(text.slice(about.length));
  return { text: pretty(text), line, ...(code === undefined ? {} : { exitCode: Number(code) }) };
}

// oxlint-disable-next-line no-control-regex -- that is what they begin with
const ESCAPES = /\u001b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\^_])/g;

/** A text without the codes by which terminals are told of colours and the like. */
export function withoutEscapes(text: string): string {
  return text.includes("\u001b") ? text.replace(ESCAPES, "") : text;
}

function objectIn(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

export interface Segment {
  text: string;
  isCode: boolean;
}

const FENCE = /^ {0,3}```[^\n`]*\n([\s\S]*?)(?:^ {0,3}```[^\S\n]*$|$(?![\s\S]))/gm;

/** A text, with what stands in fences of backticks apart. */
export function segmentsOf(text: string): Segment[] {
  const segments: Segment[] = [];
  let end = 0;
  const add = (part: string, isCode: boolean) => {
    if (part.trim()) {
      segments.push({ text: part.replace(/^\n+|\s+$/g, ""), isCode });
    }
  };
  for (const match of text.matchAll(FENCE)) {
    add(text.slice(end, match.index), false);
    add(match[1] ?? "", true);
    end = match.index + match[0].length;
  }
  add(text.slice(end), false);
  return segments;
}

/** A text in parts: those that are what was searched, and those between. */
export function marked(text: string, wanted: string | undefined): { text: string; isMatch: boolean }[] {
  if (!wanted) {
    return [{ text, isMatch: false }];
  }
  const pattern = new RegExp(`(${wanted.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")})`, "iu");
  return text
    .split(pattern)
    .map((part, index) => ({ text: part, isMatch: index % 2 === 1 }))
    .filter((part) => part.text !== "");
}
