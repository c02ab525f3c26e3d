import { useQuery } from "@tanstack/react-query";
import { statusQuery } from "@/api/queries";
import { ago, exactMoment } from "@/shared/format";
import { Empty, Shown } from "@/shared/States";
import { ToolBadge } from "@/shared/ToolBadge";
import { useWidget, type WidgetProps } from "../parts/context";
import { useStats } from "../parts/stats";
import classes from "../parts/widgets.module.css";
import type { WidgetType } from "../widgetType";

function Body({ widget: stored }: WidgetProps) {
  const { range } = useWidget(stored);
  const received = useQuery(statusQuery).data?.received ?? [];
  return (
    <Shown query={useStats(range)}>
      {({ services }) =>
        services.length === 0 ? (
          <Empty title="No services reported in this range" />
        ) : (
          <ul className={classes.list} tabIndex={0} aria-label={stored.title}>
            {services.map((service) => {
              const last = received.find((one) => one.service === service)?.lastTime;
              return (
                <li key={service} className={classes.item}>
                  <ToolBadge service={service} />
                  <span className={`${classes.raw} clip`}>{service}</span>
                  <span className="num faint" title={last ? exactMoment(last) : undefined}>
                    {last ? ago(last) : ""}
                  </span>
                </li>
              );
            })}
          </ul>
        )
      }
    </Shown>
  );
}

export const widget: WidgetType = {
  type: "active_services",
  title: "Active Services",
  description: "Services and when they last reported",
  size: { colSpan: 2, rowSpan: 1 },
  fields: ["range"],
  needs: "own",
  Body,
};
