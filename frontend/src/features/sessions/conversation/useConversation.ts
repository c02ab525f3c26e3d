import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, read } from "@/api/client";
import { useLiveRefresh } from "@/api/queries";

const PAGE = 1000;
const MOST_PAGES = 50;
/** Messages a page, and where an address leads to one of them: they are not asked for in small steps. */
const MESSAGES = 500;
const MOST_MESSAGES = 5000;
/** The server may have to read them from disk. */
const STALE_MS = 60_000;

/** What was said in a session, page by page; with a text to search only messages with it. */
export function useConversation(id: string, search: string | undefined, leadsFar: boolean) {
  const limit = leadsFar && !search ? MOST_MESSAGES : MESSAGES;
  return useInfiniteQuery({
    queryKey: ["sessions", "conversation", id, search, limit],
    queryFn: ({ pageParam: offset, signal }) => {
      const params = { path: { session_id: id }, query: { search, limit, offset } };
      return read(api.GET("/api/conversations/{session_id}", { params, signal }));
    },
    initialPageParam: 0,
    getNextPageParam: ({ total }, pages) => {
      const loaded = pages.reduce((sum, page) => sum + page.messages.length, 0);
      return loaded < total && pages.at(-1)?.messages.length ? loaded : undefined;
    },
    staleTime: STALE_MS,
  });
}

/** What the ledger has of a session: prompts, calls of models, uses of tools. */
export function useSessionLedger(id: string) {
  const key = ["sessions", "ledger", id];
  useLiveRefresh(["logs", "traces"], key);
  return useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => {
      const asked = (offset: number) => ({
        params: { query: { session: id, limit: String(PAGE), offset: String(offset) } },
        signal,
      });
      const [turns, calls, toolCalls] = await Promise.all([
        allOf(async (offset) => {
          const page = await read(api.GET("/api/turns", asked(offset)));
          return { ...page, items: page.turns };
        }),
        allOf(async (offset) => {
          const page = await read(api.GET("/api/calls", asked(offset)));
          return { ...page, items: page.calls };
        }),
        allOf(async (offset) => {
          const page = await read(api.GET("/api/tool-calls", asked(offset)));
          return { ...page, items: page.toolCalls };
        }),
      ]);
      return { turns, calls, toolCalls };
    },
  });
}

async function allOf<T>(ask: (offset: number) => Promise<{ items: T[]; hasMore: boolean }>): Promise<T[]> {
  const all: T[] = [];
  for (let page = 0; page < MOST_PAGES; page++) {
    const { items, hasMore } = await ask(all.length);
    all.push(...items);
    if (!hasMore || items.length === 0) {
      break;
    }
  }
  return all;
}
