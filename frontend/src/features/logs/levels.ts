import type { Log } from "@/api/client";

export interface Level {
  id: string;
  label: string;
  colour: string;
  /** Of the word; the colour alone would be too weak on the page's ground. */
  ink: string;
}

/** From the gravest to none. */
export const LEVELS: readonly Level[] = [
  { id: "FATAL", label: "Fatal", colour: "#9b2c8a", ink: "var(--bad)" },
  { id: "ERROR", label: "Error", colour: "#d1495b", ink: "var(--bad)" },
  { id: "WARN", label: "Warn", colour: "#d9982b", ink: "var(--warn)" },
  { id: "INFO", label: "Info", colour: "#4c78dd", ink: "var(--ink-soft)" },
  { id: "DEBUG", label: "Debug", colour: "#56a8d8", ink: "var(--ink-faint)" },
  { id: "TRACE", label: "Trace", colour: "#8a6d5b", ink: "var(--ink-faint)" },
  { id: "UNSPECIFIED", label: "No level", colour: "#8b93a5", ink: "var(--ink-faint)" },
];

const FROM_NUMBER: readonly [number, string][] = [
  [21, "FATAL"],
  [17, "ERROR"],
  [13, "WARN"],
  [9, "INFO"],
  [5, "DEBUG"],
  [1, "TRACE"],
];

/** A level by its name; one that is not known has its own name and no colour of its own. */
export function levelNamed(id: string): Level {
  return LEVELS.find((level) => level.id === id) ?? { id, label: id, colour: "#8b93a5", ink: "var(--ink-faint)" };
}

/** The level of a log: from its number, else from its text; as the server does it. */
export function levelOf(log: Log): Level {
  const number = log.severityNumber ?? 0;
  const known = FROM_NUMBER.find(([least]) => number >= least);
  return levelNamed(known?.[1] ?? (log.severityText?.toUpperCase() || "UNSPECIFIED"));
}
