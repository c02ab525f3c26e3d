/** Numbers, times and sizes as people read them; what is unknown is `—`. */

const UNKNOWN = "—";

const COUNT = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const PRECISE = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });
const SIZES: [number, string][] = [
  [1e12, "T"],
  [1e9, "B"],
  [1e6, "M"],
  [1e3, "K"],
];

/** 1234567 → 1.2M */
export function compact(value: number | null | undefined): string {
  if (value == null || !Number.isFinite(value)) {
    return UNKNOWN;
  }
  const size = Math.abs(value);
  for (const [unit, suffix] of SIZES) {
    if (size >= unit * 0.9995) {
      const scaled = value / unit;
      return `${trimmed(scaled.toFixed(Math.abs(scaled) >= 99.95 ? 0 : 1))}${suffix}`;
    }
  }
  return Number.isInteger(value) ? String(value) : trimmed(value.toFixed(size >= 10 ? 1 : size >= 1 ? 2 : 3));
}

function trimmed(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** A percentile beyond the bounds of its histogram is only known to be more, or less, than the value. */
export type Bound = "more" | "less";

/** Say that the value behind a text is only a bound: `> 40 ms`. */
export function bounded(text: string, bound: Bound | undefined): string {
  return bound === undefined ? text : `${bound === "more" ? ">" : "<"} ${text}`;
}

/** 1234567 → 1,234,567 */
export function full(value: number | null | undefined): string {
  if (value == null || !Number.isFinite(value)) {
    return UNKNOWN;
  }
  return Number.isInteger(value) ? COUNT.format(value) : PRECISE.format(value);
}

/** 0.834 → 83 % */
export function percent(share: number | null | undefined): string {
  return share == null || !Number.isFinite(share) ? UNKNOWN : `${Math.round(share * 100)} %`;
}

/** USD with 2 to 4 decimals. */
export function usd(value: number | null | undefined): string {
  if (value == null || !Number.isFinite(value)) {
    return UNKNOWN;
  }
  const size = Math.abs(value);
  const digits = size === 0 || size >= 1 ? 2 : size >= 0.1 ? 3 : 4;
  if (size > 0 && size < 0.0001) {
    return value > 0 ? "<$0.0001" : ">-$0.0001";
  }
  const text = size.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${value < 0 ? "-" : ""}$${text}`;
}

/** Nanoseconds → 1.2 s */
export function duration(ns: number | null | undefined): string {
  if (ns == null || !Number.isFinite(ns)) {
    return UNKNOWN;
  }
  const ms = ns / 1e6;
  if (ms < 1) {
    return ns === 0 ? "0 ms" : ms < 0.001 ? `${Math.round(ns)} ns` : `${trimmed((ms * 1000).toFixed(0))} µs`;
  }
  if (ms < 999.5) {
    return `${trimmed(ms.toFixed(ms < 10 ? 1 : 0))} ms`;
  }
  const s = ms / 1000;
  if (s < 59.95) {
    return `${trimmed(s.toFixed(s < 10 ? 2 : 1))} s`;
  }
  const whole = Math.round(s);
  if (whole < 3600) {
    return `${Math.floor(whole / 60)}m ${pad(whole % 60)}s`;
  }
  const minutes = Math.round(s / 60);
  return minutes < 1440
    ? `${Math.floor(minutes / 60)}h ${pad(minutes % 60)}m`
    : `${Math.floor(minutes / 1440)}d ${Math.floor((minutes % 1440) / 60)}h`;
}

function pad(number: number): string {
  return String(number).padStart(2, "0");
}

/** Bytes in units of 1024. */
export function bytes(value: number | null | undefined): string {
  if (value == null || !Number.isFinite(value)) {
    return UNKNOWN;
  }
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let size = value;
  let unit = 0;
  while (size >= 1023.95 && unit < units.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? size : trimmed(size.toFixed(size < 10 ? 1 : 0))} ${units[unit]}`;
}

/** A value in the unit that its metric declares. */
export function inUnit(value: number | null | undefined, unit: string | undefined): string {
  switch (unit?.toLowerCase()) {
    case "usd":
    case "$":
      return usd(value);
    case "ms":
      return duration(value == null ? value : value * 1e6);
    case "s":
      return duration(value == null ? value : value * 1e9);
    case "us":
      return duration(value == null ? value : value * 1e3);
    case "ns":
      return duration(value);
    case "by":
    case "bytes":
      return bytes(value);
    case "%":
    case "percent":
      return value == null ? UNKNOWN : `${compact(value)} %`;
    default:
      return compact(value);
  }
}

/** Milliseconds since 1970 of an RFC 3339 time with nanoseconds. */
export function timeMs(timestamp: string): number {
  return Date.parse(timestamp.replace(/(\.\d{3})\d+/, "$1"));
}

/** Nanoseconds since 1970, exactly, of an RFC 3339 UTC time. */
export function timeNs(timestamp: string): bigint {
  const fraction = /\.(\d+)/.exec(timestamp)?.[1] ?? "";
  const seconds = BigInt(Math.floor(Date.parse(timestamp.replace(/\.\d+/, "")) / 1000));
  return seconds * 1_000_000_000n + BigInt(fraction.padEnd(9, "0").slice(0, 9));
}

const CLOCK = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});
const DAY = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric" });
const DAY_AND_YEAR = new Intl.DateTimeFormat(undefined, { year: "numeric", month: "short", day: "numeric" });

/** A time in the user's zone: today's without the day. */
export function moment(timestamp: string | number, now: number = Date.now()): string {
  const time = new Date(typeof timestamp === "number" ? timestamp : timeMs(timestamp));
  const today = new Date(now);
  if (time.toDateString() === today.toDateString()) {
    return CLOCK.format(time);
  }
  return `${day(time.getTime(), now)}, ${CLOCK.format(time)}`;
}

/** A day in the user's zone, with the year unless it is this one. */
export function day(timestamp: string | number, now: number = Date.now()): string {
  const time = new Date(typeof timestamp === "number" ? timestamp : timeMs(timestamp));
  return (time.getFullYear() === new Date(now).getFullYear() ? DAY : DAY_AND_YEAR).format(time);
}

/** A count with its noun: `1 file`, `1,200 files`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${full(count)} ${count === 1 ? one : many}`;
}

/** A time with its milliseconds and zone, for tooltips. */
export function exactMoment(timestamp: string | number): string {
  const time = new Date(typeof timestamp === "number" ? timestamp : timeMs(timestamp));
  const ms = String(time.getMilliseconds()).padStart(3, "0");
  return `${DAY_AND_YEAR.format(time)}, ${CLOCK.format(time)}.${ms} ${timeZone()}`;
}

/** The name of the user's time zone. */
export function timeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** How long ago: `12 s ago`. */
export function ago(timestamp: string | number, now: number = Date.now()): string {
  const then = typeof timestamp === "number" ? timestamp : timeMs(timestamp);
  const seconds = Math.round((now - then) / 1000);
  if (seconds < 0) {
    return seconds > -5 ? "now" : `in ${span(-seconds)}`;
  }
  return seconds < 2 ? "now" : `${span(seconds)} ago`;
}

function span(seconds: number): string {
  if (seconds < 60) {
    return `${seconds} s`;
  }
  if (seconds < 3600) {
    return `${Math.floor(seconds / 60)} min`;
  }
  return seconds < 86_400 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} d`;
}
