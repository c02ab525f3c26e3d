import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, type Ledger, read } from "@/api/client";
import { useLiveRefresh } from "@/api/queries";
import { boundsMs, isRelative, type Range } from "@/shared/range";
import { type ProjectRow, rowsOf, sessionsOf } from "./projects";

const MOST_ROWS = "50000";

export interface Projects {
  rows: ProjectRow[];
  total: Ledger["total"];
  sessions: number;
  isFilling: boolean;
}

/** What each project cost in a range. */
export function useProjects(range: Range) {
  const key = ["projects", range];
  useLiveRefresh(["logs", "traces"], key, isRelative(range));
  return useQuery({
    queryKey: key,
    queryFn: async ({ signal }): Promise<Projects> => {
      const [from, to] = boundsMs(range).map((end) => new Date(end).toISOString());
      const ask = (group: string, order: string) =>
        read(api.GET("/api/ledger", { params: { query: { from, to, group, order, limit: MOST_ROWS } }, signal }));
      const [byProject, bySession, known] = await Promise.all([
        ask("project", "cost"),
        ask("project,session", "keys"),
        read(api.GET("/api/projects", { params: { query: { from, to } }, signal })),
      ]);
      return {
        rows: rowsOf(byProject, bySession, known.projects),
        total: byProject.total,
        sessions: sessionsOf(bySession),
        isFilling: byProject.filling !== undefined,
      };
    },
    placeholderData: keepPreviousData,
  });
}

/** When the last call ended, in any range; null: there is none. */
export function useNewest(): string | null | undefined {
  const { data } = useQuery({
    queryKey: ["projects", "newest"],
    queryFn: async ({ signal }) => {
      const { calls } = await read(api.GET("/api/calls", { params: { query: { limit: "1" } }, signal }));
      return calls[0]?.endTime ?? null;
    },
  });
  return data;
}
