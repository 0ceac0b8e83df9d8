import type { Reason } from '@hegu/contract/errors.ts';
import { useEffect, useMemo } from 'react';
import { useT } from '../../../../i18n/messages.ts';
import { errorsOf, useFieldWords } from '../parts/field-errors.tsx';
import { instruments as words } from './messages.ts';

/** Refusals that are about one field, though they name none. */
const fieldOf: Readonly<Record<string, string>> = {
  'instrument.asset_exists': 'assetNumber',
  'instrument.class_unknown': 'classCode',
  'instrument.facility_unknown': 'facilityId',
  'instrument.capacity_in_use': 'capacity',
  'instrument.link_unknown': 'linkedInstrumentIds',
  'instrument.link_circular': 'linkedInstrumentIds',
  'price.version_in_use': 'priceBookFrom',
  'price.versions_overlap': 'priceBookFrom',
  'price.bad_period': 'priceBookFrom',
};

type Section = keyof (typeof words)['zh']['sections'];

const sectionOf: Readonly<Record<string, Section>> = {
  priceBook: 'prices',
  priceBookFrom: 'prices',
  bookingRules: 'rules',
  superuserBypass: 'rules',
  openingHours: 'hours',
  specs: 'specs',
  accessories: 'specs',
  configurations: 'specs',
  modes: 'service',
  sampleRequirementsZh: 'service',
  sampleRequirementsEn: 'service',
  safetyNotesZh: 'service',
  safetyNotesEn: 'service',
  photoIds: 'links',
  linkedInstrumentIds: 'links',
};

/** The section in which the field at a path of the body stands. */
export const sectionAt = (path: string): Section => sectionOf[path.split('.')[0] ?? ''] ?? 'basic';

/**
 * What a refused save says, field by field, and the same as sentences that name the section. A refusal leads to the first field
 * it is about.
 */
export function useFieldErrorsOf(error: unknown) {
  const t = useFieldWords();
  const { sections, at } = useT(words);
  const errors = useMemo(() => errorsOf(error, t, 'body.', '', fieldOf), [error, t]);
  useEffect(() => {
    if (errors.size === 0) return;
    const frame = requestAnimationFrame(() =>
      document
        .querySelector<HTMLElement>('main [aria-invalid="true"], main [data-invalid] :is(button, select)')
        ?.focus(),
    );
    return () => cancelAnimationFrame(frame);
  }, [errors]);
  return {
    errors,
    words: (reason: Reason): string | undefined => {
      const { path } = reason.data;
      if (typeof path !== 'string' || !path.startsWith('body.')) return undefined;
      const place = path.slice('body.'.length);
      return at(sections[sectionAt(place)], errors.get(place) ?? reason.message ?? t.wrong);
    },
  };
}
