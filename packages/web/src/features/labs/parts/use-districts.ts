import { listInstruments } from '@hegu/contract/labs/instruments.ts';
import { useLocale } from '../../../i18n/locale.ts';
import { useRouteQuery } from '../../../lib/query.ts';

/** The name of a district in the reader's language, whether the record holds its code or its Chinese name. */
export function useDistrictName(): (district: string | null) => string | null {
  const locale = useLocale();
  const { data } = useRouteQuery(listInstruments, { query: { limit: 1 } }, { staleTime: 10 * 60_000 });
  return (district) => {
    if (!district) return null;
    const found = data?.facets.district?.find((d) => d.value === district || d.labelZh === district);
    return found ? (locale === 'en' ? found.labelEn : found.labelZh) : district;
  };
}
