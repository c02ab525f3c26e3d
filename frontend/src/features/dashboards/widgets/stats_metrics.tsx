import { countWidget } from "../parts/stats";

export const widget = countWidget("stats_metrics", "Metrics", "Metric data points received", {
  value: (stats) => stats.metricCount,
});
