import { SegmentedControl, Select } from "@mantine/core";
import type { MetricInfo } from "@/api/client";
import { boundsMs, type Range } from "@/shared/range";
import { STATISTICS } from "@/shared/statistics";
import classes from "./Controls.module.css";
import { intervalsFor, type Nature } from "./lines";
import type { Sample } from "./useMetric";

interface ControlsProps {
  known: MetricInfo | undefined;
  sample: Sample | undefined;
  nature: Nature;
  range: Range;
  kind: "bars" | "lines";
  stat: string;
  chosen: { service?: string; breakdown?: string; interval?: string };
  onChange: (change: Record<string, string | undefined>) => void;
}

/** How a metric is split and counted. */
export function Controls({ known, sample, nature, range, kind, stat, chosen, onChange }: ControlsProps) {
  const services = withChosen(sample?.services ?? [], chosen.service);
  const intervals = intervalsFor(...boundsMs(range));
  return (
    <div className={classes.bar}>
      <Select
        className={classes.choice}
        aria-label="Break down by"
        placeholder="Break down by…"
        data={breakdownsOf(known, sample, chosen.breakdown)}
        value={chosen.breakdown ?? null}
        onChange={(breakdown) => onChange({ breakdown: breakdown ?? undefined })}
        clearable
        searchable
        nothingFoundMessage="No matching attributes"
      />
      {services.length > 1 || chosen.service ? (
        <Select
          className={classes.choice}
          aria-label="Service"
          placeholder="All services"
          data={services}
          value={chosen.service ?? null}
          onChange={(service) => onChange({ service: service ?? undefined })}
          clearable
        />
      ) : null}
      {nature.histogram ? (
        <Select
          className={classes.short}
          aria-label="Statistic"
          data={STATISTICS.map((one) => ({ ...one }))}
          value={stat}
          onChange={(wanted) => onChange({ stat: wanted ?? undefined })}
          allowDeselect={false}
        />
      ) : null}
      <Select
        className={classes.short}
        aria-label="Interval"
        placeholder="Interval: auto"
        data={intervals}
        value={intervals.some((one) => one.value === chosen.interval) ? (chosen.interval ?? null) : null}
        onChange={(interval) => onChange({ interval: interval ?? undefined })}
        clearable
      />
      <SegmentedControl
        size="xs"
        aria-label="Chart style"
        data={[
          { value: "bars", label: "Bars" },
          { value: "lines", label: "Lines" },
        ]}
        value={kind}
        onChange={(style) => onChange({ style })}
      />
    </div>
  );
}

function withChosen(options: readonly string[], chosen: string | undefined): string[] {
  return chosen && !options.includes(chosen) ? [...options, chosen] : [...options];
}

/** What the plugin declares, then what the points have. */
function breakdownsOf(known: MetricInfo | undefined, sample: Sample | undefined, chosen: string | undefined) {
  const declared = known?.breakdowns.map(({ attribute, label }) => ({ value: attribute, label })) ?? [];
  const others = withChosen(sample?.attributes ?? [], chosen)
    .filter((name) => !declared.some((one) => one.value === name))
    .map((name) => ({ value: name, label: name }));
  return [...declared, ...others];
}
