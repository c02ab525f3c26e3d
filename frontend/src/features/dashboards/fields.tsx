import { Input, SegmentedControl, Select, Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ComponentType } from "react";
import { ServiceSelect } from "@/shared/ServiceSelect";
import { STATISTICS } from "@/shared/statistics";
import { type ToolIndex, useTools } from "@/shared/tools";
import { AttributeSelect } from "./AttributeSelect";
import * as choices from "./choices";
import type { WidgetConfig } from "./config";
import { metricNamesQuery } from "./queries";
import type { FieldName } from "./widgetType";

interface FieldProps {
  config: WidgetConfig;
  onChange: (config: WidgetConfig) => void;
}

function Metric({ config, onChange }: FieldProps) {
  const tools = useTools();
  const names = useQuery(metricNamesQuery).data ?? [];
  return (
    <Source
      label="Metric"
      groups={choices.metricChoices(tools, names, config)}
      value={choices.metricChoice(config)}
      onChange={(choice) => onChange(choices.withMetric(config, choice, tools))}
    />
  );
}

function Event({ config, onChange }: FieldProps) {
  const tools = useTools();
  return (
    <Source
      label="Event"
      groups={choices.eventChoices(tools, config)}
      value={choices.eventChoice(config)}
      onChange={(choice) => onChange(choices.withEvent(config, choice, tools))}
    />
  );
}

interface SourceProps {
  label: string;
  groups: choices.ChoiceGroup[];
  value: string | null;
  onChange: (choice: string) => void;
}

function Source({ label, groups, value, onChange }: SourceProps) {
  return (
    <Select
      label={label}
      placeholder={`Select a${label === "Event" ? "n" : ""} ${label.toLowerCase()}`}
      data={groups}
      value={value}
      onChange={(choice) => choice && onChange(choice)}
      searchable
      allowDeselect={false}
      required
      limit={200}
      nothingFoundMessage="No matches"
    />
  );
}

function Value({ config, onChange }: FieldProps) {
  return (
    <AttributeSelect
      label="Value"
      placeholder="Number of events"
      choices={choices.valueChoices(config, useTools())}
      value={config.value}
      onChange={(value) => onChange({ ...config, value, stat: value ? config.stat : undefined })}
    />
  );
}

function Statistic({ config, onChange }: FieldProps) {
  const tools = useTools();
  const isEvent = choices.eventChoice(config) !== null;
  if (isEvent ? !config.value : !choices.hasStatistics(config, tools) && !config.stat) {
    return null;
  }
  return (
    <Select
      label="Statistic"
      data={isEvent ? [...choices.EVENT_STATISTICS] : [...STATISTICS]}
      value={config.stat ?? "avg"}
      onChange={(stat) => onChange({ ...config, stat: stat ?? undefined })}
      allowDeselect={false}
    />
  );
}

function Breakdown({ config, onChange }: FieldProps) {
  return (
    <AttributeSelect
      label="Break down by"
      placeholder="Nothing"
      choices={choices.breakdownChoices(config, useTools())}
      value={config.breakdownAttribute}
      onChange={(breakdownAttribute) => onChange({ ...config, breakdownAttribute, breakdownValue: undefined })}
    />
  );
}

function OnlyValue({ config, onChange }: FieldProps) {
  const tools = useTools();
  if (!config.breakdownAttribute || config.breakdownAttribute === "tool") {
    return null;
  }
  return (
    <AttributeSelect
      label={`Only where ${breakdownLabel(config, tools)} is`}
      placeholder="All values"
      choices={choices.onlyValueChoices(config, tools)}
      value={config.breakdownValue}
      onChange={(breakdownValue) => onChange({ ...config, breakdownValue })}
    />
  );
}

function breakdownLabel(config: WidgetConfig, tools: ToolIndex): string {
  const { breakdownAttribute = "" } = config;
  const known = choices.breakdownChoices(config, tools).find(({ value }) => value === breakdownAttribute);
  return (known?.label ?? breakdownAttribute).toLowerCase();
}

function Style({ config, onChange }: FieldProps) {
  return (
    <>
      <Input.Wrapper label="Chart style" labelElement="div" size="xs">
        <SegmentedControl
          fullWidth
          aria-label="Chart style"
          data={[
            { value: "auto", label: "Auto" },
            { value: "bars", label: "Bars" },
            { value: "lines", label: "Lines" },
          ]}
          value={config.chartStyle ?? "auto"}
          onChange={(style) =>
            onChange({ ...config, chartStyle: style === "bars" || style === "lines" ? style : undefined })
          }
        />
      </Input.Wrapper>
      <Switch
        label="Stack series"
        checked={config.chartStacked ?? false}
        onChange={({ currentTarget }) => onChange({ ...config, chartStacked: currentTarget.checked || undefined })}
      />
    </>
  );
}

function Service({ config, onChange }: FieldProps) {
  return (
    <ServiceSelect label="Service" value={config.service} onChange={(service) => onChange({ ...config, service })} />
  );
}

const DASHBOARD = "dashboard";

function Range({ config, onChange }: FieldProps) {
  return (
    <Select
      label="Time range"
      data={[{ value: DASHBOARD, label: "Dashboard range" }, ...choices.rangeChoices(config.back)]}
      value={config.back ?? DASHBOARD}
      onChange={(back) => onChange({ ...config, back: back && back !== DASHBOARD ? back : undefined })}
      allowDeselect={false}
    />
  );
}

/** The fields that widgets are configured with. */
export const FIELDS: Record<FieldName, ComponentType<FieldProps>> = {
  metric: Metric,
  event: Event,
  value: Value,
  statistic: Statistic,
  breakdown: Breakdown,
  onlyValue: OnlyValue,
  style: Style,
  service: Service,
  range: Range,
};
