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

const CLOSE_MS = 250;
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
    entries.push({
      key: `${id}/${nth}`,
      kind,
      log,
      failed: failed || saysFailed(log),
      startMs: endMs - lastedMs,
      endMs,
    });
  };
  detail.prompts.forEach((log) => add("prompt", log, failures.has(identity(log))));
  for (const log of [...detail.answers, ...unanswered(detail, eventOf)]) {
    add("request", log, failures.has(identity(log)));
  }
  detail.toolCalls.forEach((log) => add("toolCall", log, failures.has(identity(log))));
  detail.errors.filter((log) => !taken.has(identity(log))).forEach((log) => add("error", log, true));
  return entries.toSorted((one, other) => one.startMs - other.startMs || one.endMs - other.endMs);
}

/** Tools say of their calls whether they succeeded. */
function saysFailed(log: Log): boolean {
  return String(log.logAttributes?.success).toLowerCase() === "false";
}

/** The requests that no answer tells of; an answer is of the last request before it began. */
function unanswered({ requests, answers }: SessionDetail, eventOf: EventOf): Log[] {
  const left = requests.toSorted((one, other) => timeMs(one.timestamp) - timeMs(other.timestamp));
  for (const answer of answers) {
    const beganMs = timeMs(answer.timestamp) - (durationMs(answer, eventOf(answer.eventName ?? "")) ?? 0);
    const its = left.findLastIndex((request) => timeMs(request.timestamp) <= beganMs + CLOSE_MS);
    if (its >= 0) {
      left.splice(its, 1);
    }
  }
  return left;
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
