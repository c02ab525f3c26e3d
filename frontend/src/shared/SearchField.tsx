import { CloseButton, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useDebouncedText } from "./useDebouncedText";

interface SearchFieldProps {
  label: string;
  placeholder?: string;
  value: string | undefined;
  /** Told when typing pauses; undefined: empty. */
  onChange: (value: string | undefined) => void;
  className?: string;
  /** The one that `/` leads to. */
  main?: boolean;
  /** Enter was pressed; with Shift: backwards. */
  onEnter?: (backwards: boolean) => void;
}

/** A text to filter or search by. */
export function SearchField({
  label,
  placeholder = label,
  value,
  onChange,
  className,
  main,
  onEnter,
}: SearchFieldProps) {
  const [text, type] = useDebouncedText(value ?? "", (typed) => onChange(typed.trim() || undefined));
  return (
    <TextInput
      className={className}
      {...(main ? { "data-page-search": true, leftSection: <IconSearch size={14} aria-hidden /> } : {})}
      aria-label={label}
      placeholder={placeholder}
      value={text}
      spellCheck={false}
      maxLength={500}
      onChange={(change) => type(change.currentTarget.value)}
      onKeyDown={(pressed) => {
        if (pressed.key === "Escape") {
          pressed.currentTarget.blur();
        } else if (pressed.key === "Enter") {
          type(text, true);
          onEnter?.(pressed.shiftKey);
        }
      }}
      rightSection={
        text ? <CloseButton size="xs" aria-label={`Clear: ${label}`} onClick={() => type("", true)} /> : null
      }
    />
  );
}
