import type { Widget } from "@/api/client";
import { Panel } from "@/shared/Panel";
import classes from "./Grid.module.css";
import { useWidget } from "./parts/context";
import { WidgetBody } from "./WidgetBody";

/** The widgets at their places; one below the other where there is no room. */
export function Grid({ widgets }: { widgets: readonly Widget[] }) {
  return (
    <div className={classes.grid}>
      {widgets.map((widget) => (
        <div
          key={widget.id}
          className={classes.cell}
          style={{
            gridColumn: `${Math.max(widget.gridColumn, 1)} / span ${widget.colSpan}`,
            gridRow: `${Math.max(widget.gridRow, 1)} / span ${widget.rowSpan}`,
            ["--rows" as string]: widget.rowSpan,
          }}
          data-wide={widget.colSpan > 1}
        >
          <Card widget={widget} />
        </div>
      ))}
    </div>
  );
}

function Card({ widget }: { widget: Widget }) {
  const { config } = useWidget(widget);
  return (
    <Panel
      title={widget.title}
      label={widget.title}
      className={classes.card}
      aside={
        config.back ? (
          <span className={classes.back} title={`Always the last ${config.back}`}>
            {config.back}
          </span>
        ) : undefined
      }
    >
      <WidgetBody widget={widget} />
    </Panel>
  );
}
