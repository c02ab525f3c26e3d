import { Select } from "@mantine/core";
import { useState } from "react";
import type { Choice } from "./choices";

interface AttributeSelectProps {
  label: string;
  placeholder: string;
  choices: readonly Choice[];
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

/** Chooses one of what the tools declare, or any other text. */
export function AttributeSelect({ label, placeholder, choices, value, onChange }: AttributeSelectProps) {
  const [search, setSearch] = useState("");
  return (
    <Select
      label={label}
      placeholder={placeholder}
      data={withTyped(withTyped(choices, value ?? ""), search.trim())}
      value={value ?? null}
      onChange={(chosen) => onChange(chosen ?? undefined)}
      searchable
      clearable
      clearButtonProps={{ "aria-label": `Clear: ${label}` }}
      searchValue={search}
      onSearchChange={setSearch}
      maxLength={255}
    />
  );
}

function withTyped(choices: readonly Choice[], text: string): Choice[] {
  const isKnown = text === "" || choices.some(({ value, label }) => value === text || label === text);
  return isKnown ? [...choices] : [...choices, { value: text, label: text }];
}
