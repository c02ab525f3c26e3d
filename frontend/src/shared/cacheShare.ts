import type { LedgerFigures } from "@/api/client";

/** Part of the input that was read from a cache, of 1; undefined without input. */
export function cacheShare(tokens: LedgerFigures["tokens"]): number | undefined {
  const input = tokens.input + tokens.cacheRead + tokens.cacheWrite;
  return input > 0 ? tokens.cacheRead / input : undefined;
}
