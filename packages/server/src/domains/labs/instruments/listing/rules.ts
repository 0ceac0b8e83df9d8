import { InstrumentStatus, serviceModes } from '@hegu/contract/labs/instruments.ts';

/** Facets of the list of instruments, from counts by value. Pure. */

/** How many instruments have the same values in everything that can be filtered by. */
export interface FacetCell {
  readonly classCode: string;
  readonly district: string | null;
  readonly owner: string;
  readonly ownerZh: string;
  readonly ownerEn: string;
  readonly facility: string;
  readonly facilityZh: string;
  readonly facilityEn: string;
  readonly status: string;
  readonly modes: readonly string[];
  readonly n: number;
}

export interface Chosen {
  readonly classCode?: string | undefined;
  readonly district?: string | undefined;
  readonly owner?: string | undefined;
  readonly facility?: string | undefined;
  readonly status?: string | undefined;
  readonly mode?: string | undefined;
}

export interface FacetValue {
  readonly value: string;
  readonly labelZh: string;
  readonly labelEn: string;
  readonly count: number;
}

const tests: Readonly<Record<keyof Chosen, (cell: FacetCell, value: string) => boolean>> = {
  classCode: (c, v) => c.classCode.startsWith(v),
  district: (c, v) => c.district === v,
  owner: (c, v) => c.owner === v,
  facility: (c, v) => c.facility === v,
  status: (c, v) => c.status === v,
  mode: (c, v) => c.modes.includes(v),
};
const facetNames = Object.keys(tests) as (keyof Chosen)[];

export const fits = (cell: FacetCell, chosen: Chosen, except?: keyof Chosen): boolean =>
  facetNames.every((name) => {
    const value = chosen[name];
    return name === except || value === undefined || tests[name](cell, value);
  });

/** In the list, or kept out of it by one filter only: what the facets count. */
export const nearlyFits = (cell: FacetCell, chosen: Chosen): boolean =>
  facetNames.filter((name) => {
    const value = chosen[name];
    return value !== undefined && !tests[name](cell, value);
  }).length <= 1;

export const totalOf = (cells: readonly FacetCell[], chosen: Chosen): number =>
  cells.reduce((sum, c) => sum + (fits(c, chosen) ? c.n : 0), 0);

interface Names {
  readonly classOf: (code: string) => { readonly zh: string; readonly en: string } | undefined;
  readonly districtOf: (code: string) => { readonly zh: string; readonly en: string } | undefined;
}

const modeNames: Readonly<Record<string, readonly [string, string]>> = {
  self_run: ['自主上机', 'Self-run'],
  operator_run: ['委托测试', 'Operator-run'],
  send_in: ['送样', 'Send-in'],
};
const statusNames: Readonly<Record<string, readonly [string, string]>> = {
  active: ['可预约', 'In service'],
  down: ['停用待修', 'Out of order'],
  draft: ['草稿', 'Draft'],
  retired: ['已退役', 'Retired'],
};

const most = 50;

/**
 * Counts by value, each without its own filter: what choosing another value would bring. Classes at every level that is
 * open: the top ones, and those below what is chosen.
 */
export function facetsOf(
  cells: readonly FacetCell[],
  chosen: Chosen,
  names: Names,
): Record<string, FacetValue[]> {
  const count = (facet: keyof Chosen, values: (c: FacetCell) => readonly string[]) => {
    const counts = new Map<string, number>();
    for (const c of cells) {
      if (!fits(c, chosen, facet)) continue;
      for (const v of values(c)) counts.set(v, (counts.get(v) ?? 0) + c.n);
    }
    return [...counts];
  };
  const byCount = (entries: [string, number][]) =>
    entries.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, most);
  const label = (value: string, n: number, zh?: string, en?: string): FacetValue => ({
    value,
    labelZh: zh ?? value,
    labelEn: en ?? value,
    count: n,
  });
  const owners = new Map(cells.map((c) => [c.owner, c]));
  const facilities = new Map(cells.map((c) => [c.facility, c]));
  const open = chosen.classCode ?? '';
  const levels = (code: string) =>
    [2, 4, 6]
      .filter((l) => l <= code.length && (l === 2 || open.startsWith(code.slice(0, l - 2))))
      .map((l) => code.slice(0, l));
  return {
    class: count('classCode', (c) => levels(c.classCode))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([v, n]) => label(v, n, names.classOf(v)?.zh, names.classOf(v)?.en)),
    district: byCount(count('district', (c) => (c.district === null ? [] : [c.district]))).map(([v, n]) =>
      label(v, n, names.districtOf(v)?.zh, names.districtOf(v)?.en),
    ),
    owner: byCount(count('owner', (c) => [c.owner])).map(([v, n]) =>
      label(v, n, owners.get(v)?.ownerZh, owners.get(v)?.ownerEn),
    ),
    facility: byCount(count('facility', (c) => [c.facility])).map(([v, n]) =>
      label(v, n, facilities.get(v)?.facilityZh, facilities.get(v)?.facilityEn),
    ),
    mode: ordered(
      serviceModes,
      count('mode', (c) => c.modes),
    ).map(([v, n]) => label(v, n, ...pair(modeNames, v))),
    status: ordered(
      InstrumentStatus.options,
      count('status', (c) => [c.status]),
    ).map(([v, n]) => label(v, n, ...pair(statusNames, v))),
  };
}

const pair = (names: Readonly<Record<string, readonly [string, string]>>, value: string) =>
  names[value] ?? ([value, value] as const);

const ordered = (order: readonly string[], entries: [string, number][]) =>
  entries.sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
