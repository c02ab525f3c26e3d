const DAY_MS = 86_400_000;

const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(undefined, options);
const SECONDS = format({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const MINUTES = format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const DAYS = format({ month: "short", day: "numeric" });
const MONTHS = format({ month: "short", year: "numeric" });

/** Labels of a time axis, one line each: as fine as the ticks are apart, with the day where it changes. */
export function timeTicks(times: readonly number[]): string[] {
  const step = (times[1] ?? 0) - (times[0] ?? 0);
  if (step >= 27 * DAY_MS) {
    return times.map((time) => MONTHS.format(time));
  }
  if (step >= DAY_MS) {
    return times.map((time) => DAYS.format(time));
  }
  const clock = step > 0 && step < 60_000 ? SECONDS : MINUTES;
  return times.map((time) => (isMidnight(time) ? DAYS.format(time) : clock.format(time)));
}

function isMidnight(time: number): boolean {
  const date = new Date(time);
  return date.getHours() === 0 && date.getMinutes() === 0 && date.getSeconds() === 0;
}
