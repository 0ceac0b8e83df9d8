/** The search part of an address as text by name; of a name that is repeated the last value counts. */
export function parseSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search));
}

/** Values that are undefined, null or empty leave no trace. Commas stay readable: filters are comma-separated lists. */
export function stringifySearch(search: Record<string, unknown>): string {
  const words = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (value !== undefined && value !== null && value !== '') words.set(name, String(value));
  }
  const text = words.toString().replaceAll('%2C', ',');
  return text === '' ? '' : `?${text}`;
}
