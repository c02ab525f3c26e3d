import { Button, Select } from "@mantine/core";
import { IconAlertCircle } from "@tabler/icons-react";
import { SearchField } from "@/shared/SearchField";
import { ServiceSelect } from "@/shared/ServiceSelect";
import classes from "./Filters.module.css";
import type { TraceFilters } from "./useTraces";

interface FiltersProps {
  filters: TraceFilters;
  onChange: (change: Record<string, string | undefined>, replace?: boolean) => void;
}

const SHORTEST = [
  { value: "100ms", label: "100 ms or longer" },
  { value: "1s", label: "1 s or longer" },
  { value: "10s", label: "10 s or longer" },
  { value: "1m", label: "1 min or longer" },
  { value: "10m", label: "10 min or longer" },
];

/** Which traces to show. */
export function Filters({ filters, onChange }: FiltersProps) {
  const { min } = filters;
  const errors = filters.errors === "1";
  const shortest =
    min && !SHORTEST.some((one) => one.value === min)
      ? [...SHORTEST, { value: min, label: `${min} or longer` }]
      : SHORTEST;
  return (
    <div className={classes.bar} role="search" aria-label="Filter traces">
      <SearchField
        className={classes.search}
        label="Search traces"
        placeholder="Search span names and attributes"
        value={filters.q}
        main
        onChange={(q) => onChange({ q }, true)}
      />
      <ServiceSelect className={classes.choice} value={filters.service} onChange={(service) => onChange({ service })} />
      <Select
        className={classes.choice}
        aria-label="Minimum duration"
        placeholder="Any duration"
        data={shortest}
        value={min ?? null}
        onChange={(chosen) => onChange({ min: chosen ?? undefined })}
        clearable
      />
      <Button
        variant={errors ? "light" : "default"}
        color={errors ? "red" : undefined}
        aria-pressed={errors}
        leftSection={<IconAlertCircle size={15} />}
        onClick={() => onChange({ errors: errors ? undefined : "1" })}
      >
        Errors only
      </Button>
    </div>
  );
}
