import { Group, Select } from "@mantine/core";
import { useServices } from "@/api/queries";
import { Dot } from "./ToolBadge";
import { useTools } from "./tools";

interface ServiceSelectProps {
  value: string | undefined;
  onChange: (service: string | undefined) => void;
  className?: string;
  /** Shown above; without it the field is named for screen readers only. */
  label?: string;
}

/** Chooses one of the services that sent something, or all. */
export function ServiceSelect({ value, onChange, className, label }: ServiceSelectProps) {
  const services = useServices();
  const tools = useTools();
  const known = value && !services.includes(value) ? [...services, value] : services;
  return (
    <Select
      className={className}
      label={label}
      aria-label={label ? undefined : "Service"}
      placeholder="All services"
      data={known}
      value={value ?? null}
      onChange={(service) => onChange(service ?? undefined)}
      clearable
      searchable={known.length > 8}
      comboboxProps={{ width: "max-content", position: "bottom-start" }}
      leftSection={value ? <Dot colour={tools.colourOf(value)} /> : undefined}
      renderOption={({ option }) => (
        <Group gap={8} wrap="nowrap" miw={0}>
          <Dot colour={tools.colourOf(option.value)} />
          <span className="clip">{option.value}</span>
          {tools.titleOf(option.value) === option.value ? null : (
            <span className="faint">{tools.titleOf(option.value)}</span>
          )}
        </Group>
      )}
    />
  );
}
