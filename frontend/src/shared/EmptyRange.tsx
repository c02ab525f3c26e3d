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
      Clear the filters
    </Button>
  ) : null;
  if (newest === undefined) {
    return <Loading label={`Looking for the newest ${what}`} />;
  }
  if (newest !== null) {
    return (
      <Empty
        title={`No ${what} in this range`}
        action={
          <Group gap="xs" justify="center">
            <Button onClick={() => onGo(endingAt(newest, range))}>Go there</Button>
            {clear}
          </Group>
        }
      >
        {onClear ? "The newest that fits the filters is from " : "The newest is from "}
        <span title={exactMoment(newest)}>{ago(newest)}</span>.
      </Empty>
    );
  }
  return onClear ? (
    <Empty title={`No ${what} fit these filters`} action={clear}>
      Not in this range, and not in any other.
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
      They appear here as soon as a tool sends its first ones.
    </Empty>
  );
}

/** A range as long as the given one that ends just after a time. */
function endingAt(timestamp: string, range: Range): Range {
  const [from, to] = boundsMs(range);
  const end = timeMs(timestamp) + 1000;
  return between(end - (to - from), end);
}
