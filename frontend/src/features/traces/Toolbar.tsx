import { ActionIcon, Button, Group, Tooltip } from "@mantine/core";
import {
  IconAlertCircle,
  IconArrowAutofitWidth,
  IconChevronDown,
  IconChevronUp,
  IconListTree,
  IconMinus,
  IconPlus,
  IconX,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { full } from "@/shared/format";
import { SearchField } from "@/shared/SearchField";
import classes from "./Toolbar.module.css";
import { collapsedBelow, deepest, type Tree } from "./waterfall";

interface ToolbarProps {
  tree: Tree;
  rows: Int32Array;
  focus: number;
  search: string;
  matches: Int32Array;
  errors: Int32Array;
  selected: number;
  /** undefined: there are no idle hours. */
  compressed: boolean | undefined;
  onSearch: (text: string | undefined) => void;
  onMatch: (backwards: boolean) => void;
  onError: (backwards: boolean) => void;
  onCollapse: (collapsed: ReadonlySet<string>) => void;
  onCompress: (compressed: boolean) => void;
  onUnfocus: () => void;
}

/** Finds spans, and decides how much of the trace is shown. */
export function Toolbar(props: ToolbarProps) {
  const { tree, rows, focus, search, matches, errors, selected } = props;
  const level = deepest(tree, rows);
  const focused = tree.spans[focus];
  return (
    <div className={classes.bar} role="search" aria-label="Within this trace">
      <SearchField
        className={classes.search}
        label="Search spans"
        placeholder="Search span names and attributes"
        value={search}
        main
        onChange={props.onSearch}
        onEnter={props.onMatch}
      />
      {search ? (
        <Group gap={2} wrap="nowrap">
          <span className={classes.count} role="status">
            {matches.length === 0 ? "No matches" : `${full(matches.indexOf(selected) + 1)} of ${full(matches.length)}`}
          </span>
          <Tool label="Previous match" disabled={matches.length === 0} onClick={() => props.onMatch(true)}>
            <IconChevronUp size={15} />
          </Tool>
          <Tool label="Next match" disabled={matches.length === 0} onClick={() => props.onMatch(false)}>
            <IconChevronDown size={15} />
          </Tool>
        </Group>
      ) : null}
      {errors.length > 0 ? (
        <Button
          variant="default"
          leftSection={<IconAlertCircle size={15} color="var(--bad)" />}
          onClick={() => props.onError(false)}
        >
          Next error ({full(errors.length)})
        </Button>
      ) : null}
      <Group gap={2} wrap="nowrap">
        <Tool
          label="Collapse one level"
          disabled={level === 0}
          onClick={() => props.onCollapse(collapsedBelow(tree, Math.max(level - 1, 0)))}
        >
          <IconMinus size={15} />
        </Tool>
        <Tool label="Expand one level" onClick={() => props.onCollapse(collapsedBelow(tree, level + 1))}>
          <IconPlus size={15} />
        </Tool>
        <Tool label="Expand all levels" onClick={() => props.onCollapse(new Set())}>
          <IconListTree size={15} />
        </Tool>
        {props.compressed === undefined ? null : (
          <Tool
            label={"Collapse idle time"}
            pressed={props.compressed}
            onClick={() => props.onCompress(!props.compressed)}
          >
            <IconArrowAutofitWidth size={15} />
          </Tool>
        )}
      </Group>
      {focused ? (
        <Button variant="light" rightSection={<IconX size={13} />} onClick={props.onUnfocus} className={classes.focus}>
          <span className={classes.name}>Subtree: {focused.spanName}</span>
        </Button>
      ) : null}
    </div>
  );
}

interface ToolProps {
  label: string;
  disabled?: boolean;
  pressed?: boolean;
  onClick: () => void;
  children: ReactNode;
}

function Tool({ label, disabled = false, pressed, onClick, children }: ToolProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant={pressed ? "light" : "subtle"}
        size={30}
        aria-label={label}
        {...(pressed === undefined ? {} : { "aria-pressed": pressed })}
        disabled={disabled}
        onClick={onClick}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
