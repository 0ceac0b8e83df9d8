import type { exportInstruments } from '@hegu/contract/labs/instruments.ts';
import { type CustomerTier, customerTiers } from '@hegu/contract/labs/pricing.ts';
import type { RouteQuery } from '@hegu/contract/route.ts';
import { referenceAt } from '../../../../platform/catalogue/reference.ts';
import { civilDateOf } from '../../../../platform/clock/civil.ts';
import type { Query } from '../../../../platform/command.ts';
import { Download } from '../../../../platform/http/route.ts';
import {
  type Cell,
  type Column,
  csvMediaType,
  toCsv,
  toXlsx,
  xlsxMediaType,
} from '../../../../platform/tables/index.ts';
import { listAll } from '../../instruments/listing/service.ts';
import type { ListRow } from '../../instruments/listing/store.ts';
import { pricePerHour } from '../../instruments/rules.ts';
import { seesAssets } from '../../instruments/view/service.ts';
import { fenToYuan } from '../cells/rules.ts';
import { hoursText } from '../hours/rules.ts';
import { itemsText } from '../items/rules.ts';
import { ruleCell, ruleKeys } from '../limits/rules.ts';
import {
  type ColumnKey,
  headerOf,
  holidayNames,
  modeNames,
  operatorColumns,
  priceColumns,
  sheetColumns,
  shownOnly,
  statusNames,
  visibilityNames,
} from '../rules.ts';
import { findDetails } from '../store.ts';

/** What a list of instruments shows, as a file that can be changed and imported again. */

const maxRows = 10_000;

type Value = (row: ListRow) => Cell;

type Details = Awaited<ReturnType<typeof findDetails>>;

function valuesOf(
  q: Query,
  details: Details,
): Readonly<Record<ColumnKey | (typeof shownOnly)[number]['key'], Value>> {
  const { locale, actor } = q;
  const { classes, districts } = referenceAt(q.now, q.scope.zone);
  const price =
    (tier: CustomerTier): Value =>
    (r) =>
      fenToYuan(pricePerHour(r.hourly?.time, tier));
  const prices = Object.fromEntries(customerTiers.map((t) => [priceColumns[t], price(t)])) as Record<
    'priceOwn' | 'priceMember' | 'priceEnterprise' | 'pricePublic',
    Value
  >;
  const known = (r: ListRow) => details.get(r.id);
  const operators = Object.fromEntries(
    customerTiers.map((t) => [
      operatorColumns[t],
      (r: ListRow) => fenToYuan(known(r)?.book?.operator?.perHourFen[t] ?? null),
    ]),
  ) as Record<'operatorOwn' | 'operatorMember' | 'operatorEnterprise' | 'operatorPublic', Value>;
  const rules = Object.fromEntries(
    ruleKeys.map((key) => [key, (r: ListRow) => ruleCell(known(r)?.rules ?? {}, key, locale)]),
  ) as Record<(typeof ruleKeys)[number], Value>;
  const assets =
    (value: Value): Value =>
    (r) =>
      seesAssets(actor, r.owner_id) ? value(r) : null;
  return {
    id: (r) => r.id,
    facility: (r) => r.facility_name_zh,
    nameZh: (r) => r.name_zh,
    nameEn: (r) => r.name_en,
    model: (r) => r.model,
    maker: (r) => r.maker,
    classCode: (r) => r.class_code,
    assetNumber: assets((r) => r.asset_number),
    status: (r) => statusNames[r.status][locale],
    visibility: (r) => visibilityNames[r.visibility][locale],
    modes: (r) => r.modes.map((m) => modeNames[m]?.[locale] ?? m).join(locale === 'zh' ? '、' : ', '),
    capacity: (r) => r.capacity,
    room: (r) => r.room,
    purchaseValue: assets((r) => fenToYuan(r.purchase_value_fen)),
    purchasedOn: (r) => r.purchased_on,
    commissionedOn: (r) => r.commissioned_on,
    contactName: (r) => r.contact?.name ?? null,
    contactPhone: (r) => r.contact?.phone ?? null,
    contactEmail: (r) => r.contact?.email ?? null,
    ...prices,
    ...operators,
    items: (r) => itemsText(known(r)?.book ?? null),
    openingHours: (r) => hoursText(known(r)?.hours ?? null, locale),
    holidays: (r) => {
      const hours = known(r)?.hours;
      return hours ? holidayNames[hours.followHolidays ? 'closed' : 'open'][locale] : null;
    },
    ...rules,
    descriptionZh: (r) => r.description_zh,
    descriptionEn: (r) => r.description_en,
    sampleRequirementsZh: (r) => r.sample_requirements_zh,
    sampleRequirementsEn: (r) => r.sample_requirements_en,
    safetyNotesZh: (r) => r.safety_notes_zh,
    safetyNotesEn: (r) => r.safety_notes_en,
    className: (r) => classes.find(r.class_code)?.[locale] ?? r.class_code,
    owner: (r) => (locale === 'zh' ? r.owner_zh : r.owner_en),
    district: (r) => districts.get(r.district ?? '')?.[locale] ?? r.district,
  };
}

const money = new Set<ColumnKey>([
  'purchaseValue',
  ...Object.values(priceColumns),
  ...Object.values(operatorColumns),
]);

export async function exportList(q: Query, query: RouteQuery<typeof exportInstruments>): Promise<Download> {
  const { format, ...filters } = query;
  const rows = (await listAll(q, filters, maxRows)).map((r) => r.row);
  const details = await findDetails(
    q.tx,
    q.scope,
    rows.map((r) => r.id),
    civilDateOf(q.now, q.scope.zone),
  );
  const values = valuesOf(q, details);
  const columns: Column<ListRow>[] = [
    ...sheetColumns.map((c) => ({
      header: headerOf(c.label),
      value: values[c.key],
      width: c.width,
      ...(money.has(c.key) ? { decimals: 2 } : {}),
    })),
    ...shownOnly.map((c) => ({ header: headerOf(c.label), value: values[c.key] })),
  ];
  const zh = q.locale === 'zh';
  const name = `${zh ? '仪器清单' : 'instruments'}-${civilDateOf(q.now, q.scope.zone)}.${format}`;
  if (format === 'csv') return new Download(toCsv(columns, rows), csvMediaType, name);
  const bytes = await toXlsx(columns, rows, { sheet: zh ? '仪器' : 'Instruments', at: q.now });
  return new Download(bytes, xlsxMediaType, name);
}
