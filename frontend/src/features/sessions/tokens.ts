import type { Session, Tool } from "@/api/client";
import { PALETTE } from "@/shared/tools";

export interface TokenType {
  type: string;
  label: string;
  colour: string;
  count: number;
  /** The type that already contains this one. */
  partOf?: string;
}

export interface TokenShare {
  label: string;
  colour: string;
  count: number;
}

interface DeclaredType {
  value: string;
  label: string;
  partOf?: string | undefined;
}

/** The types of the ledger, which do not overlap but for parts. */
const LEDGER_TYPES: readonly DeclaredType[] = [
  { value: "input", label: "Input" },
  { value: "cacheRead", label: "Cache read" },
  { value: "cacheWrite", label: "Cache write" },
  { value: "cacheWrite1h", label: "Kept an hour", partOf: "cacheWrite" },
  { value: "output", label: "Output" },
  { value: "reasoning", label: "Reasoning", partOf: "output" },
];

/** The tokens of a session by type, in the order of the ledger, or of the tool: each whole before its parts. */
export function tokenTypes(session: Pick<Session, "tokens">, tool: Tool | undefined): TokenType[] {
  const isLedger = "total" in session.tokens;
  const declared: readonly DeclaredType[] = isLedger ? LEDGER_TYPES : declaredTypes(tool);
  const place = (type: string) => declared.findIndex((value) => value.value === type);
  const known = Object.entries(session.tokens)
    .filter(([type, count]) => !isLedger || (type !== "total" && count > 0))
    .map(([type, count]): TokenType & { place: number } => {
      const at = place(type);
      const value = declared[at];
      const partOf = value?.partOf !== undefined && value.partOf in session.tokens ? value.partOf : undefined;
      const label = value?.label ?? (type || "Tokens");
      return { type, count, label, colour: "", place: at < 0 ? declared.length : at, ...(partOf ? { partOf } : {}) };
    })
    .toSorted((one, other) => one.place - other.place || one.type.localeCompare(other.type))
    .map(({ place: at, ...one }, index) => ({ ...one, colour: colourAt(at < declared.length ? at : at + index) }));
  return known
    .filter((one) => !one.partOf)
    .flatMap((whole) => [whole, ...known.filter((one) => one.partOf === whole.type)]);
}

function declaredTypes(tool: Tool | undefined): DeclaredType[] {
  return (tool?.metrics ?? [])
    .filter((metric) => metric.role === "tokens")
    .flatMap((metric) => metric.breakdowns.flatMap((breakdown) => breakdown.values));
}

function colourAt(index: number): string {
  return PALETTE[index % PALETTE.length] ?? PALETTE[0];
}

/** What a bar of all tokens is made of: parts, and what is left of their wholes; nothing counts twice. */
export function tokenShares(types: readonly TokenType[]): TokenShare[] {
  return types
    .map((one) => {
      const parts = types.filter((other) => other.partOf === one.type);
      const rest = parts.reduce((left, part) => left - part.count, one.count);
      return {
        label: parts.length > 0 ? `Other ${one.label.toLowerCase()}` : one.label,
        colour: one.colour,
        count: Math.max(0, rest),
      };
    })
    .filter((share) => share.count > 0);
}
