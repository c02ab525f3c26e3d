import { compact, inUnit } from "@/shared/format";
import { Empty, Failure, Loading } from "@/shared/States";
import { useTools } from "@/shared/tools";
import { type EventAnswer, type EventQuery, useEventData, useEventQueries } from "../events";
import { useWidget, type WidgetProps } from "../parts/context";
import classes from "../parts/widgets.module.css";
import type { WidgetType } from "../widgetType";

interface Row {
  name: string;
  calls: number;
  failed: number;
  p95: number | null;
}

const NAMES = ["tool_name", "function_name", "name"];
const SUCCESS = "success";
const MOST_ROWS = 50;

function Body({ widget: stored }: WidgetProps) {
  const tools = useTools();
  const { config, range } = useWidget(stored);
  const queries = useEventQueries(config).flatMap((query): EventQuery[] => {
    const attributes = tools.event(query.event)?.keyAttributes ?? [];
    const breakdown = config.breakdownAttribute ?? NAMES.find((name) => attributes.includes(name));
    const common = { event: query.event, toolId: query.toolId, breakdown, aggregate: true };
    const failed = { ...common, stat: "count", attribute: SUCCESS, equals: "false" };
    return [
      { ...common, stat: "count" },
      { ...common, stat: "p95", value: config.value ?? "duration_ms" },
      ...(attributes.includes(SUCCESS) ? [failed] : []),
    ];
  });
  const data = useEventData(queries, config.service, range);
  if (data.error) {
    return <Failure error={data.error} />;
  }
  if (data.pending) {
    return <Loading />;
  }
  const rows = rowsOf(data.answers);
  return rows.length === 0 ? <Empty title="No data in this range" /> : <Table rows={rows} title={stored.title} />;
}

/** Failing ones first, then the slowest. */
function rowsOf(answers: readonly EventAnswer[]): Row[] {
  const rows = new Map<string, Row>();
  for (const { query, series } of answers) {
    for (const one of series) {
      const name = (query.breakdown && one.labels[query.breakdown]) || "unspecified";
      const row = rows.get(name) ?? { name, calls: 0, failed: 0, p95: null };
      const value = one.datapoints[0]?.[1] ?? 0;
      if (query.stat === "p95") {
        row.p95 = Math.max(row.p95 ?? 0, value);
      } else if (query.attribute) {
        row.failed += value;
      } else {
        row.calls += value;
      }
      rows.set(name, row);
    }
  }
  const order = (one: Row, other: Row) => other.failed - one.failed || (other.p95 ?? 0) - (one.p95 ?? 0);
  return [...rows.values()].toSorted(order).slice(0, MOST_ROWS);
}

function Table({ rows, title }: { rows: readonly Row[]; title: string }) {
  const slowest = Math.max(...rows.map((row) => row.p95 ?? 0), 1);
  return (
    <div className={classes.scroll} tabIndex={0} role="group" aria-label={title}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col" className={classes.right}>
              Calls
            </th>
            <th scope="col" className={classes.right}>
              Failed
            </th>
            <th scope="col" className={classes.bar}>
              p95
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name}>
              <td className="clip" title={row.name}>
                {row.name}
              </td>
              <td className={classes.right}>{compact(row.calls)}</td>
              <td className={classes.right} data-bad={row.failed > 0}>
                {row.failed > 0 ? compact(row.failed) : "—"}
              </td>
              <td className={classes.bar}>
                {inUnit(row.p95, "ms")}
                <span style={{ width: `${((row.p95 ?? 0) / slowest) * 100}%` }} aria-hidden />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export const widget: WidgetType = {
  type: "event_table",
  title: "Event Table",
  description: "Calls, failures and p95 by name",
  size: { colSpan: 2, rowSpan: 1 },
  fields: ["event", "value", "breakdown", "service", "range"],
  needs: "events",
  presets: [
    {
      title: "Tool Calls",
      description: "Calls, failures and p95 of each tool",
      config: { eventRole: "tool_call", value: "duration_ms" },
    },
  ],
  Body,
};
