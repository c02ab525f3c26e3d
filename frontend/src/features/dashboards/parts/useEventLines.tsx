import { Empty, Failure, Loading } from "@/shared/States";
import { useTools } from "@/shared/tools";
import { eventLines, useEventData, useEventQueries } from "../events";
import { useWidget, type WidgetProps } from "./context";

/** The lines of a widget about events, or what to show instead. */
export function useEventLines({ widget }: WidgetProps) {
  const tools = useTools();
  const { config, range } = useWidget(widget);
  const data = useEventData(useEventQueries(config), config.service, range);
  const lines = eventLines(config, data.answers, tools);
  const isChosen = config.event !== undefined || config.eventRole !== undefined;
  return { config, data, lines, instead: isChosen ? insteadOf(data) : <Empty title="No event selected" /> };
}

function insteadOf({ pending, error }: { pending: boolean; error: unknown }) {
  return error ? <Failure error={error} /> : pending ? <Loading /> : undefined;
}
