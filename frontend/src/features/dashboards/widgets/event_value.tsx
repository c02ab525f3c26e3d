import { full, inUnit } from "@/shared/format";
import { isCounted } from "../events";
import { useWidget, type WidgetProps } from "../parts/context";
import { LedgerNumber } from "../parts/LedgerNumber";
import { useLedgerQuestions } from "../parts/useLedger";
import { useEventLines } from "../parts/useEventLines";
import { Value } from "../parts/Value";
import type { WidgetType } from "../widgetType";

function Body({ widget: stored }: WidgetProps) {
  const { config } = useWidget(stored);
  const question = useLedgerQuestions()("events", config);
  const byEvents = <EventNumber widget={stored} />;
  if (!question) {
    return byEvents;
  }
  return question.measure === "duration" ? (
    <LedgerNumber widget={stored} question={question} otherwise={byEvents} />
  ) : (
    <LedgerNumber widget={stored} question={question} />
  );
}

function EventNumber({ widget: stored }: WidgetProps) {
  const { config, lines, data, instead } = useEventLines({ widget: stored });
  if (instead) {
    return instead;
  }
  const totals = lines.map((line) => line.total);
  const counted = isCounted(config);
  const total = counted ? totals.reduce((sum, one) => sum + one, 0) : totals.length > 0 ? Math.max(...totals) : null;
  const note = !counted && totals.length > 1 ? `highest of ${totals.length}` : undefined;
  return <Value text={inUnit(total, lines[0]?.unit)} exact={full(total)} note={note} lines={lines} grid={data} />;
}

export const widget: WidgetType = {
  type: "event_value",
  title: "Event Number",
  description: "Event count, or a statistic of one of its attributes",
  size: { colSpan: 1, rowSpan: 1 },
  fields: ["event", "value", "statistic", "service", "range"],
  needs: "events",
  presets: [{ title: "Failed Requests", description: "Failed model calls", config: { eventRole: "error" } }],
  Body,
};
