import { listFirms } from '@hegu/contract/enterprise/firms.ts';
import { useRouteQuery } from '../../../lib/query.ts';
import { useSession } from '../../../lib/session.ts';

/** The firm of the person who is signed in as one of its people; null when there is none, undefined while it is asked. */
export function useMyFirm() {
  const { me, has } = useSession();
  const own = has('researcher', 'pi');
  const { data } = useRouteQuery(listFirms, { query: { mine: 'true', limit: 1 } }, { enabled: own });
  if (!me) return undefined;
  if (!own) return null;
  return data === undefined ? undefined : (data.items[0] ?? null);
}

export const firmPoliciesPlace = (id: string): string => `/firms/${encodeURIComponent(id)}/policies`;
