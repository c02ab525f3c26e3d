import { Shown } from "@/shared/States";
import { useTools } from "@/shared/tools";
import { eventLines, useEventData, useEventQueries } from "../events";
import { ledgerLines, ledgerNotes, type LedgerQuestion, ledgerUnit, timedTools, withEventLines } from "../ledger";
import { useWidget, type WidgetProps } from "./context";
import { Lines } from "./Lines";
import { useLedger } from "./useLedger";

interface LatencyChartProps extends WidgetProps {
  question: LedgerQuestion;
}

/** Durations of calls in the course of time; where the ledger has none of a tool's calls, what its events tell. */
export function LatencyChart({ widget, question }: LatencyChartProps) {
  const tools = useTools();
  const { range, config } = useWidget(widget);
  const { tool } = question;
  const byTool = useLedger({ measure: "calls", by: "tool", ...(tool ? { tool } : {}) }, range).data;
  const timed = byTool && timedTools(byTool.answer);
  const untimed = useEventQueries(config).filter(({ toolId }) => timed && (!toolId || !timed.has(toolId)));
  const events = useEventData(untimed, config.service, range);
  return (
    <Shown query={useLedger(question, range)}>
      {({ answer, bounds, intervalMs }) => {
        const byEvents = eventLines(config, events.answers, tools);
        const told = events.answers.filter(({ series }) => series.length > 0).map(({ query }) => query.toolId);
        const titles = told.flatMap((id) => tools.byId(id)?.title ?? []);
        const notes = [...ledgerNotes(question, answer), ...titles.map((title) => `${title} by its events`)];
        return (
          <Lines
            title={widget.title}
            lines={withEventLines(ledgerLines(question, answer, tools), byEvents)}
            bounds={bounds}
            intervalMs={intervalMs}
            stacked={false}
            kind={config.chartStyle ?? "lines"}
            unit={ledgerUnit(question)}
            note={notes.join(" · ")}
          />
        );
      }}
    </Shown>
  );
}
