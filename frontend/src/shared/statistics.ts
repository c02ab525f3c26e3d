/** Statistics of a distribution, as the API names them. */
export const STATISTICS = [
  { value: "avg", label: "Average" },
  { value: "p50", label: "Median (p50)" },
  { value: "p90", label: "p90" },
  { value: "p95", label: "p95" },
  { value: "p99", label: "p99" },
  { value: "sum", label: "Sum" },
  { value: "count", label: "Count" },
] as const;
