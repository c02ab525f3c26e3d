import type { ReactNode } from "react";
import { full, inUnit } from "@/shared/format";
import { Shown } from "@/shared/States";
import { useTools } from "@/shared/tools";
import { ledgerLines, ledgerNotes, type LedgerQuestion, ledgerUnit, ledgerValue } from "../ledger";
import { useWidget, type WidgetProps } from "./context";
import { useLedger } from "./useLedger";
import { Value } from "./Value";

interface LedgerNumberProps extends WidgetProps {
  question: LedgerQuestion;
  /** What to show if the ledger does not know it of any call. */
  otherwise?: ReactNode;
}

/** A figure of all calls that are asked for. */
export function LedgerNumber({ widget, question, otherwise }: LedgerNumberProps) {
  const tools = useTools();
  const { range } = useWidget(widget);
  const whole = { ...question, by: undefined };
  return (
    <Shown query={useLedger(whole, range)}>
      {({ answer, ...grid }) => {
        const value = ledgerValue(whole, answer.total);
        if (value === null && otherwise) {
          return otherwise;
        }
        const unit = ledgerUnit(whole);
        return (
          <Value
            text={inUnit(value, unit)}
            exact={value === null ? "unknown" : `${full(value)} ${unit}`.trim()}
            note={ledgerNotes(whole, answer).join(" · ")}
            lines={ledgerLines(whole, answer, tools)}
            grid={grid}
          />
        );
      }}
    </Shown>
  );
}
