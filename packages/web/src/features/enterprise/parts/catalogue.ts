import { getFactCatalogue } from '@hegu/contract/enterprise/firms.ts';
import { type CollectionDef, type FieldDef, factCatalogue } from '@hegu/rules/facts.ts';
import { useMemo } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { useRouteQuery } from '../../../lib/query.ts';
import type { CodeName } from './value.ts';

interface Coded {
  readonly code: string;
  readonly zh: string;
  readonly en: string;
}

export interface FirmCatalogue {
  readonly fields: readonly FieldDef[];
  readonly byKey: ReadonlyMap<string, FieldDef>;
  readonly collections: ReadonlyMap<
    string,
    CollectionDef & { readonly byKey: ReadonlyMap<string, FieldDef> }
  >;
  readonly industryFields: readonly Coded[];
  readonly tracks: readonly (Coded & { readonly field: string })[];
  readonly lineages: readonly Coded[];
  readonly districts: readonly Coded[];
  readonly parks: readonly (Coded & { readonly district: string })[];
  readonly stages: readonly Coded[];
  readonly statuses: readonly Coded[];
}

/** Which list of the catalogue names the codes of a field. */
const lists: Readonly<Record<string, 'districts' | 'parks' | 'tracks' | 'industryFields'>> = {
  registeredDistrict: 'districts',
  taxDistrict: 'districts',
  producedDistrict: 'districts',
  park: 'parks',
  tracks: 'tracks',
  fields: 'industryFields',
};
export const choicesOf = (
  catalogue: FirmCatalogue | null,
  def: FieldDef,
): readonly { readonly code: string; readonly zh: string; readonly en: string }[] => {
  const list = lists[def.key];
  if (list && catalogue && catalogue[list].length > 0 && !def.codes) return catalogue[list];
  return Object.entries(def.codes ?? {}).map(([code, words]) => ({ code, ...words }));
};

/** What can be known of a firm, and every name of a code in the reader's language. Fetched once. */
export function useFirmCatalogue() {
  const locale = useLocale();
  const { data, error } = useRouteQuery(getFactCatalogue, {}, { staleTime: 30 * 60_000 });
  const catalogue = useMemo((): FirmCatalogue | null => {
    if (!data) return null;
    const read = factCatalogue.safeParse({ fields: data.fields, collections: data.collections });
    if (!read.success) return null;
    const { fields, collections } = read.data;
    return {
      ...data,
      fields,
      byKey: new Map(fields.map((f) => [f.key, f])),
      collections: new Map(
        collections.map((c) => [c.key, { ...c, byKey: new Map(c.fields.map((f) => [f.key, f])) }]),
      ),
    };
  }, [data]);
  return useMemo(() => {
    const named = (list: readonly Coded[] | undefined, code: string | null): string | undefined =>
      list?.find((x) => x.code === code)?.[locale];
    const codeName: CodeName = (field, code) => {
      // The only city whose districts are known
      if (field === 'city' && code === '310000') return locale === 'zh' ? '上海市' : 'Shanghai';
      const list = lists[field];
      return list ? named(catalogue?.[list], code) : undefined;
    };
    // Codes are nobody's words: while their names are on the way, dots
    const bare = (code: string) => (catalogue || error ? code : '…');
    const titles = catalogue?.collections.get('certificates')?.byKey.get('kind')?.codes;
    return {
      catalogue,
      error,
      codeName,
      districtName: (code: string) => named(catalogue?.districts, code) ?? bare(code),
      parkName: (code: string) => named(catalogue?.parks, code) ?? bare(code),
      trackName: (code: string) => named(catalogue?.tracks, code) ?? bare(code),
      fieldName: (code: string) => named(catalogue?.industryFields, code) ?? bare(code),
      lineageName: (code: string) => named(catalogue?.lineages, code) ?? bare(code),
      titleName: (code: string) => titles?.[code]?.[locale] ?? bare(code),
      stageName: (code: string) => named(catalogue?.stages, code) ?? bare(code),
      statusName: (code: string) => named(catalogue?.statuses, code) ?? bare(code),
    };
  }, [catalogue, error, locale]);
}
export type Names = ReturnType<typeof useFirmCatalogue>;
