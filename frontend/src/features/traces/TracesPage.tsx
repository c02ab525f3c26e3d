import { useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { full } from "@/shared/format";
import { Page } from "@/shared/Page";
import { DEFAULT_RANGES } from "@/shared/range";
import { RangePicker } from "@/shared/RangePicker";
import { useRange, useSetSearch } from "@/shared/useRange";
import { Filters } from "./Filters";
import { TracePanel } from "./TracePanel";
import { type TraceFilters, useTraces } from "./useTraces";

/** All traces: what a person did first of all. */
export function TracesPage() {
  const { service, q, errors, min, all } = useSearch({ from: "/traces" });
  const filters = useMemo<TraceFilters>(() => ({ service, q, errors, min, all }), [service, q, errors, min, all]);
  const [range, setRange] = useRange(DEFAULT_RANGES.traces);
  const setSearch = useSetSearch();
  const traces = useTraces(filters, range);
  return (
    <Page
      title="Traces"
      subtitle={traces.query.data ? <span className="num">{full(traces.total + traces.news)}</span> : null}
      fixed
      actions={<RangePicker value={range} onChange={setRange} />}
    >
      <Filters filters={filters} onChange={setSearch} />
      <TracePanel traces={traces} filters={filters} range={range} onRange={setRange} onFilter={setSearch} />
    </Page>
  );
}
