import { Temporal } from 'temporal-polyfill';
import { day } from './calendar.ts';
import { groupFacts } from './groups.ts';
import { families } from './instruments/families.ts';
import { templateOf } from './instruments/index.ts';
import { personId } from './people.ts';
import { demoId, random } from './random.ts';
import type {
  DemoFacility,
  DemoGroup,
  DemoInstrument,
  DemoOrganisation,
  DemoQualification,
  Text,
} from './types.ts';

const t = (zh: string, en: string): Text => ({ zh, en });

/** Who may book an instrument, as far as members-only access and the group's field go. */
export function interestedGroups(
  instrument: DemoInstrument,
  groups: readonly DemoGroup[],
  organisations: ReadonlyMap<string, DemoOrganisation>,
): DemoGroup[] {
  const fields: readonly string[] = families[templateOf(instrument).family].fields;
  return groups.filter((group) => {
    const tier = organisations.get(group.organisationId)?.tier;
    if (
      instrument.access === 'members' &&
      tier !== 'member' &&
      group.organisationId !== instrument.organisationId
    )
      return false;
    return groupFacts.get(group.id)?.fields.some((f) => fields.includes(f)) ?? false;
  });
}

/** Those whose bookings the tour looks at. */
const always = new Set([
  'sciex-7500/tj-ms/1 xu-anran',
  'sciex-7500/tj-ms/1 he-zhengyu',
  'agilent-6495d/tj-ms/2 xu-anran',
]);

/** The tour shows that the researcher lacks training for these. */
const withheld = (template: string) => template === 'stellaris-8';
/** Liquid chromatography–mass spectrometry, as the search finds it. */
export const isLcms = (instrument: DemoInstrument) =>
  instrument.classCode === '010201' || instrument.classCode === '010202';

/** Qualifications (上机资格): valid ones for those who book, and a few that ran out. */
export function makeQualifications(
  instruments: readonly DemoInstrument[],
  groups: readonly DemoGroup[],
  organisations: readonly DemoOrganisation[],
  facilities: readonly DemoFacility[],
  todayMs: number,
): DemoQualification[] {
  const orgs = new Map(organisations.map((o) => [o.id, o]));
  const managers = new Map(facilities.map((f) => [f.id, f.managerId]));
  const researcher = personId('researcher');
  const made: DemoQualification[] = [];
  const grant = (
    instrument: DemoInstrument,
    person: string,
    grantedDaysAgo: number,
    validDays: number | null,
    note: Text,
  ) => {
    // Courses are held in the afternoon.
    const granted = todayMs - grantedDaysAgo * day + 15 * 3_600_000;
    made.push({
      id: demoId(`qualification/${instrument.key}/${person}`),
      personId: person,
      instrumentId: instrument.id,
      grantedById: managers.get(instrument.facilityId) ?? instrument.contact.personId,
      grantedAt: Temporal.Instant.fromEpochMilliseconds(granted),
      expiresAt:
        validDays === null ? null : Temporal.Instant.fromEpochMilliseconds(granted + validDays * day),
      note,
    });
  };
  for (const instrument of instruments) {
    if (!instrument.bookingRules.trainingRequired) continue;
    const interested = interestedGroups(instrument, groups, orgs);
    const platformLcms = isLcms(instrument) && instrument.key.includes('/tj-ms/');
    const certain = new Set(
      [...always]
        .filter((a) => a.startsWith(`${instrument.key} `))
        .map((a) => personId(a.split(' ')[1] ?? '')),
    );
    for (const person of interested.flatMap((g) => g.memberIds)) {
      const chance = random(`qualification/${instrument.key}/${person}`);
      if (person === researcher) {
        if (platformLcms)
          grant(instrument, person, 150, null, t('液质联用上机培训，考核合格', 'LC-MS course, passed'));
        continue;
      }
      if (withheld(instrument.templateKey) && person === personId('pi')) continue;
      const roll = certain.has(person) ? 0 : chance.next();
      if (roll < 0.42) {
        grant(
          instrument,
          person,
          chance.int(125, 420),
          chance.chance(0.7) ? 730 : null,
          t('现场培训两次，独立操作考核合格', 'Two sessions on site, passed the solo run'),
        );
      } else if (roll < 0.47) {
        grant(
          instrument,
          person,
          chance.int(380, 500),
          365,
          t('一年内未复训，资格已到期', 'No refresher within a year: expired'),
        );
      }
    }
  }
  return made;
}
