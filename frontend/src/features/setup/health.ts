import type { Status, Tool } from "@/api/client";
import { timeMs } from "@/shared/format";
import type { ToolIndex } from "@/shared/tools";

export const SIGNALS = ["traces", "metrics", "logs"] as const;
type Signal = (typeof SIGNALS)[number];

/** What came from a tool, all its services together. */
export interface Arrival {
  /** RFC 3339; undefined: nothing ever came. */
  last: string | undefined;
  signals: Record<Signal, { last: string | undefined; today: number; total: number }>;
  services: string[];
}

type Received = Status["received"][number];

/** What came from the services that a predicate chooses. */
export function arrivalOf(received: readonly Received[], isMine: (service: string) => boolean): Arrival {
  const mine = received.filter((one) => isMine(one.service));
  const signal = (name: Signal) => ({
    last: latest(mine.map((one) => one.lastTimes[name])),
    today: sum(mine.map((one) => one.today[name] ?? 0)),
    total: sum(mine.map((one) => one[name])),
  });
  return {
    last: latest(mine.map((one) => one.lastTime)),
    signals: { traces: signal("traces"), metrics: signal("metrics"), logs: signal("logs") },
    services: mine.map((one) => one.service),
  };
}

/** What came from a tool. */
export function arrivalOfTool(status: Status, tool: Tool, tools: ToolIndex): Arrival {
  return arrivalOf(status.received, (service) => tools.sends(tool, service));
}

/** Of records that were counted by service: how many of some services. */
export function countOf(counted: Status["dropped"], services: readonly string[]): number {
  return sum(counted.services.filter((one) => services.includes(one.service)).map((one) => one.count));
}

export interface Reading {
  atMs: number;
  records: number;
}

/** How many records were received by now, in all. */
export function readingOf(status: Status, atMs: number): Reading {
  return { atMs, records: sum(status.received.map((one) => one.traces + one.metrics + one.logs)) };
}

/** Records a second between the first and last of some readings; undefined with less than two. */
export function rateOf(readings: readonly Reading[]): number | undefined {
  const [first, last] = [readings[0], readings.at(-1)];
  if (!first || !last || last.atMs <= first.atMs) {
    return undefined;
  }
  return (1000 * Math.max(0, last.records - first.records)) / (last.atMs - first.atMs);
}

function latest(times: readonly (string | undefined)[]): string | undefined {
  return times
    .filter((time) => time !== undefined)
    .toSorted((one, other) => timeMs(one) - timeMs(other))
    .at(-1);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
