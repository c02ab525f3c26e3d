import { lazy, Suspense } from "react";
import { Loading } from "./States";
import type { TimeChartProps } from "./TimeChart";

const TimeChart = lazy(() => import("./TimeChart"));

/** The chart, with its library loaded only when there is one to draw. */
export function LazyChart(props: TimeChartProps) {
  return (
    <Suspense fallback={<Loading />}>
      <TimeChart {...props} />
    </Suspense>
  );
}
