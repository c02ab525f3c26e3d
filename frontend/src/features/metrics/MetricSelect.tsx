import { Select } from "@mantine/core";
import type { Group } from "./names";

interface MetricSelectProps {
  groups: readonly Group[];
  chosen: string;
  onChoose: (metric: string) => void;
}

/** The list of metrics where there is no room for it. */
export function MetricSelect({ groups, chosen, onChoose }: MetricSelectProps) {
  const known = groups.some((group) => group.choices.some((choice) => choice.name === chosen));
  const data = groups.map((group) => ({
    group: group.title,
    items: group.choices.map(({ name, title }) => ({
      value: name,
      label: title === name ? name : `${title} · ${name}`,
    })),
  }));
  return (
    <Select
      aria-label="Metric"
      data={known ? data : [...data, { group: "Selected", items: [{ value: chosen, label: chosen }] }]}
      value={chosen}
      onChange={(metric) => metric && onChoose(metric)}
      searchable
      limit={200}
      allowDeselect={false}
      nothingFoundMessage="No matching metrics"
    />
  );
}
