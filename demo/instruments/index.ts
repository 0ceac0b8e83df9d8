import type { BookingRules, OpeningHours } from '@hegu/contract/labs/booking-rules.ts';
import type { ServiceMode } from '@hegu/contract/labs/instruments.ts';
import taxonomy from '../../packs/taxonomy/instruments.json' with { type: 'json' };
import { type FacilityKey, facilityId } from '../facilities.ts';
import { groupId } from '../groups.ts';
import { invented, orgId } from '../organisations.ts';
import { demoId, random } from '../random.ts';
import type { CivilDate, DemoFacility, DemoInstrument, DemoPerson, Text } from '../types.ts';
import { animal } from './animal.ts';
import { cell } from './cell.ts';
import { chromatography } from './chromatography.ts';
import { device } from './device.ts';
import { families } from './families.ts';
import { gene } from './gene.ts';
import { hours } from './hours.ts';
import { makers } from './makers.ts';
import { massSpec } from './mass-spec.ts';
import { microscopy } from './microscopy.ts';
import { pilot } from './pilot.ts';
import { makeAccessories, makePriceBooks } from './prices.ts';
import { protein } from './protein.ts';
import { skin } from './skin.ts';
import { spectroscopy } from './spectroscopy.ts';
import { configurations, pair, type Template } from './template.ts';

const templates: readonly Template[] = [
  ...massSpec,
  ...chromatography,
  ...spectroscopy,
  ...microscopy,
  ...cell,
  ...gene,
  ...protein,
  ...animal,
  ...device,
  ...skin,
  ...pilot,
];

const byKey = new Map(templates.map((t) => [t.key, t]));

export function templateOf(instrument: DemoInstrument): Template {
  const template = byKey.get(instrument.templateKey);
  if (!template) throw new RangeError(`no template ${instrument.templateKey}`);
  return template;
}

const classNames = new Map<string, Text>(taxonomy.data.classes.map((c) => [c.code, { zh: c.zh, en: c.en }]));

/** Of one placement: `xevo-tqxs/tj-ms/2`. */
export const instrumentKey = (template: string, facility: FacilityKey, number: number): string =>
  `${template}/${facility}/${number}`;
export const instrumentId = (key: string): string => demoId(`instrument/${key}`);

/** Rules of single instruments that differ from those of their model. */
const special: Readonly<Record<string, BookingRules>> = {
  // Shows a booking that needs both consents
  'sciex-7500/tj-ms/1': { approval: 'pi+facility', maxMinutes: 480 },
  'agilent-6495d/tj-ms/2': { approval: 'pi' },
  'aurora/dg-central/1': {
    priorityWindows: [
      {
        weekdays: [2, 4],
        from: '13:00',
        to: '17:00',
        groupIds: [groupId('donggu-onc')],
        untilMinutesBefore: 2880,
      },
    ],
  },
  'biospec/tj-animal/1': {
    priorityWindows: [
      {
        weekdays: [3],
        from: '08:00',
        to: '13:00',
        groupIds: [groupId('heyida-neuro')],
        untilMinutesBefore: 1440,
      },
    ],
  },
  'neo-400/uni-centre/1': {
    priorityWindows: [
      {
        weekdays: [1, 2, 3, 4, 5],
        from: '09:00',
        to: '12:00',
        organisationIds: [orgId('heyida')],
        untilMinutesBefore: 1440,
      },
    ],
  },
};

/** Facilities that revised their prices at the beginning of last month. */
const revised = new Set<string>(['tj-ms', 'tj-chrom', 'tj-micro', 'tj-cell']);

const modeNames: Readonly<Record<ServiceMode, Text>> = {
  self_run: { zh: '自主上机', en: 'self-run' },
  operator_run: { zh: '委托测试', en: 'operator-run' },
  send_in: { zh: '送样', en: 'send-in' },
};

export interface CatalogueContext {
  readonly facilities: readonly DemoFacility[];
  readonly people: readonly DemoPerson[];
  readonly firstDayOfLastMonth: CivilDate;
  /** A working day soon, on which one owner is closed. */
  readonly closedOn: CivilDate;
}

function hoursOf(template: Template, facility: string, closedOn: CivilDate): OpeningHours {
  const base = hours[template.hours ?? families[template.family].hours];
  if (facility !== 'uni-centre') return base;
  return { ...base, exceptions: [{ date: closedOn, hours: [], note: '校园开放日，测试中心停止对外服务' }] };
}

function modesOf(template: Template): ServiceMode[] {
  const letters = template.modes ?? 's';
  return [
    ...(letters.includes('s') ? (['self_run'] as const) : []),
    ...(letters.includes('o') ? (['operator_run'] as const) : []),
    ...(letters.includes('d') ? (['send_in'] as const) : []),
  ];
}

function specOf(text: string) {
  const [zh, en, valueZh, valueEn] = text.split('|');
  if (!zh || !en || !valueZh) throw new RangeError(`not a spec: ${text}`);
  return { label: { zh, en }, value: { zh: valueZh, en: valueEn ?? valueZh } };
}

function configurationsOf(template: Template) {
  if (!template.config) return [];
  const c = configurations[template.config];
  return [
    {
      key: template.config,
      name: pair(c.name),
      required: c.required,
      noticeMinutes: c.noticeMinutes,
      options: c.options.map((option) => {
        const [key = '', zh = '', en = ''] = option.split('|');
        return { key, name: { zh, en } };
      }),
    },
  ];
}

const iso = (year: number, month: number, day: number) =>
  `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;

export function makeInstruments(context: CatalogueContext): DemoInstrument[] {
  const facilities = new Map(context.facilities.map((f) => [f.key, f]));
  const people = new Map(context.people.map((p) => [p.id, p]));
  const counters = new Map<string, number>();
  const made: DemoInstrument[] = [];

  for (const template of templates) {
    const className = classNames.get(template.cls);
    if (!className) throw new RangeError(`${template.key}: no class ${template.cls} in the taxonomy`);
    const family = families[template.family];
    const maker = makers[template.maker];
    const baseName = pair(template.name);
    // A full-width bracket brings its own space.
    const called = baseName.zh.endsWith('）') ? baseName.zh : `${baseName.zh} `;
    const total = Object.values(template.at).reduce((sum, n) => sum + n, 0);

    for (const [facilityKey, count] of Object.entries(template.at)) {
      const facility = facilities.get(facilityKey);
      const manager = facility && people.get(facility.managerId);
      if (!facility || !manager) throw new RangeError(`${template.key}: no facility ${facilityKey}`);
      for (let number = 1; number <= count; number++) {
        const key = instrumentKey(template.key, facilityKey as FacilityKey, number);
        const chance = random(`instrument/${key}`);
        const serial = (counters.get(facilityKey) ?? 0) + 1;
        counters.set(facilityKey, serial);
        const name =
          total === 1
            ? { zh: `${called}${template.model}`, en: `${baseName.en} ${template.model}` }
            : {
                zh: `${called}${template.model}（${facility.shortName.zh}${count > 1 ? ` ${number} 号` : ''}）`,
                en: `${baseName.en} ${template.model} (${facility.shortName.en}${count > 1 ? ` no. ${number}` : ''})`,
              };
        const modes = modesOf(template);
        const year = Math.min(2025, (template.since ?? 2019) + chance.int(0, 3));
        const month = chance.int(1, 9);
        const day = chance.int(3, 26);
        const room = `${facility.room}-${101 + Math.floor((serial - 1) / 3)}`;
        const list = (language: 'zh' | 'en', separator: string) =>
          modes.map((mode) => modeNames[mode][language]).join(separator);
        const commissionedOn = iso(year, month + chance.int(1, 3), chance.int(1, 28));
        made.push({
          id: instrumentId(key),
          key,
          templateKey: template.key,
          name,
          model: template.model,
          maker,
          classCode: template.cls,
          className,
          assetNumber: `${facilityKey.toUpperCase()}-${String(serial).padStart(3, '0')}`,
          organisationId: facility.organisationId,
          facilityId: facilityId(facilityKey as FacilityKey),
          place: facility.place,
          room,
          contact: { personId: manager.id, name: manager.name.zh, phone: facility.contactPhone },
          specs: template.specs.map(specOf),
          accessories: makeAccessories(template, key),
          configurations: configurationsOf(template),
          description: {
            zh: `${maker.zh} ${template.model}，放置在${facility.name.zh} ${room} 室，提供${list('zh', '、')}服务。演示数据。`,
            en: `${maker.en} ${template.model} in room ${room} of the ${facility.name.en}: ${list('en', ', ')}. Demonstration data.`,
          },
          sampleRequirements: pair(template.sample ?? family.sample),
          safetyNotes: pair(template.safety ?? family.safety),
          serviceModes: modes,
          access:
            template.membersOnly || (!facilityKey.startsWith('tj-') && chance.chance(0.12))
              ? 'members'
              : 'public',
          // To the nearest thousand yuan, a little up or down from the list
          purchaseValueFen:
            Math.max(1, Math.round(template.value * 10 * (0.95 + chance.next() * 0.1))) * 100_000,
          purchasedOn: iso(year, month, day),
          commissionedOn,
          openingHours: hoursOf(template, facilityKey, context.closedOn),
          bookingRules: {
            ...family.rules,
            ...template.rules,
            ...special[key],
            // Where only operators run it, users need no course.
            ...(modes.includes('self_run') ? {} : { trainingRequired: false }),
          },
          priceBooks: makePriceBooks(
            template,
            key,
            commissionedOn,
            revised.has(facilityKey) ? context.firstDayOfLastMonth : null,
          ),
          capacity: template.capacity ?? 1,
          linkedInstrumentIds: template.link
            ? [instrumentId(instrumentKey(template.link, facilityKey as FacilityKey, number))]
            : [],
          provenance: invented,
        });
      }
    }
  }
  return made;
}
