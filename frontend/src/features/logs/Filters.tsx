import { Select } from "@mantine/core";
import { SearchField } from "@/shared/SearchField";
import { ServiceSelect } from "@/shared/ServiceSelect";
import { useTools } from "@/shared/tools";
import { eventOptions } from "./events";
import classes from "./Filters.module.css";
import { LEVELS, levelNamed } from "./levels";
import type { Row } from "./paging";
import type { LogFilters } from "./useLogs";

interface FiltersProps {
  filters: LogFilters;
  /** The loaded logs: their events can be chosen even if no plugin knows them. */
  rows: readonly Row[];
  onChange: (change: Record<string, string | undefined>, replace?: boolean) => void;
}

/** Which logs to show. */
export function Filters({ filters, rows, onChange }: FiltersProps) {
  return (
    <div className={classes.bar} role="search" aria-label="Filter logs">
      <SearchField
        className={classes.search}
        label="Search logs"
        placeholder="Search text and attributes"
        value={filters.q}
        main
        onChange={(q) => onChange({ q }, true)}
      />
      <ServiceSelect className={classes.choice} value={filters.service} onChange={(service) => onChange({ service })} />
      <LevelSelect value={filters.level} onChange={(level) => onChange({ level })} />
      <EventSelect value={filters.event} rows={rows} onChange={(event) => onChange({ event })} />
      <SearchField
        className={classes.trace}
        label="Trace ID"
        value={filters.trace}
        onChange={(trace) => onChange({ trace }, true)}
      />
    </div>
  );
}

function LevelSelect({
  value,
  onChange,
}: {
  value: string | undefined;
  onChange: (level: string | undefined) => void;
}) {
  const level = value?.toUpperCase();
  const known = LEVELS.some((one) => one.id === level) || !level ? LEVELS : [...LEVELS, levelNamed(level)];
  return (
    <Select
      className={classes.level}
      aria-label="Level"
      placeholder="All levels"
      data={known.map(({ id, label }) => ({ value: id, label }))}
      value={level ?? null}
      onChange={(chosen) => onChange(chosen ?? undefined)}
      clearable
      leftSection={level ? <Swatch colour={levelNamed(level).colour} /> : undefined}
      renderOption={({ option }) => (
        <span className={classes.option}>
          <Swatch colour={levelNamed(option.value).colour} />
          {option.label}
        </span>
      )}
    />
  );
}

function Swatch({ colour }: { colour: string }) {
  return <span className={classes.swatch} style={{ background: colour }} aria-hidden />;
}

interface EventSelectProps {
  value: string | undefined;
  rows: readonly Row[];
  onChange: (event: string | undefined) => void;
}

function EventSelect({ value, rows, onChange }: EventSelectProps) {
  const tools = useTools();
  return (
    <Select
      className={classes.choice}
      aria-label="Event"
      placeholder="All events"
      data={eventOptions(tools.tools, rows, value)}
      value={value ?? null}
      onChange={(chosen) => onChange(chosen ?? undefined)}
      clearable
      searchable
      nothingFoundMessage="No matching events"
      maxDropdownHeight={360}
      comboboxProps={{ width: 380, position: "bottom-start" }}
      renderOption={({ option }) => (
        <span className={classes.event}>
          <span>{tools.eventTitle(option.value)}</span>
          <span className={classes.raw}>{option.value}</span>
        </span>
      )}
    />
  );
}
