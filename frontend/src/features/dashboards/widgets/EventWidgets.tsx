import { compact, full, inUnit } from "@/shared/format";
import { Empty, Failure, Loading } from "@/shared/States";
import { useTools } from "@/shared/tools";
import { eventLines, useEventData, useEventQueries } from "../events";
import { useWidget, type WidgetProps } from "./context";
import { Lines } from "./Lines";
import { Value } from "./Value";
import classes from "./widgets.module.css";

function useEventLines({ widget }: WidgetProps) {
  const tools = useTools();
  const { config, range } = useWidget(widget);
  const data = useEventData(useEventQueries(config), config.service, range);
  const lines = eventLines(config, data.answers, tools);
  return { config, data, lines, instead: insteadOf(data) };
}

function insteadOf({ pending, error }: { pending: boolean; error: unknown }) {
  return error ? <Failure error={error} /> : pending ? <Loading /> : undefined;
}

/** How often something happened, or a statistic of it. */
export function EventValue({ widget }: WidgetProps) {
  const { lines, instead } = useEventLines({ widget });
  const total = lines.reduce((sum, line) => sum + line.total, 0);
  return instead ?? <Value text={inUnit(total, lines[0]?.unit)} exact={full(total)} lines={lines} />;
}

/** Events over time. */
export function EventChart({ widget }: WidgetProps) {
  const { config, data, lines, instead } = useEventLines({ widget });
  const stacked = config.chartStacked ?? false;
  return (
    instead ?? (
      <Lines
        title={widget.title}
        lines={lines}
        bounds={data.bounds}
        intervalMs={data.intervalMs}
        stacked={stacked}
        kind={config.chartStyle ?? (stacked ? "bars" : "lines")}
        unit={lines[0]?.unit ?? ""}
      />
    )
  );
}

interface Row {
  name: string;
  count: number;
  p95: number | null;
}

const NAME_ATTRIBUTES = ["tool_name", "function_name", "name"];
const MOST_ROWS = 50;

/** Which tool calls are frequent, and which are slow. */
export function EventTable({ widget }: WidgetProps) {
  const tools = useTools();
  const { config, range } = useWidget(widget);
  const queries = useEventQueries(config).flatMap((query) => {
    const attributes = tools.event(query.event)?.keyAttributes ?? [];
    const breakdown = config.breakdownAttribute ?? NAME_ATTRIBUTES.find((name) => attributes.includes(name));
    const common = { event: query.event, toolId: query.toolId, breakdown, aggregate: true };
    return [
      { ...common, stat: "count", value: undefined },
      { ...common, stat: "p95", value: config.value ?? "duration_ms" },
    ];
  });
  const data = useEventData(queries, config.service, range);
  const rows = new Map<string, Row>();
  for (const { query, series } of data.answers) {
    for (const one of series) {
      const name = (query.breakdown && one.labels[query.breakdown]) || "unspecified";
      const row = rows.get(name) ?? { name, count: 0, p95: null };
      const value = (one.datapoints as [number, number][])[0]?.[1] ?? 0;
      rows.set(
        name,
        query.stat === "count" ? { ...row, count: row.count + value } : { ...row, p95: Math.max(row.p95 ?? 0, value) },
      );
    }
  }
  const sorted = [...rows.values()].toSorted((one, other) => (other.p95 ?? 0) - (one.p95 ?? 0)).slice(0, MOST_ROWS);
  const instead = insteadOf(data);
  if (instead) {
    return instead;
  }
  if (sorted.length === 0) {
    return <Empty title="Nothing in this range" />;
  }
  return (
    <div className={classes.scroll} tabIndex={0} role="region" aria-label={widget.title}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col" className={classes.right}>
              Calls
            </th>
            <th scope="col" className={classes.right}>
              p95
            </th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((row) => (
            <tr key={row.name}>
              <td className="clip">{row.name}</td>
              <td className={classes.right}>{compact(row.count)}</td>
              <td className={classes.right}>{inUnit(row.p95, "ms")}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
