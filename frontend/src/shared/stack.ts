type Values = readonly (number | null)[];

/** Each series on top of those after it, so that the first one drawn is the tallest. */
export function stack(series: readonly Values[]): (number | null)[][] {
  const length = series[0]?.length ?? 0;
  const sums = new Array<number>(length).fill(0);
  const stacked: (number | null)[][] = [];
  for (let index = series.length - 1; index >= 0; index -= 1) {
    const values = series[index] ?? [];
    const level = new Array<number | null>(length);
    for (let at = 0; at < length; at += 1) {
      const sum = (sums[at] ?? 0) + (values[at] ?? 0);
      sums[at] = sum;
      level[at] = sum;
    }
    stacked[index] = level;
  }
  return stacked;
}
