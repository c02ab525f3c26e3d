import { useSearch } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { EmptyRange } from "@/shared/EmptyRange";
import { inUnit } from "@/shared/format";
import { Panel } from "@/shared/Panel";
import type { Range } from "@/shared/range";
import { Stale } from "@/shared/Stale";
import { Shown } from "@/shared/States";
import { useTools } from "@/shared/tools";
import { useSetSearch } from "@/shared/useRange";
import { Chart } from "./Chart";
import { Controls } from "./Controls";
import { linesOf, natureOf } from "./lines";
import { MetricHead } from "./MetricHead";
import classes from "./MetricView.module.css";
import { Totals } from "./Totals";
import { useSample, useSeries } from "./useMetric";

interface MetricViewProps {
  metric: string;
  range: Range;
  onRange: (range: Range) => void;
}

const NOTHING: ReadonlySet<string> = new Set();

/** One metric: what it is, how to split it, its chart and its totals. */
export function MetricView({ metric, range, onRange }: MetricViewProps) {
  const search = useSearch({ from: "/metrics" });
  const { service, breakdown, interval, style } = search;
  const setSearch = useSetSearch();
  const tools = useTools();
  const [hidden, setHidden] = useState(NOTHING);
  const known = tools.metric(metric);
  const sample = useSample(metric);
  const stat = search.stat ?? "avg";
  const nature = natureOf(known?.info, sample.data?.type, stat);
  const ready = known !== undefined || sample.data !== undefined;
  const wanted = { metric, service, breakdown, interval, ...(nature.histogram ? { stat } : {}) };
  const query = useSeries(ready ? wanted : undefined, range);
  const data = query.data?.metric === metric ? query.data : undefined;
  const lines = useMemo(() => (data ? linesOf(data, breakdown, tools) : []), [data, breakdown, tools]);
  const unit = stat === "count" && nature.histogram ? "" : (known?.info.unit ?? "");
  const format = (value: number | null) => inUnit(value, unit);
  const kind = style === "lines" || style === "bars" ? style : nature.additive ? "bars" : "lines";
  return (
    <section className={classes.view} aria-label="Metric">
      <MetricHead metric={metric} service={service} />
      <Controls
        known={known?.info}
        sample={sample.data}
        nature={nature}
        range={range}
        kind={kind}
        stat={stat}
        chosen={search}
        onChange={setSearch}
      />
      {query.isRefetchError ? <Stale error={query.error} retry={() => void query.refetch()} /> : null}
      <Shown query={{ ...query, data }}>
        {(found) =>
          lines.length === 0 ? (
            <Panel className={classes.empty}>
              <EmptyRange
                what="data points for this metric"
                range={range}
                newest={sample.data?.newest}
                onGo={onRange}
                {...(service ? { onClear: () => setSearch({ service: undefined }) } : {})}
              />
            </Panel>
          ) : (
            <>
              <Chart
                metric={metric}
                lines={lines.filter((line) => !hidden.has(line.key))}
                bounds={found.bounds}
                intervalMs={found.intervalMs}
                kind={kind}
                stacked={nature.additive}
                format={format}
                onRange={onRange}
              />
              <Totals
                lines={lines}
                total={nature.additive ? found.total : undefined}
                heading={nature.histogram ? stat : nature.additive ? "Total" : "Last"}
                format={format}
                hidden={hidden}
                onHide={setHidden}
              />
            </>
          )
        }
      </Shown>
    </section>
  );
}
