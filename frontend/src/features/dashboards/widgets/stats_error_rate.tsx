import { compact } from "@/shared/format";
import { Shown } from "@/shared/States";
import { useWidget, type WidgetProps } from "../parts/context";
import { useStats } from "../parts/stats";
import { Value } from "../parts/Value";
import type { WidgetType } from "../widgetType";

function Body({ widget: stored }: WidgetProps) {
  const { range } = useWidget(stored);
  return (
    <Shown query={useStats(range)}>
      {({ spanCount, errorRate }) => (
        <Value
          text={spanCount === 0 ? "—" : `${errorRate.toFixed(errorRate < 10 ? 1 : 0)} %`}
          note={`of ${compact(spanCount)} spans`}
        />
      )}
    </Shown>
  );
}

export const widget: WidgetType = {
  type: "stats_error_rate",
  title: "Error Rate",
  description: "Span error rate",
  size: { colSpan: 1, rowSpan: 1 },
  fields: ["range"],
  needs: "own",
  Body,
};
