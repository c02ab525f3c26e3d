import type { EventInfo, Log, SessionDetail } from "@/api/client";
import { timeMs } from "@/shared/format";

export const KINDS = ["prompt", "request", "toolCall", "error"] as const;
export type Kind = (typeof KINDS)[number];

/** A prompt, request, tool call or error of a session. */
export interface Entry {
  key: string;
  kind: Kind;
  log: Log;
  failed: boolean;
  startMs: number;
  endMs: number;
}

type EventOf = (name: string) => EventInfo | undefined;

const DURATION = /(?:^|[._])duration_ms$/;

/** Everything of a session in time order; what failed is there once, marked. */
export function entriesOf(detail: SessionDetail, eventOf: EventOf): Entry[] {
  const failures = new Set(detail.errors.map(identity));
  const entries: Entry[] = [];
  const taken = new Map<string, number>();
  const add = (kind: Kind, log: Log, failed: boolean) => {
    const id = identity(log);
    const nth = taken.get(id) ?? 0;
    taken.set(id, nth + 1);
    const endMs = timeMs(log.timestamp);
    const lastedMs = durationMs(log, eventOf(log.eventName ?? "")) ?? 0;
    entries.push({ key: `${id}/${nth}`, kind, log, failed, startMs: endMs - lastedMs, endMs });
  };
  detail.prompts.forEach((log) => add("prompt", log, failures.has(identity(log))));
  detail.requests.forEach((log) => add("request", log, failures.has(identity(log))));
  detail.toolCalls.forEach((log) => add("toolCall", log, failures.has(identity(log))));
  detail.errors.filter((log) => !taken.has(identity(log))).forEach((log) => add("error", log, true));
  return entries.toSorted((one, other) => one.startMs - other.startMs || one.endMs - other.endMs);
}

/** How long what a log tells of lasted, if one of its event's key attributes says so. */
export function durationMs(log: Log, event: EventInfo | undefined): number | undefined {
  const attributes = log.logAttributes ?? {};
  const name = (event?.keyAttributes ?? []).find((one) => DURATION.test(one) && attributes[one] != null);
  const lasted = name ? Number(attributes[name]) : Number.NaN;
  return Number.isFinite(lasted) && lasted >= 0 ? lasted : undefined;
}

function identity(log: Log): string {
  return [log.timestamp, log.eventName, log.spanId].join("|");
}
