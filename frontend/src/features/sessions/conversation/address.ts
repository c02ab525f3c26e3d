const BEGIN = "turn=";

/** The part of an address behind `#` that leads to a turn. */
export function hashOf(key: string): string {
  return `${BEGIN}${encodeURIComponent(key)}`;
}

/** Key of the turn that an address leads to. */
export function turnIn(hash: string): string | undefined {
  const text = hash.replace(/^#/, "");
  if (!text.startsWith(BEGIN)) {
    return undefined;
  }
  const key = text.slice(BEGIN.length);
  try {
    return decodeURIComponent(key);
  } catch {
    return key; // the router decoded it
  }
}

/** Whether a turn is the one: by the ledger's id, or by the name that calls use. */
export function isTurn(turn: { key: string; figures?: { turn?: string } | undefined }, wanted: string): boolean {
  return turn.key === wanted || turn.figures?.turn === wanted;
}
