import { Button, Group } from "@mantine/core";
import { DateTimePicker } from "@mantine/dates";
import "@mantine/dates/styles.css";
import dayjs from "dayjs";
import { useState } from "react";
import { between, type Range } from "./range";

interface AbsoluteRangeProps {
  bounds: readonly [number, number];
  onChoose: (range: Range) => void;
}

const FORMAT = "YYYY-MM-DD HH:mm:ss";

/** Two calendars; loaded when the picker opens. */
export default function AbsoluteRange({ bounds, onChoose }: AbsoluteRangeProps) {
  const [from, setFrom] = useState<string | null>(dayjs(bounds[0]).format(FORMAT));
  const [to, setTo] = useState<string | null>(dayjs(bounds[1]).format(FORMAT));
  const fromMs = dayjs(from).valueOf();
  const toMs = dayjs(to).valueOf();
  const usable = Number.isFinite(fromMs) && Number.isFinite(toMs) && fromMs < toMs;
  return (
    <>
      <Group grow gap="xs" mt="sm">
        <DateTimePicker
          size="xs"
          label="From"
          value={from}
          onChange={setFrom}
          withSeconds
          popoverProps={{ withinPortal: false }}
        />
        <DateTimePicker
          size="xs"
          label="To"
          value={to}
          onChange={setTo}
          withSeconds
          popoverProps={{ withinPortal: false }}
        />
      </Group>
      <Button fullWidth mt="xs" disabled={!usable} onClick={() => onChoose(between(fromMs, toMs))}>
        {usable || !from || !to ? "Apply" : "“From” must be before “To”"}
      </Button>
    </>
  );
}
