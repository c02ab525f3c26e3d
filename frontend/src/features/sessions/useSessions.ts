import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, read } from "@/api/client";
import { useLiveRefresh } from "@/api/queries";
import { boundsMs, isRelative, type Range } from "@/shared/range";

const PAGE_SIZE = 50;

async function fetchPage(
  service: string | undefined,
  range: Range,
  offset: number,
  limit: number,
  signal: AbortSignal,
) {
  const [from, to] = boundsMs(range).map((end) => new Date(end).toISOString());
  const query = { service, from, to, limit: String(limit), offset: String(offset) };
  return read(api.GET("/api/sessions", { params: { query }, signal }));
}

/** The sessions of a range, the last active one first, page by page; those at work are kept up to date. */
export function useSessions(service: string | undefined, range: Range) {
  const key = ["sessions", "list", service, range];
  useLiveRefresh(["logs", "metrics"], key, isRelative(range));
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => fetchPage(service, range, pageParam, PAGE_SIZE, signal),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => (last.hasMore ? pages.length * PAGE_SIZE : undefined),
    placeholderData: keepPreviousData,
  });
  const sessions = useMemo(() => {
    const all = query.data?.pages.flatMap((page) => page.sessions) ?? [];
    return [...new Map(all.map((session) => [session.sessionId, session])).values()]; // one may move while pages load
  }, [query.data]);
  return { query, sessions, total: query.data?.pages[0]?.total ?? 0 };
}

/** When the newest session that fits was last active, in any range; null: there is none. */
export function useNewest(service: string | undefined): string | null | undefined {
  const { data } = useQuery({
    queryKey: ["sessions", "newest", service],
    queryFn: async ({ signal }) => {
      const ever = { from: "1970-01-01T00:00:00Z", to: "now" };
      return (await fetchPage(service, ever, 0, 1, signal)).sessions[0]?.lastTime ?? null;
    },
  });
  return data;
}

/** A session with all that happened in it. */
export function useSession(id: string) {
  const key = ["sessions", "one", id];
  useLiveRefresh(["logs", "metrics"], key);
  return useQuery({
    queryKey: key,
    queryFn: ({ signal }) =>
      read(api.GET("/api/sessions/{session_id}", { params: { path: { session_id: id } }, signal })),
    retry: false,
  });
}
