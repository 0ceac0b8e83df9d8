import type { Named } from '../../catalogue/rules.ts';

/** Facets of the list of firms, from counts by value. Pure. */

export interface FacetCell {
  readonly fields: readonly string[];
  readonly tracks: readonly string[];
  readonly lineages: readonly string[];
  readonly district: string | null;
  readonly park: string | null;
  readonly stage: string;
  readonly status: string;
  readonly titles: readonly string[];
  readonly n: number;
}

export const facetNames = [
  'field',
  'track',
  'lineage',
  'district',
  'park',
  'stage',
  'status',
  'title',
] as const;
export type FacetName = (typeof facetNames)[number];

export const valuesOf: Readonly<Record<FacetName, (c: FacetCell) => readonly string[]>> = {
  field: (c) => c.fields,
  track: (c) => c.tracks,
  lineage: (c) => c.lineages,
  district: (c) => (c.district === null ? [] : [c.district]),
  park: (c) => (c.park === null ? [] : [c.park]),
  stage: (c) => [c.stage],
  status: (c) => [c.status],
  title: (c) => c.titles,
};

export type ChosenFacets = Readonly<Partial<Record<FacetName, string | undefined>>>;

const fits = (cell: FacetCell, chosen: ChosenFacets, except?: FacetName): boolean =>
  facetNames.every((name) => {
    const value = chosen[name];
    return name === except || value === undefined || valuesOf[name](cell).includes(value);
  });

export const totalOf = (cells: readonly FacetCell[], chosen: ChosenFacets): number =>
  cells.reduce((sum, c) => sum + (fits(c, chosen) ? c.n : 0), 0);

export type Names = Readonly<Record<FacetName, (code: string) => Pick<Named, 'zh' | 'en'> | undefined>>;

/** Counts by value, each facet without its own filter: what choosing another value would bring. Most first. */
export function facetsOf(cells: readonly FacetCell[], chosen: ChosenFacets, names: Names) {
  const count = (facet: FacetName) => {
    const counts = new Map<string, number>();
    for (const c of cells) {
      if (!fits(c, chosen, facet)) continue;
      for (const v of valuesOf[facet](c)) counts.set(v, (counts.get(v) ?? 0) + c.n);
    }
    return [...counts]
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
      .map(([value, n]) => ({
        value,
        zh: names[facet](value)?.zh ?? value,
        en: names[facet](value)?.en ?? value,
        count: n,
      }));
  };
  return Object.fromEntries(facetNames.map((f) => [f, count(f)])) as Record<
    FacetName,
    ReturnType<typeof count>
  >;
}
