import { full, inUnit } from "@/shared/format";
import { Empty, Failure, Loading } from "@/shared/States";
import { useTools } from "@/shared/tools";
import { eventLines, useEventData, useEventQueries } from "../events";
import { useWidget, type WidgetProps } from "./context";
import { Lines } from "./Lines";
import { Value } from "./Value";

function useEventLines({ widget }: WidgetProps) {
  const tools = useTools();
  const { config, range } = useWidget(widget);
  const data = useEventData(useEventQueries(config), config.service, range);
  const lines = eventLines(config, data.answers, tools);
  const isChosen = config.event !== undefined || config.eventRole !== undefined;
  return { config, data, lines, instead: isChosen ? insteadOf(data) : <Empty title="No event is chosen" /> };
}

function insteadOf({ pending, error }: { pending: boolean; error: unknown }) {
  return error ? <Failure error={error} /> : pending ? <Loading /> : undefined;
}

/** How often something happened, or a statistic of it. */
export function EventValue({ widget }: WidgetProps) {
  const { lines, data, instead } = useEventLines({ widget });
  const total = lines.reduce((sum, line) => sum + line.total, 0);
  return instead ?? <Value text={inUnit(total, lines[0]?.unit)} exact={full(total)} lines={lines} grid={data} />;
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
