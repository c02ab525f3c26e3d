import { type InfiniteData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo } from "react";
import { api, read } from "@/api/client";
import { live } from "@/api/live";
import { useLiveRefresh } from "@/api/queries";
import { isRelative, type Range, resolve } from "@/shared/range";
import { type Cursor, type LogPage, nextCursor, PAGE_SIZE, rowsOf } from "./paging";

/** What the URL filters by. */
export interface LogFilters {
  service?: string;
  level?: string;
  event?: string;
  q?: string;
  trace?: string;
}

const TAIL_MS = 1000;

/** The filters as the API calls them. */
export function asQuery({ service, level, event, q, trace }: LogFilters) {
  return { service, severity: level, event, search: q, traceId: trace };
}

async function fetchPage(filters: LogFilters, cursor: Cursor, limit: number, signal: AbortSignal): Promise<LogPage> {
  const { from, to } = cursor;
  const place = { from, to, limit: String(limit), offset: String(cursor.offset) };
  const query = { ...asQuery(filters), ...place, preview: "true" };
  return { ...(await read(api.GET("/api/logs", { params: { query }, signal }))), from };
}

/** The logs of a range, newest first, page by page. They stand still: `news` counts what came since. */
export function useLogs(filters: LogFilters, range: Range, tailing: boolean) {
  const client = useQueryClient();
  const moves = isRelative(range);
  const key = useMemo(() => ["logs", "list", filters, range], [filters, range]);
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => fetchPage(filters, pageParam ?? start(range), PAGE_SIZE, signal),
    initialPageParam: null as Cursor | null,
    getNextPageParam: (_last, pages) => nextCursor(pages),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const reload = useCallback(() => {
    client.setQueryData<InfiniteData<LogPage>>(
      key,
      (data) => data && { pages: data.pages.slice(0, 1), pageParams: data.pageParams.slice(0, 1) },
    );
    return client.invalidateQueries({ queryKey: key, exact: true }, { cancelRefetch: false });
  }, [client, key]);
  useTail(moves && tailing, reload);
  const first = query.data?.pages[0];
  const now = useTotalNow(filters, first, query.dataUpdatedAt, moves && !tailing);
  const rows = useMemo(() => rowsOf(query.data?.pages ?? []), [query.data]);
  const total = first?.total ?? 0;
  return { query, rows, total, news: tailing ? 0 : Math.max(0, (now ?? total) - total), reload };
}

function start(range: Range): Cursor {
  const from = new Date(resolve(range.from)).toISOString();
  return range.to === "now" ? { from, offset: 0 } : { from, to: new Date(resolve(range.to)).toISOString(), offset: 0 };
}

/** How many logs there are by now since the start of the list. */
function useTotalNow(filters: LogFilters, first: LogPage | undefined, loadedAt: number, enabled: boolean) {
  const key = ["logs", "now", filters, first?.from, loadedAt];
  const active = enabled && first !== undefined;
  const { data } = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) =>
      (await fetchPage(filters, { from: first?.from ?? "now", offset: 0 }, 1, signal)).total,
    initialData: first?.total,
    staleTime: Number.POSITIVE_INFINITY,
    enabled: active,
  });
  useLiveRefresh(["logs"], key, active);
  return active ? data : undefined;
}

/** Loads the newest again when logs arrive, at most once a second. */
function useTail(enabled: boolean, reload: () => Promise<unknown>): void {
  useEffect(() => {
    if (!enabled) {
      return undefined;
    }
    let timer: ReturnType<typeof setTimeout> | undefined;
    void reload();
    const stop = live.on("logs", () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void reload();
      }, TAIL_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [enabled, reload]);
}

/** How many logs of each level over the range; follows live data. */
export function useHistogram(filters: LogFilters, range: Range, widthS: number) {
  const key = ["logs", "histogram", filters, range, widthS];
  useLiveRefresh(["logs"], key, isRelative(range));
  return useQuery({
    queryKey: key,
    queryFn: ({ signal }) => {
      const query = { ...asQuery(filters), from: range.from, to: range.to, interval: `${widthS}s` };
      return read(api.GET("/api/logs/histogram", { params: { query }, signal }));
    },
    placeholderData: (before) => before,
  });
}

/** The time of the newest log that fits, in any range; null: there is none. */
export function useNewest(filters: LogFilters): string | null | undefined {
  const { data } = useQuery({
    queryKey: ["logs", "newest", filters],
    queryFn: async ({ signal }) => {
      const page = await fetchPage(filters, { from: "1970-01-01T00:00:00Z", offset: 0 }, 1, signal);
      return page.logs[0]?.timestamp ?? null;
    },
  });
  return data;
}
