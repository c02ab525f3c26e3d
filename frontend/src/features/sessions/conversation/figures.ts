import type { Call } from "@/api/client";

interface Sums {
  calls: number;
  tokens: number;
  /** USD; undefined: nothing is known of it. */
  cost: number | undefined;
}

/** What answered calls amount to. */
export function figuresOf(calls: readonly Call[]): Sums {
  const answered = calls.filter((call) => call.outcome === "ok");
  const costs = answered.map((call) => call.cost).filter((cost) => cost !== undefined);
  return {
    calls: answered.length,
    tokens: answered.reduce((sum, call) => sum + (call.tokens?.total ?? 0), 0),
    cost: costs.length > 0 ? costs.reduce((sum, cost) => sum + cost, 0) : undefined,
  };
}
