type Values = readonly (number | null)[];

/** Each series on top of those after it, so that the first one drawn is the tallest. */
export function stack(series: readonly Values[]): number[][] {
  const length = series[0]?.length ?? 0;
  const sums = Array.from({ length }, () => 0);
  const stacked: number[][] = [];
  for (let index = series.length - 1; index >= 0; index -= 1) {
    const values = series[index] ?? [];
    const level: number[] = [];
    for (let at = 0; at < length; at += 1) {
      const sum = (sums[at] ?? 0) + (values[at] ?? 0);
      sums[at] = sum;
      level[at] = sum;
    }
    stacked[index] = level;
  }
  return stacked;
}
