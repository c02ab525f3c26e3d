import { useSearch } from "@tanstack/react-router";
import { useMediaQuery } from "@mantine/hooks";
import { EmptyRange } from "@/shared/EmptyRange";
import { Page } from "@/shared/Page";
import { DEFAULT_RANGES } from "@/shared/range";
import { RangePicker } from "@/shared/RangePicker";
import { Shown } from "@/shared/States";
import { useTools } from "@/shared/tools";
import { useRange, useSetSearch } from "@/shared/useRange";
import { MetricList } from "./MetricList";
import { MetricSelect } from "./MetricSelect";
import classes from "./MetricsPage.module.css";
import { MetricView } from "./MetricView";
import { firstOf, grouped } from "./names";
import { useMetricNames } from "./useMetric";

/** Any metric, by any of its attributes, over time and in all. */
export function MetricsPage() {
  const { metric: wanted } = useSearch({ from: "/metrics" });
  const [range, setRange] = useRange(DEFAULT_RANGES.metrics);
  const setSearch = useSetSearch();
  const tools = useTools();
  const names = useMetricNames();
  const narrow = useMediaQuery("(max-width: 62em)", false, { getInitialValueInEffect: false });
  const choose = (metric: string) => setSearch({ metric, breakdown: undefined, stat: undefined, service: undefined });
  return (
    <Page title="Metrics" fixed actions={<RangePicker value={range} onChange={setRange} />}>
      <Shown query={names}>
        {(found) => {
          const groups = grouped(found, tools);
          const metric = wanted ?? firstOf(groups);
          return metric === undefined ? (
            <EmptyRange what="metrics" range={range} newest={null} onGo={setRange} />
          ) : (
            <div className={classes.columns}>
              {narrow ? (
                <MetricSelect groups={groups} chosen={metric} onChoose={choose} />
              ) : (
                <MetricList groups={groups} chosen={metric} onChoose={choose} />
              )}
              <MetricView key={metric} metric={metric} range={range} onRange={setRange} />
            </div>
          );
        }}
      </Shown>
    </Page>
  );
}
