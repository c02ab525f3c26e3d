import { timeMs } from "./format";

/** A time range as it stands in the URL: RFC 3339 times, or relative ones such as `now-1h`. */
export interface Range {
  from: string;
  to: string;
}

export interface QuickRange extends Range {
  label: string;
  short: string;
}

const UNIT_MS: Record<string, number> = { s: 1e3, m: 60e3, h: 3600e3, d: 86_400e3, w: 604_800e3 };
const RELATIVE = /^now(?:-(\d+)([smhdw]))?$/;

const quick = (short: string, back: string, label: string): QuickRange => ({
  short,
  label,
  from: `now-${back}`,
  to: "now",
});

export const QUICK_RANGES: readonly QuickRange[] = [
  quick("1m", "1m", "Last minute"),
  quick("5m", "5m", "Last 5 minutes"),
  quick("15m", "15m", "Last 15 minutes"),
  quick("30m", "30m", "Last 30 minutes"),
  quick("1h", "1h", "Last hour"),
  quick("3h", "3h", "Last 3 hours"),
  quick("6h", "6h", "Last 6 hours"),
  quick("12h", "12h", "Last 12 hours"),
  quick("24h", "24h", "Last 24 hours"),
  quick("2d", "2d", "Last 2 days"),
  quick("7d", "7d", "Last 7 days"),
  quick("30d", "30d", "Last 30 days"),
  quick("90d", "90d", "Last 90 days"),
  quick("1y", "365d", "Last year"),
];

/** Whatever there is; not for charts, whose buckets follow the range. */
export const ALL_TIME: QuickRange = { short: "all", label: "All time", from: "1970-01-01T00:00:00Z", to: "now" };

export const DEFAULT_RANGES = {
  dashboards: { from: "now-1h", to: "now" },
  metrics: { from: "now-15m", to: "now" },
  traces: { from: "now-7d", to: "now" },
  logs: { from: "now-7d", to: "now" },
  sessions: { from: "now-30d", to: "now" },
} as const satisfies Record<string, Range>;

/** Milliseconds since 1970 of one end; NaN if it is no time. */
export function resolve(end: string, now: number = Date.now()): number {
  const relative = RELATIVE.exec(end);
  if (relative) {
    return now - (relative[1] ? Number(relative[1]) * (UNIT_MS[relative[2] ?? ""] ?? 0) : 0);
  }
  return timeMs(end);
}

/** Whether both ends can be understood and are in order. */
export function isValid(range: Range, now: number = Date.now()): boolean {
  return resolve(range.from, now) < resolve(range.to, now);
}

/** A range that moves with the clock. */
export function isRelative(range: Range): boolean {
  return RELATIVE.test(range.to);
}

export function boundsMs(range: Range, now: number = Date.now()): [number, number] {
  return [resolve(range.from, now), resolve(range.to, now)];
}

/** An absolute range out of milliseconds. */
export function between(fromMs: number, toMs: number): Range {
  return { from: new Date(fromMs).toISOString(), to: new Date(Math.max(toMs, fromMs + 1)).toISOString() };
}

/** The range as people say it. */
export function rangeLabel(range: Range): string {
  const known = [...QUICK_RANGES, ALL_TIME].find((one) => one.from === range.from && one.to === range.to);
  if (known) {
    return known.label;
  }
  return `${endLabel(range.from)} – ${endLabel(range.to)}`;
}

const SHORT = new Intl.DateTimeFormat(undefined, {
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

function endLabel(end: string): string {
  const time = RELATIVE.test(end) ? Number.NaN : resolve(end);
  return Number.isNaN(time) ? end : SHORT.format(time);
}
