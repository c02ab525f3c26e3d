import { Drawer, SegmentedControl, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Dot } from "@/shared/ToolBadge";
import { useTools } from "@/shared/tools";
import classes from "./Editor.module.css";
import { type Offer, offered } from "./offers";
import { changes, metricNamesQuery, useChange } from "./queries";
import { WIDGET_TYPES } from "./registry";
import { type Draft, WidgetForm } from "./WidgetForm";

interface CatalogueProps {
  dashboardId: string;
  /** Where new widgets go, 1-based. */
  row: number;
  opened: boolean;
  onClose: () => void;
}

/** All widgets there are, and the form of the chosen one. */
export function Catalogue({ dashboardId, row, opened, onClose }: CatalogueProps) {
  const [chosen, setChosen] = useState<Offer | null>(null);
  const add = useChange(changes.addWidget);
  const submit = ({ widgetType, title, config }: Draft) => {
    const size = WIDGET_TYPES.get(widgetType)?.size ?? { colSpan: 1, rowSpan: 1 };
    const widget = { widgetType, title, gridColumn: 1, gridRow: row, ...size, config: { ...config } };
    add.mutate({ id: dashboardId, widget }, { onSuccess: onClose });
  };
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      onExitTransitionEnd={() => setChosen(null)}
      position="right"
      title="Add widget"
      size="sm"
    >
      {chosen ? (
        <WidgetForm
          draft={chosen}
          submit="Add"
          saving={add.isPending}
          onSubmit={submit}
          cancel="Back"
          onCancel={() => setChosen(null)}
        />
      ) : (
        <Offers onChoose={setChosen} />
      )}
    </Drawer>
  );
}

function Offers({ onChoose }: { onChoose: (offer: Offer) => void }) {
  const tools = useTools();
  const [wanted, setWanted] = useState("");
  const [shape, setShape] = useState("metric_chart");
  const names = useQuery(metricNamesQuery).data ?? [];
  const groups = offered(tools, names, shape, wanted.trim().toLowerCase());
  return (
    <>
      <TextInput
        placeholder="Search widgets and metrics"
        aria-label="Search widgets and metrics"
        data-autofocus
        value={wanted}
        onChange={(event) => setWanted(event.currentTarget.value)}
      />
      <SegmentedControl
        mt="xs"
        fullWidth
        aria-label="Show metrics as"
        value={shape}
        onChange={setShape}
        data={[
          { value: "metric_chart", label: "Metric as chart" },
          { value: "metric_value", label: "Metric as number" },
        ]}
      />
      {groups.map((group) => (
        <section key={group.title}>
          <h3 className={classes.group}>
            {group.colour ? <Dot colour={group.colour} /> : null}
            {group.title}
          </h3>
          {group.offers.map((offer) => (
            <button
              key={`${offer.widgetType} ${offer.title} ${offer.config.metricName ?? ""}`}
              type="button"
              className={classes.entry}
              onClick={() => onChoose(offer)}
            >
              <span className={classes.entryTitle}>{offer.title}</span>
              <span className={classes.entryText}>{offer.text}</span>
            </button>
          ))}
        </section>
      ))}
      {groups.length === 0 ? <p className="faint">No matches for “{wanted}”</p> : null}
    </>
  );
}
