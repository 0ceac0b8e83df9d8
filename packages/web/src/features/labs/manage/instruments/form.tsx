import type { ReactNode } from 'react';
import { useT } from '../../../../i18n/messages.ts';
import { Section } from '../../../../ui/page.tsx';
import { FieldErrors } from '../parts/field-errors.tsx';
import { BasicSection, ServiceSection } from './basic-section.tsx';
import type { Draft, missingIn } from './draft.ts';
import { HoursEditor } from './hours-editor.tsx';
import styles from './instruments.module.css';
import { Links } from './links.tsx';
import { instruments as words } from './messages.ts';
import { Overrides } from './overrides.tsx';
import { Photos } from './photos.tsx';
import { PricesForm } from './prices/prices-form.tsx';
import { Qualifications } from './qualifications.tsx';
import { SpecRows } from './rows.tsx';
import { RulesForm } from './rules/rules-form.tsx';

const sections = ['basic', 'service', 'specs', 'hours', 'rules', 'prices', 'links'] as const;

/** Every section of an instrument; what the server said about a field of the body stands at the field. */
export function Form({
  errors,
  draft,
  set,
  missing,
  self,
  className,
  people = false,
  prices,
}: {
  errors: ReadonlyMap<string, string>;
  draft: Draft;
  set: (next: Partial<Draft>) => void;
  missing: ReturnType<typeof missingIn>;
  self: string;
  className: string;
  /** An instrument that exists has people and rules for some. */
  people?: boolean;
  prices?: ReactNode;
}) {
  const t = useT(words);
  const s = t.sections;
  const shown = people ? ([...sections, 'people', 'overrides'] as const) : sections;
  return (
    <FieldErrors errors={errors}>
      <div className={styles.form}>
        <nav className={styles.contents} aria-label={t.title}>
          <ul>
            {shown.map((name) => (
              <li key={name}>
                <a href={`#${name}`}>{s[name]}</a>
              </li>
            ))}
          </ul>
        </nav>
        <div className={styles.sections}>
          <Section id="basic" title={s.basic}>
            <BasicSection draft={draft} set={set} missing={missing} className={className} />
          </Section>
          <Section id="service" title={s.service}>
            <ServiceSection draft={draft} set={set} missing={missing} />
          </Section>
          <Section id="specs" title={s.specs}>
            <SpecRows draft={draft} set={set} />
          </Section>
          <Section id="hours" title={s.hours}>
            <HoursEditor value={draft.openingHours} onChange={(openingHours) => set({ openingHours })} />
          </Section>
          <Section id="rules" title={s.rules}>
            <RulesForm
              value={draft.bookingRules}
              prices={draft.priceBook}
              onChange={(bookingRules) => set({ bookingRules })}
            />
            <label className={styles.check}>
              <input
                type="checkbox"
                checked={draft.superuserBypass}
                onChange={(event) => set({ superuserBypass: event.target.checked })}
              />
              {t.fields.superuserBypass}
            </label>
          </Section>
          <Section id="prices" title={s.prices}>
            <PricesForm value={draft.priceBook} onChange={(priceBook) => set({ priceBook })} />
            {prices}
          </Section>
          <Section id="links" title={s.links}>
            <Links
              self={self}
              facilityId={draft.facilityId}
              ids={draft.linkedInstrumentIds}
              onChange={(linkedInstrumentIds) => set({ linkedInstrumentIds })}
            />
            <Photos ids={draft.photoIds} onChange={(photoIds) => set({ photoIds })} />
          </Section>
          {people && (
            <>
              <Section id="people" title={s.people}>
                <Qualifications instrumentId={self} />
              </Section>
              <Section id="overrides" title={s.overrides}>
                <Overrides instrumentId={self} />
              </Section>
            </>
          )}
        </div>
      </div>
    </FieldErrors>
  );
}
