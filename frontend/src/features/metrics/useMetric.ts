import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, read, type Series } from "@/api/client";
import { useLiveRefresh } from "@/api/queries";
import { bucketSeconds } from "@/shared/buckets";
import { boundsMs, isRelative, type Range } from "@/shared/range";

/** Names of all metrics that were ever stored. */
export function useMetricNames() {
  return useQuery({
    queryKey: ["metrics", "names"],
    queryFn: async ({ signal }) => (await read(api.GET("/api/metrics/names", { signal }))).names,
    staleTime: 30_000,
  });
}

const SAMPLE = 50;

export interface Sample {
  type: string | undefined;
  services: string[];
  /** Names of attributes that points have. */
  attributes: string[];
  /** When the newest point was; null: there is none. */
  newest: string | null;
}

/** What the newest points of a metric look like. */
export function useSample(name: string | undefined) {
  return useQuery({
    queryKey: ["metrics", "sample", name],
    enabled: name !== undefined,
    staleTime: 30_000,
    queryFn: async ({ signal }): Promise<Sample> => {
      const query = { name, from: "1970-01-01T00:00:00Z", limit: String(SAMPLE), preview: "true" };
      const { metrics } = await read(api.GET("/api/metrics", { params: { query }, signal }));
      return {
        type: metrics[0]?.metricType,
        services: [...new Set(metrics.map((point) => point.serviceName))].toSorted(),
        attributes: [...new Set(metrics.flatMap((point) => Object.keys(point.attributes ?? {})))].toSorted(),
        newest: metrics[0]?.timestamp ?? null,
      };
    },
  });
}

export interface Wanted {
  metric: string;
  service?: string;
  breakdown?: string;
  stat?: string;
  /** Seconds; absent: chosen by the range. */
  interval?: string;
}

/** A metric over a range, and over the range as a whole; follows live data. */
export function useSeries(wanted: Wanted | undefined, range: Range) {
  const key = ["metrics", "series", wanted, range];
  useLiveRefresh(["metrics", "logs"], key, wanted !== undefined && isRelative(range));
  return useQuery({
    queryKey: key,
    enabled: wanted !== undefined,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const bounds = boundsMs(range);
      const [from, to] = bounds.map((end) => new Date(end).toISOString());
      const intervalS = Number(wanted?.interval) || bucketSeconds(...bounds);
      const { metric = "", service, breakdown, stat } = wanted ?? {};
      const given = { name: metric, service, breakdown, stat, from, to };
      const [over, whole] = await Promise.all(
        [{ interval: String(intervalS) }, { aggregate: "true" }].map((size) =>
          read(api.GET("/api/metrics/series", { params: { query: { ...given, ...size } }, signal })),
        ),
      );
      return {
        metric,
        bounds,
        intervalMs: intervalS * 1000,
        series: (over?.series ?? []) as Series[],
        totals: (whole?.series ?? []) as Series[],
        total: whole?.total ?? 0,
      };
    },
  });
}
