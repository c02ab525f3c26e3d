import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { api, read } from "@/api/client";
import { live } from "@/api/live";
import { buildTree } from "./waterfall";

const REFRESH_MS = 500;

/** A trace and its spans as a tree; grows while spans arrive. */
export function useTrace(id: string) {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: ["trace", id],
    queryFn: ({ signal }) => read(api.GET("/api/traces/{trace_id}", { params: { path: { trace_id: id } }, signal })),
    structuralSharing: false,
    retry: false,
  });
  const traceId = query.data?.trace.traceId;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = live.on("traces", (spans, missed) => {
      if (missed || spans.some((span) => span.traceId === (traceId ?? id))) {
        timer ??= setTimeout(() => {
          timer = undefined;
          void client.invalidateQueries({ queryKey: ["trace", id] }, { cancelRefetch: false });
        }, REFRESH_MS);
      }
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [client, id, traceId]);
  const spans = query.data?.spans;
  const tree = useMemo(() => buildTree(spans ?? []), [spans]);
  return { query, tree };
}
