/** Whether a key belongs to a field or to the browser, not to the page. */
export function isTyping(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement | null;
  return (
    event.defaultPrevented ||
    event.metaKey ||
    event.ctrlKey ||
    event.altKey ||
    (target?.closest("input, textarea, select, [contenteditable=true], [role=dialog], [role=listbox]") ?? null) !== null
  );
}
