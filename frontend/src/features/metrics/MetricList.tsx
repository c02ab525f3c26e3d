import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { Dot } from "@/shared/ToolBadge";
import classes from "./MetricList.module.css";
import { type Group, matching } from "./names";

interface MetricListProps {
  groups: readonly Group[];
  chosen: string;
  onChoose: (metric: string) => void;
}

const MOST = 400;

/** All metrics by tool, to choose one. */
export function MetricList({ groups, chosen, onChoose }: MetricListProps) {
  const [wanted, setWanted] = useState("");
  const found = matching(groups, wanted);
  return (
    <nav className={classes.list} aria-label="Metrics">
      <TextInput
        className={classes.search}
        placeholder="Search metrics"
        aria-label="Search metrics"
        data-page-search
        leftSection={<IconSearch size={14} aria-hidden />}
        value={wanted}
        onChange={(typed) => setWanted(typed.currentTarget.value)}
        onKeyDown={(pressed) => pressed.key === "Escape" && pressed.currentTarget.blur()}
      />
      <div className={classes.scroller}>
        {found.map((group) => (
          <section key={group.title} aria-label={group.title}>
            <h2 className={classes.group}>
              <Dot colour={group.colour} />
              {group.title}
            </h2>
            {group.choices.slice(0, MOST).map(({ name, title }) => (
              <button
                key={name}
                type="button"
                className={classes.choice}
                aria-current={name === chosen || undefined}
                title={name}
                onClick={() => onChoose(name)}
              >
                <span className={classes.title}>{title}</span>
                {title === name ? null : <span className={classes.name}>{name}</span>}
              </button>
            ))}
            {group.choices.length > MOST ? (
              <p className={classes.more}>and {group.choices.length - MOST} more. Search to find them.</p>
            ) : null}
          </section>
        ))}
        {found.length === 0 ? <p className={classes.more}>No matches for “{wanted}”</p> : null}
      </div>
    </nav>
  );
}
