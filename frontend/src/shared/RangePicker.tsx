import { Button, Popover } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconCalendarClock, IconChevronDown } from "@tabler/icons-react";
import { lazy, Suspense } from "react";
import { timeZone } from "./format";
import { ALL_TIME, boundsMs, QUICK_RANGES, type Range, rangeLabel } from "./range";
import classes from "./RangePicker.module.css";

const AbsoluteRange = lazy(() => import("./AbsoluteRange"));

interface RangePickerProps {
  value: Range;
  onChange: (range: Range) => void;
  /** Offers all time, too. */
  all?: boolean;
}

/** Quick ranges, and a calendar for absolute ones. */
export function RangePicker({ value, onChange, all = false }: RangePickerProps) {
  const [opened, { toggle, close }] = useDisclosure(false);
  const choose = (range: Range) => {
    onChange({ from: range.from, to: range.to });
    close();
  };
  return (
    <Popover opened={opened} onChange={close} position="bottom-end" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="default"
          onClick={toggle}
          leftSection={<IconCalendarClock size={15} />}
          rightSection={<IconChevronDown size={13} />}
          aria-label={`Time range: ${rangeLabel(value)}`}
        >
          {rangeLabel(value)}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown}>
        <div className={classes.quick}>
          {(all ? [...QUICK_RANGES, ALL_TIME] : QUICK_RANGES).map((range) => (
            <button
              key={range.short}
              type="button"
              className={classes.choice}
              aria-pressed={range.from === value.from && range.to === value.to}
              onClick={() => choose(range)}
            >
              {range.label}
            </button>
          ))}
        </div>
        <Suspense fallback={null}>
          {opened ? <AbsoluteRange bounds={boundsMs(value)} onChoose={choose} /> : null}
        </Suspense>
        <p className={classes.zone}>Times are in {timeZone()}</p>
      </Popover.Dropdown>
    </Popover>
  );
}
