import {
  type Facility,
  type InstrumentSummary,
  listFacilities,
  listInstruments,
} from '@hegu/contract/labs/instruments.ts';
import { useEffect } from 'react';
import { useRoutePages, useRouteQuery } from '../../../../lib/query.ts';
import { useSession } from '../../../../lib/session.ts';
import { valleyReaders } from './manage-page.tsx';

/** The facilities the reader runs; every one of the valley for those who read what all of them do. */
export function useManagedFacilities(): {
  readonly facilities: readonly Facility[] | undefined;
  readonly error: Error | null;
} {
  const { has } = useSession();
  const { data, error } = useRouteQuery(
    listFacilities,
    {
      query: {
        ...(has(...valleyReaders) && !has('facility', 'admin') ? {} : { managed: 'true' }),
        limit: 200,
      },
    },
    { staleTime: 5 * 60_000 },
  );
  return { facilities: data?.items, error };
}

/** Every instrument the reader runs, of one facility or of all: for choosing one, not for looking at. */
export function useManagedInstruments(facilityId?: string): readonly InstrumentSummary[] | undefined {
  const { items, more } = useRoutePages(
    listInstruments,
    { query: { managed: 'true', limit: 200, ...(facilityId ? { facility: facilityId } : {}) } },
    { staleTime: 5 * 60_000 },
  );
  useEffect(() => {
    if (more.has && !more.busy) more.load();
  }, [more]);
  return items;
}
