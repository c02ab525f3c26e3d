import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { api, type ImportRun, read } from "@/api/client";
import { historyQuery } from "@/api/queries";
import type { Reading } from "./words";

const POLL_MS = 500;
const READINGS = 20;
const IMPORT_KEY = ["history", "import"];

const importQuery = queryOptions({
  queryKey: IMPORT_KEY,
  queryFn: async ({ signal, client }) => {
    const state = await read(api.GET("/api/history/import", { signal }));
    const before = client.getQueryData<ImportState>(IMPORT_KEY);
    return { ...state, readings: readingsOf(state.import, before) };
  },
  refetchInterval: ({ state }) => (state.data?.import?.state === "running" ? POLL_MS : false),
});

interface ImportState {
  import: ImportRun | null;
  /** How far the import was lately, for the time that is left. */
  readings: readonly Reading[];
}

function readingsOf(run: ImportRun | null, before: ImportState | undefined): readonly Reading[] {
  const isSame = run?.startTime === before?.import?.startTime;
  const earlier = isSame ? (before?.readings ?? []) : [];
  return run ? [...earlier, { atMs: Date.now(), bytes: run.bytesRead }].slice(-READINGS) : [];
}

/** The import that runs, or the last one; when it ends, everything else is asked for again. */
export function useImport() {
  const client = useQueryClient();
  const query = useQuery(importQuery);
  const run = query.data?.import ?? undefined;
  const running = run?.state === "running";
  const [ended, setEnded] = useState(false);
  const wasRunning = useRef(false);
  useEffect(() => {
    if (wasRunning.current && !running) {
      setEnded(true);
      void client.invalidateQueries();
    }
    wasRunning.current = running;
  }, [client, running]);
  const show = (next: ImportRun | null) => {
    client.setQueryData(importQuery.queryKey, (before) => (before ? { ...before, import: next } : before));
    void client.invalidateQueries({ queryKey: importQuery.queryKey });
  };
  const start = useMutation({
    mutationFn: (tools: string[]) => read(api.POST("/api/history/import", { body: { tools } })),
    onSuccess: show,
  });
  const cancel = useMutation({
    mutationFn: () => read(api.DELETE("/api/history/import")),
    onSuccess: show,
  });
  /** `ended`: it ended before the reader's eyes. */
  const { readings = [], watching } = query.data ?? {};
  return { run, readings, running, ended, start, cancel, watching };
}

/** Follows the transcripts of a tool from now on, or no longer. */
export function useWatch() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (tools: string[]) => read(api.PUT("/api/history/watch", { body: { tools } })),
    onSettled: () => client.invalidateQueries({ queryKey: ["history"] }),
  });
}

/** Removes what the transcripts of a tool told. */
export function useForget() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (tool: string) => read(api.DELETE("/api/history", { params: { query: { tool } } })),
    onSuccess: () => client.invalidateQueries(),
  });
}

/** What is on disk and imported, by tool. */
export function useHistory() {
  return useQuery(historyQuery);
}
