import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, type Ledger, read } from "@/api/client";
import { useLiveRefresh, useServices } from "@/api/queries";
import { bucketSeconds } from "@/shared/buckets";
import { boundsMs, isRelative, type Range } from "@/shared/range";
import { useTools } from "@/shared/tools";
import type { WidgetConfig } from "../config";
import { type LedgerQuestion, ledgerQuestion, ledgerSearch } from "../ledger";

type Asker = (about: "metrics" | "events", config: WidgetConfig) => LedgerQuestion | undefined;

/** Tells what a widget asks the ledger, undefined: it shows telemetry. */
export function useLedgerQuestions(): Asker {
  const tools = useTools();
  const services = useServices();
  return (about, config) => ledgerQuestion(about, config, tools, services);
}

interface LedgerData {
  bounds: [number, number];
  intervalMs: number;
  answer: Ledger;
}

const MOST_ROWS = "50000";
const FILLING_MS = 2000;

/** Sums over calls by time, and by what the question has a line for each of. */
export function useLedger(question: LedgerQuestion, range: Range) {
  const key = ["dashboard-data", "ledger", range];
  useLiveRefresh(["traces", "metrics", "logs"], key, isRelative(range));
  const search = ledgerSearch(question);
  return useQuery<LedgerData>({
    queryKey: [...key, search],
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.answer.filling ? FILLING_MS : false),
    queryFn: async ({ signal }) => {
      const bounds = boundsMs(range);
      const intervalS = bucketSeconds(...bounds);
      const [from, to] = bounds.map((end) => new Date(end).toISOString());
      const query = { ...search, from, to, interval: `${intervalS}s`, limit: MOST_ROWS };
      const answer = await read(api.GET("/api/ledger", { params: { query }, signal }));
      return { bounds, intervalMs: intervalS * 1000, answer };
    },
  });
}
