import { compact } from "@/shared/format";
import { countWidget } from "../parts/stats";

export const widget = countWidget("stats_traces", "Traces", "Traces started", {
  value: (stats) => stats.traceCount,
  note: (stats) => `${compact(stats.spanCount)} spans`,
});
