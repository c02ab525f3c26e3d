import { TextInput } from "@mantine/core";
import { useState } from "react";
import classes from "./Attributes.module.css";
import { Copy } from "./Copy";

interface AttributesProps {
  values: Record<string, unknown> | undefined;
  /** Says what they belong to, for the search field. */
  label: string;
  searchable?: boolean;
}

/** Attributes as a list of names and values; long ones can be searched. */
export function Attributes({ values, label, searchable = false }: AttributesProps) {
  const [wanted, setWanted] = useState("");
  const entries = Object.entries(values ?? {});
  if (entries.length === 0) {
    return <p className="faint">None</p>;
  }
  const needle = wanted.toLowerCase();
  const shown = entries
    .map(([name, value]) => [name, asText(value)] as const)
    .filter(([name, text]) => name.toLowerCase().includes(needle) || text.toLowerCase().includes(needle))
    .toSorted(([one], [other]) => one.localeCompare(other));
  return (
    <div>
      {searchable && entries.length > 6 ? (
        <TextInput
          className={classes.search}
          placeholder={`Search ${label}`}
          aria-label={`Search ${label}`}
          value={wanted}
          onChange={(event) => setWanted(event.currentTarget.value)}
        />
      ) : null}
      <dl className={classes.list}>
        {shown.map(([name, text]) => (
          <div key={name} className={classes.entry}>
            <dt className={classes.name}>{name}</dt>
            <dd className={classes.value}>
              <span className={classes.text}>{text}</span>
              <Copy text={text} label={`Copy ${name}`} />
            </dd>
          </div>
        ))}
      </dl>
      {shown.length === 0 ? <p className="faint">No attributes match “{wanted}”</p> : null}
    </div>
  );
}

/** A value as text; structures as JSON. */
export function asText(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value, null, 1) ?? "");
}
