import { useQuery, useQueryClient } from "@tanstack/react-query";
import { statusQuery, useLiveRefresh } from "@/api/queries";
import { rateOf, type Reading, readingOf } from "./health";

const EVERY_MS = 2000;
const READINGS = 6;
const READINGS_KEY = ["ingest-rate"];

/** How the server fares, at least every two seconds; and the records it got a second lately. */
export function useStatus() {
  useLiveRefresh(["traces", "metrics", "logs"], statusQuery.queryKey);
  const client = useQueryClient();
  const query = useQuery(statusQuery);
  const readings = useQuery({
    queryKey: READINGS_KEY,
    queryFn: async () => {
      const status = await client.fetchQuery(statusQuery);
      const before = client.getQueryData<Reading[]>(READINGS_KEY) ?? [];
      return [...before, readingOf(status, Date.now())].slice(-READINGS);
    },
    refetchInterval: EVERY_MS,
    gcTime: 0,
  });
  return { query, rate: rateOf(readings.data ?? []) };
}
