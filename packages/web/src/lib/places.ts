/** Addresses of what the valley offers, by kind of catalogue entry. Plain strings, so that any feature may link to any other. */
const folders: Readonly<Record<string, string>> = {
  instrument: '/instruments',
  facility: '/facilities',
  firm: '/firms',
  // A clause may be addressed by the id the catalogue names it by
  policy: '/policies',
};

/** Null for a kind that has no page of its own. */
export function placeOf(kind: string, id: string): string | null {
  const folder = folders[kind];
  return folder ? `${folder}/${encodeURIComponent(id)}` : null;
}

export const reservationPlace = (id: string): string => `/reservations/${encodeURIComponent(id)}`;

export const instrumentPlace = (id: string): string => `/instruments/${encodeURIComponent(id)}`;

/** The search over everything, with words in the box. */
export const searchPlace = (q: string): string => (q ? `/search?q=${encodeURIComponent(q)}` : '/search');
