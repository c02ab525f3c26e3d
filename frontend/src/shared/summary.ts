import type { EventInfo, Log } from "@/api/client";

export type Summary = { text: string } | { pairs: [name: string, value: string][] };

const LONGEST_TEXT = 400;
const LONGEST_VALUE = 120;
const MOST_PAIRS = 6;
const UNTOLD = new Set(["event.name", "event.timestamp", "event.sequence"]);

/** What a log says in one line: its text, else the attributes that matter for its event. */
export function summaryOf(log: Log, event: EventInfo | undefined): Summary {
  const text = bodyText(log);
  return text ? { text: clipped(text, LONGEST_TEXT) } : { pairs: keyPairs(log, event) };
}

/** The attributes that matter for the event of a log; of an unknown event the first ones. */
export function keyPairs(log: Log, event: EventInfo | undefined): [string, string][] {
  const attributes = log.logAttributes ?? {};
  const names = event ? event.keyAttributes : Object.keys(attributes).filter((name) => !UNTOLD.has(name));
  return names
    .filter((name) => isTold(attributes[name]))
    .slice(0, MOST_PAIRS)
    .map((name) => [name, clipped(oneLine(attributes[name]), LONGEST_VALUE)]);
}

/** The body as a line; none if it only repeats the event's name. */
function bodyText(log: Log): string {
  const text = isTold(log.body) ? oneLine(log.body).trim() : "";
  const name = log.eventName;
  return name && (text === name || text.endsWith(`.${name}`)) ? "" : text;
}

function isTold(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "";
}

function oneLine(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function clipped(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}
