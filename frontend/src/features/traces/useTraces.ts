import { type InfiniteData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { api, read, type Trace } from "@/api/client";
import { useLiveRefresh } from "@/api/queries";
import { isRelative, type Range, resolve } from "@/shared/range";

/** What the URL filters by. */
export interface TraceFilters {
  service?: string;
  q?: string;
  /** "1": only traces with an error. */
  errors?: string;
  /** The shortest, as the API writes durations: `500ms`. */
  min?: string;
  /** "1": the background too. */
  all?: string;
}

interface Place {
  from: string;
  to?: string;
  offset: number;
}

interface TracePage {
  traces: Trace[];
  total: number;
  hasMore: boolean;
  backgroundTotal?: number;
  from: string;
}

const PAGE_SIZE = 100;

function asQuery({ service, q, errors, min, all }: TraceFilters) {
  return {
    service,
    search: q,
    status: errors === "1" ? "ERROR" : undefined,
    minDuration: min,
    main: all === "1" ? undefined : "true",
  };
}

async function fetchPage(filters: TraceFilters, place: Place, limit: number, signal: AbortSignal): Promise<TracePage> {
  const { from, to, offset } = place;
  const query = { ...asQuery(filters), from, to, limit: String(limit), offset: String(offset) };
  return { ...(await read(api.GET("/api/traces", { params: { query }, signal }))), from };
}

/** The traces of a range, newest first, page by page. They stand still: `news` counts what came since. */
export function useTraces(filters: TraceFilters, range: Range) {
  const client = useQueryClient();
  const key = useMemo(() => ["traces", "list", filters, range], [filters, range]);
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => fetchPage(filters, pageParam ?? start(range), PAGE_SIZE, signal),
    initialPageParam: null as Place | null,
    getNextPageParam: (last, pages) => nextPlace(last, pages),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const reload = useCallback(() => {
    client.setQueryData<InfiniteData<TracePage>>(
      key,
      (data) => data && { pages: data.pages.slice(0, 1), pageParams: data.pageParams.slice(0, 1) },
    );
    return client.invalidateQueries({ queryKey: key, exact: true }, { cancelRefetch: false });
  }, [client, key]);
  const first = query.data?.pages[0];
  const now = useTotalNow(filters, first, query.dataUpdatedAt, isRelative(range));
  const traces = useMemo(() => query.data?.pages.flatMap((page) => page.traces) ?? [], [query.data]);
  const total = first?.total ?? 0;
  return {
    query,
    traces,
    total,
    background: first?.backgroundTotal ?? 0,
    news: Math.max(0, (now ?? total) - total),
    reload,
  };
}

function start(range: Range): Place {
  const from = new Date(resolve(range.from)).toISOString();
  return range.to === "now" ? { from, offset: 0 } : { from, to: new Date(resolve(range.to)).toISOString(), offset: 0 };
}

/** What follows: counted from the newest that was loaded, so that traces that begin meanwhile shift nothing. */
function nextPlace(last: TracePage, pages: readonly TracePage[]): Place | undefined {
  const to = pages[0]?.traces[0]?.startTime;
  const offset = pages.reduce((sum, page) => sum + page.traces.length, 0);
  return last.hasMore && to !== undefined ? { from: last.from, to, offset } : undefined;
}

/** How many traces there are by now since the start of the list. */
function useTotalNow(filters: TraceFilters, first: TracePage | undefined, loadedAt: number, enabled: boolean) {
  const key = ["traces", "now", filters, first?.from, loadedAt];
  const active = enabled && first !== undefined;
  const { data } = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) =>
      (await fetchPage(filters, { from: first?.from ?? "now", offset: 0 }, 1, signal)).total,
    initialData: first?.total,
    staleTime: Number.POSITIVE_INFINITY,
    enabled: active,
  });
  useLiveRefresh(["traces"], key, active);
  return active ? data : undefined;
}

/** The start of the newest trace that fits, in any range; null: there is none. */
export function useNewest(filters: TraceFilters): string | null | undefined {
  const { data } = useQuery({
    queryKey: ["traces", "newest", filters],
    queryFn: async ({ signal }) => {
      const page = await fetchPage(filters, { from: "1970-01-01T00:00:00Z", offset: 0 }, 1, signal);
      return page.traces[0]?.startTime ?? null;
    },
  });
  return data;
}
