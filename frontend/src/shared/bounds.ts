import type { Series } from "@/api/client";
import type { Bound } from "./format";

/** Times of a series → kind of bound, of the values that are only bounds. */
export function boundsOf(series: Series): Map<number, Bound> {
  return new Map<number, Bound>([
    ...(series.moreThan ?? []).map((time): [number, Bound] => [time, "more"]),
    ...(series.lessThan ?? []).map((time): [number, Bound] => [time, "less"]),
  ]);
}
