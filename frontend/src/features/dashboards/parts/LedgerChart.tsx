import { Shown } from "@/shared/States";
import { useTools } from "@/shared/tools";
import { ledgerLines, ledgerNotes, type LedgerQuestion, ledgerUnit } from "../ledger";
import { useWidget, type WidgetProps } from "./context";
import { Lines } from "./Lines";
import { useLedger } from "./useLedger";

interface LedgerChartProps extends WidgetProps {
  question: LedgerQuestion;
}

/** Sums over calls in the course of time. */
export function LedgerChart({ widget, question }: LedgerChartProps) {
  const tools = useTools();
  const { range, config } = useWidget(widget);
  const stacked = config.chartStacked ?? false;
  return (
    <Shown query={useLedger(question, range)}>
      {({ answer, bounds, intervalMs }) => {
        const lines = ledgerLines(question, answer, tools);
        return (
          <Lines
            title={widget.title}
            lines={lines}
            bounds={bounds}
            intervalMs={intervalMs}
            stacked={stacked}
            kind={config.chartStyle ?? (stacked || lines.length === 1 ? "bars" : "lines")}
            unit={ledgerUnit(question)}
            note={ledgerNotes(question, answer).join(" · ")}
          />
        );
      }}
    </Shown>
  );
}
