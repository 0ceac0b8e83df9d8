import {
  type exportFirms,
  type FirmStage,
  type FirmStatus,
  firmStatusNames,
  type listFirms,
  stageNames,
} from '@hegu/contract/enterprise/firms.ts';
import type { RouteOk, RouteQuery } from '@hegu/contract/route.ts';
import { search } from '../../../../platform/catalogue/index.ts';
import { civilDateOf } from '../../../../platform/clock/civil.ts';
import type { Query } from '../../../../platform/command.ts';
import { DomainError } from '../../../../platform/errors.ts';
import { decodeCursor, encodeCursor } from '../../../../platform/http/cursor.ts';
import { Download } from '../../../../platform/http/route.ts';
import {
  type Column,
  csvMediaType,
  toCsv,
  toXlsx,
  xlsxMediaType,
} from '../../../../platform/tables/index.ts';
import { codeOf, districtOf } from '../../catalogue/rules.ts';
import { referenceOf } from '../../catalogue/service.ts';
import { summaryOf } from '../service.ts';
import { type FirmRow, firmsById } from '../store.ts';
import { facetsOf, type Names, totalOf } from './rules.ts';
import * as store from './store.ts';

/** The list of firms: found by words, narrowed by facets, exported as it is shown. */

type ListQuery = Omit<RouteQuery<typeof listFirms>, 'cursor' | 'limit'>;

/** So many hits of a search are ranked; more is no list a person reads. */
const mostHits = 1000;
const mostExported = 20_000;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

async function rank(q: Query, words: string): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const answer = await search(q, {
      q: words,
      kind: ['firm'],
      limit: 200,
      ...(cursor === undefined ? {} : { cursor }),
    });
    ids.push(...answer.items.map((i) => i.refId));
    cursor = answer.nextCursor ?? undefined;
  } while (cursor !== undefined && ids.length < mostHits);
  return ids;
}

/** Part of a credit code, from its beginning: letters and digits, with a digit among the first two. */
const codeStart = (words: string): string | null =>
  /^[0-9a-z]\d[0-9a-z]{2,16}$/i.test(words) ? words.toUpperCase() : null;

async function scanOf(q: Query, query: ListQuery) {
  const reference = referenceOf(q);
  const words = query.q?.trim() ?? '';
  const code = codeStart(words);
  const ranked = words !== '' && code === null ? await rank(q, words) : null;
  const chosen: store.Chosen = {
    field: query.field && (codeOf(query.field, reference.fields) ?? query.field),
    track: query.track && (codeOf(query.track, reference.tracks) ?? query.track),
    lineage: query.lineage && (codeOf(query.lineage, reference.lineages) ?? query.lineage),
    district: query.district && (districtOf(query.district, reference) ?? query.district),
    park: query.park && (codeOf(query.park, reference.parks) ?? query.park),
    stage: query.stage,
    status: query.status,
    title: query.title,
  };
  const filter: store.Filter = {
    ids: ranked,
    code,
    organisations: query.mine ? (q.actor?.memberships.map((m) => m.organisationId) ?? []) : null,
    date: civilDateOf(q.now, q.scope.zone),
  };
  return { ranked, chosen, filter };
}
type Scan = Awaited<ReturnType<typeof scanOf>>;

/** Up to `limit` of the list from behind the cursor on, as (place, id). */
async function take(q: Query, scan: Scan, cursor: string | undefined, limit: number) {
  const key = decodeCursor(cursor, 2);
  const [place, id] = key ?? [];
  if (key !== null && (typeof id !== 'string' || !uuid.test(id))) throw new DomainError('request.cursor');
  if (scan.ranked === null) {
    if (key !== null && typeof place !== 'string') throw new DomainError('request.cursor');
    const after = key === null ? null : { nameZh: place as string, id: id as string };
    const rows = await store.idsByName(q.tx, q.scope, scan.filter, scan.chosen, after, limit);
    return rows.map((r) => ({ id: r.id, place: r.nameZh as string | number }));
  }
  if (key !== null && !(typeof place === 'number' && Number.isInteger(place) && place >= 0))
    throw new DomainError('request.cursor');
  const allowed = new Set(
    (await store.idsByName(q.tx, q.scope, scan.filter, scan.chosen, null, mostHits + 200)).map((r) => r.id),
  );
  const start = key === null ? 0 : (place as number) + 1;
  return scan.ranked
    .map((r, i) => ({ id: r, place: i as string | number }))
    .slice(start)
    .filter((r) => allowed.has(r.id))
    .slice(0, limit);
}

async function rowsOf(q: Query, scan: Scan, ids: readonly string[]): Promise<FirmRow[]> {
  const rows = new Map((await firmsById(q.tx, q.scope, ids, scan.filter.date)).map((r) => [r.id, r]));
  return ids.flatMap((id) => rows.get(id) ?? []);
}

function namesOf(q: Query): Names {
  const r = referenceOf(q);
  const titles = r.catalogue.collections.get('certificates')?.byKey.get('kind')?.codes ?? {};
  return {
    field: (c) => r.fields.get(c) ?? r.catalogue.fields.get('fields')?.codes?.[c],
    track: (c) => r.tracks.get(c),
    lineage: (c) => r.lineages.get(c),
    district: (c) => r.districts.get(c),
    park: (c) => r.parks.get(c),
    stage: (c) => stageNames[c as FirmStage],
    status: (c) => firmStatusNames[c as FirmStatus],
    title: (c) => titles[c],
  };
}

export async function list(
  q: Query,
  query: RouteQuery<typeof listFirms>,
): Promise<RouteOk<typeof listFirms>> {
  const scan = await scanOf(q, query);
  const [cells, found] = await Promise.all([
    store.cells(q.tx, q.scope, scan.filter),
    take(q, scan, query.cursor, query.limit + 1),
  ]);
  const shown = found.slice(0, query.limit);
  const last = shown.at(-1);
  const rows = await rowsOf(
    q,
    scan,
    shown.map((s) => s.id),
  );
  return {
    items: rows.map(summaryOf),
    nextCursor: found.length > query.limit && last ? encodeCursor([last.place, last.id]) : null,
    total: totalOf(cells, scan.chosen),
    facets: facetsOf(cells, scan.chosen, namesOf(q)),
  };
}

/** What the list shows, as a file. */
export async function exportList(q: Query, query: RouteQuery<typeof exportFirms>): Promise<Download> {
  const { format, ...filters } = query;
  const scan = await scanOf(q, filters);
  const found = await take(q, scan, undefined, mostExported);
  const rows = await rowsOf(
    q,
    scan,
    found.map((f) => f.id),
  );
  const { locale } = q;
  const zh = locale === 'zh';
  const names = namesOf(q);
  const word = (facet: keyof Names, code: string | null) =>
    code === null ? null : (names[facet](code)?.[locale] ?? code);
  const words = (facet: keyof Names, codes: readonly string[]) =>
    codes.map((c) => word(facet, c)).join(zh ? '、' : ', ');
  const columns: Column<FirmRow>[] = [
    { header: '统一社会信用代码 / Credit code', value: (f) => f.credit_code, width: 24 },
    { header: '企业名称 / Name', value: (f) => f.name_zh, width: 32 },
    { header: '英文名称 / Name in English', value: (f) => f.name_en, width: 32 },
    { header: '产业领域 / Fields', value: (f) => words('field', f.fields), width: 24 },
    { header: '细分赛道 / Tracks', value: (f) => words('track', f.tracks), width: 28 },
    { header: '企业谱系 / Lineage', value: (f) => words('lineage', f.lineages) },
    { header: '区 / District', value: (f) => word('district', f.district) },
    { header: '园区 / Park', value: (f) => word('park', f.park) },
    { header: '阶段 / Stage', value: (f) => word('stage', f.stage) },
    { header: '状态 / Status', value: (f) => word('status', f.status) },
    { header: '成立日期 / Established', value: (f) => f.established_on },
    { header: '资质 / Titles', value: (f) => words('title', f.titles), width: 40 },
    { header: '演示 / Demo', value: (f) => (f.demo ? (zh ? '演示数据' : 'demo') : null) },
  ];
  const name = `${zh ? '企业清单' : 'firms'}-${scan.filter.date}.${format}`;
  if (format === 'csv') return new Download(toCsv(columns, rows), csvMediaType, name);
  const bytes = await toXlsx(columns, rows, { sheet: zh ? '企业' : 'Firms', at: q.now });
  return new Download(bytes, xlsxMediaType, name);
}
