/** Search parameters are plain strings: `?q=123` stays the text 123. */

export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

export function stringifySearch(search: Record<string, unknown>): string {
  const filled = Object.entries(search).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const text = new URLSearchParams(filled.map(([name, value]) => [name, String(value)])).toString();
  return text ? `?${text}` : "";
}

/** Keeps the named parameters, and only those. */
export function only<const Names extends readonly string[]>(...names: Names) {
  return (search: Record<string, unknown>): { [Name in Names[number]]?: string } =>
    Object.fromEntries(
      names
        .filter((name) => typeof search[name] === "string" && search[name] !== "")
        .map((name) => [name, search[name]]),
    ) as { [Name in Names[number]]?: string };
}
