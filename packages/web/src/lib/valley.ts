/**
 * Which valley this browser looks at, when the deployment runs several: `?valley=<slug>` of the address wins, then the
 * last choice on this device. Null leaves the choice to the server (the host name, or its default valley).
 */
const storageKey = 'hegu.valley';
const slugShape = /^[a-z0-9][a-z0-9-]{0,62}$/;

export function firstValley(search: string, stored: string | null): string | null {
  const asked = new URLSearchParams(search).get('valley');
  if (asked && slugShape.test(asked)) return asked;
  return stored && slugShape.test(stored) ? stored : null;
}

function readStored(): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}

function store(slug: string | null): void {
  try {
    if (slug) localStorage.setItem(storageKey, slug);
    else localStorage.removeItem(storageKey);
  } catch {
    // The choice then lasts as long as the page.
  }
}

/** A valley asked for by the address stays chosen on the pages after it. */
function start(): string | null {
  if (typeof window === 'undefined') return null;
  const slug = firstValley(window.location.search, readStored());
  if (new URLSearchParams(window.location.search).has('valley')) store(slug);
  return slug;
}

let current: string | null = start();

export const getValley = (): string | null => current;

/** Every query has to be fetched again after this: the caller resets the query client. */
export function setValley(slug: string | null): void {
  current = slug;
  store(slug);
}
