import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { api, read } from "./client";
import { live, type Signal } from "./live";

const REFRESH_MS = 500;

export const toolsQuery = queryOptions({
  queryKey: ["tools"],
  queryFn: ({ signal }) => read(api.GET("/api/tools", { signal })),
  staleTime: Number.POSITIVE_INFINITY,
});

export const statusQuery = queryOptions({
  queryKey: ["status"],
  queryFn: ({ signal }) => read(api.GET("/api/status", { signal })),
});

/** Transcripts on disk, by tool; under ["history"] stands whatever an import changes. */
export const historyQuery = queryOptions({
  queryKey: ["history", "disk"],
  queryFn: ({ signal }) => read(api.GET("/api/history", { signal })),
});

const servicesQuery = queryOptions({
  queryKey: ["services"],
  queryFn: async ({ signal }) => (await read(api.GET("/api/services", { signal }))).services,
  staleTime: 30_000,
});

/** All services that sent something. */
export function useServices(): string[] {
  return useQuery(servicesQuery).data ?? [];
}

/** Fetches queries under a key again when records of the signals arrive, at most twice a second. */
export function useLiveRefresh(signals: readonly Signal[], key: readonly unknown[], enabled = true): void {
  const client = useQueryClient();
  const latest = useRef(key);
  useEffect(() => {
    latest.current = key;
  });
  const signalText = signals.join();
  useEffect(() => {
    if (!enabled) {
      return;
    }
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void client.invalidateQueries({ queryKey: latest.current }, { cancelRefetch: false });
      }, REFRESH_MS);
    };
    const stops = (signalText.split(",") as Signal[]).map((signal) => live.on(signal, refresh));
    return () => {
      stops.forEach((stop) => stop());
      clearTimeout(timer);
    };
  }, [client, signalText, enabled]);
}
