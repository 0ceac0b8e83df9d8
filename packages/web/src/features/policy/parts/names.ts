import { getFactCatalogue } from '@hegu/contract/enterprise/firms.ts';
import { factCatalogue } from '@hegu/rules/facts.ts';
import { useMemo } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { useRouteQuery } from '../../../lib/query.ts';

export interface Choice {
  readonly code: string;
  readonly label: string;
}

/** Codes of districts (six digits) and parks (taopu-weilaidao) in a sentence as their names; what is no such code stays. */
export const placesNamed = (text: string, name: (code: string) => string): string =>
  text.replace(/(?<![\w-])(?:\d{6}|[a-z]+(?:-[a-z0-9]+)+)(?![\w-])/g, name);

export function usePlaceWords(): (text: string) => string {
  const { district, park } = usePolicyNames();
  return (text) => placesNamed(text, (code) => (/^\d/.test(code) ? district(code) : park(code)));
}

/** What an award is paid for: the number of a certificate is its name, the code of a title is not. */
export function useItemName(): (item: string) => string {
  const { titles } = usePolicyNames();
  return (item) => titles.find((t) => t.code === item)?.label ?? item;
}

/** The codes that questions and filters are asked in, in the reader's language. */
export interface PolicyNames {
  readonly ready: boolean;
  readonly districts: readonly Choice[];
  readonly industries: readonly Choice[];
  readonly tracks: readonly Choice[];
  readonly titles: readonly Choice[];
  readonly sizes: readonly Choice[];
  readonly productKinds: readonly Choice[];
  readonly productClasses: readonly Choice[];
  readonly productStages: readonly Choice[];
  readonly district: (code: string) => string;
  readonly park: (code: string) => string;
  readonly track: (code: string) => string;
}

/** Places that clauses name and that are no district here. */
export const farther: Readonly<Record<string, { zh: string; en: string }>> = {
  310000: { zh: '上海市', en: 'Shanghai' },
  440112: { zh: '广州市黄埔区', en: 'Huangpu, Guangzhou' },
};

/** Fetched once; empty lists while it is on its way. */
export function usePolicyNames(): PolicyNames {
  const locale = useLocale();
  const { data } = useRouteQuery(getFactCatalogue, {}, { staleTime: 30 * 60_000 });
  return useMemo(() => {
    const read = data && factCatalogue.safeParse({ fields: data.fields, collections: data.collections });
    const known = read?.success ? read.data : undefined;
    const named = (list: readonly { code: string; zh: string; en: string }[] | undefined): Choice[] =>
      (list ?? []).map((x) => ({ code: x.code, label: x[locale] }));
    const codes = (
      of: { codes?: Readonly<Record<string, { zh: string; en: string }>> | undefined } | undefined,
    ) => Object.entries(of?.codes ?? {}).map(([code, words]) => ({ code, label: words[locale] }));
    const inside = (collection: string, key: string) =>
      codes(known?.collections.find((c) => c.key === collection)?.fields.find((f) => f.key === key));
    const districts = named(data?.districts);
    const tracks = named(data?.tracks);
    const parks = named(data?.parks);
    return {
      ready: data !== undefined,
      districts,
      tracks,
      industries: named(data?.industryFields),
      titles: inside('certificates', 'kind'),
      sizes: codes(known?.fields.find((f) => f.key === 'sizeClass')),
      productKinds: inside('products', 'kind'),
      productClasses: inside('products', 'class'),
      productStages: inside('products', 'stage'),
      track: (code: string) => tracks.find((t) => t.code === code)?.label ?? code,
      park: (code: string) => parks.find((x) => x.code === code)?.label ?? code,
      district: (code: string) =>
        districts.find((d) => d.code === code)?.label ?? farther[code]?.[locale] ?? code,
    };
  }, [data, locale]);
}
