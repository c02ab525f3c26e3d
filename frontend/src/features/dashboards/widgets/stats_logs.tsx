import { countWidget } from "../parts/stats";

export const widget = countWidget("stats_logs", "Logs", "Log records received", {
  value: (stats) => stats.logCount,
});
