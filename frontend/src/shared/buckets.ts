/** All times of the lines, ascending; with `grid` also the buckets in which nothing happened. */
export function timesOf(
  lines: readonly { points: ReadonlyMap<number, number> }[],
  grid?: { bounds: readonly [number, number]; intervalMs: number },
): number[] {
  const times = new Set(lines.flatMap((line) => [...line.points.keys()]));
  if (grid) {
    const { bounds, intervalMs } = grid;
    for (let time = Math.floor(bounds[0] / intervalMs) * intervalMs; time < bounds[1]; time += intervalMs) {
      times.add(time);
    }
  }
  return [...times].toSorted((one, other) => one - other);
}

const STEPS_S = [1, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];
const BUCKETS = 72;

/** Seconds per bucket, so that about 72 fill the range. */
export function bucketSeconds(fromMs: number, toMs: number): number {
  const wanted = (toMs - fromMs) / 1000 / BUCKETS;
  const step = STEPS_S.find((one) => one >= wanted);
  return step ?? Math.ceil(wanted / 86_400) * 86_400;
}
