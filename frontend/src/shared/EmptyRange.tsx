import { Button, Group } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { ago, exactMoment, timeMs } from "./format";
import { between, boundsMs, type Range } from "./range";
import { Empty, Loading } from "./States";

interface EmptyRangeProps {
  /** What is missing, in the plural: "logs". */
  what: string;
  range: Range;
  /** When the newest one was, in any range; null: there is none; undefined: not known yet. */
  newest: string | null | undefined;
  onGo: (range: Range) => void;
  /** Removes the filters; absent: there are none. */
  onClear?: () => void;
}

/** Nothing in the range: where the newest one is, and how to get there. */
export function EmptyRange({ what, range, newest, onGo, onClear }: EmptyRangeProps) {
  const clear = onClear ? (
    <Button variant="default" onClick={onClear}>
      Clear filters
    </Button>
  ) : null;
  if (newest === undefined) {
    return <Loading label={`Looking for the latest ${what}`} />;
  }
  if (newest !== null) {
    return (
      <Empty
        title={`No ${what} in this range`}
        action={
          <Group gap="xs" justify="center">
            <Button onClick={() => onGo(endingAt(newest, range))}>Jump to latest</Button>
            {clear}
          </Group>
        }
      >
        {onClear ? "The latest match is from " : "The latest is from "}
        <span title={exactMoment(newest)}>{ago(newest)}</span>.
      </Empty>
    );
  }
  return onClear ? (
    <Empty title={`No ${what} match these filters`} action={clear}>
      There are no matches in any time range.
    </Empty>
  ) : (
    <Empty
      title={`No ${what} yet`}
      action={
        <Button component={Link} to="/setup" variant="default">
          Connect a tool
        </Button>
      }
    >
      Data appears here as soon as a tool sends it.
    </Empty>
  );
}

/** A range as long as the given one that ends just after a time. */
function endingAt(timestamp: string, range: Range): Range {
  const [from, to] = boundsMs(range);
  const end = timeMs(timestamp) + 1000;
  return between(end - (to - from), end);
}
