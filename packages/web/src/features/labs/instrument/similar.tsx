import { type Instrument, listInstruments } from '@hegu/contract/labs/instruments.ts';
import { Link } from '@tanstack/react-router';
import { useLocale } from '../../../i18n/locale.ts';
import { localName, useT } from '../../../i18n/messages.ts';
import { useRouteQuery } from '../../../lib/query.ts';
import { Section } from '../../../ui/page.tsx';
import { InstrumentRow } from '../search/instrument-row.tsx';
import { usePresets } from '../search/when.ts';
import { instrumentWords } from './messages.ts';

/** Other instruments of the same class with their next free time, for whom this one does not suit. */
export function Similar({ instrument }: { instrument: Instrument }) {
  const t = useT(instrumentWords);
  const locale = useLocale();
  const { next24 } = usePresets();
  const { data } = useRouteQuery(listInstruments, {
    query: {
      class: instrument.classCode,
      freeFrom: next24.from,
      freeTo: next24.to,
      minutes: 60,
      limit: 4,
    },
  });
  const others = data?.items.filter((other) => other.id !== instrument.id).slice(0, 3) ?? [];
  if (others.length === 0) return null;
  const className = localName({ nameZh: instrument.classNameZh, nameEn: instrument.classNameEn }, locale);
  return (
    <Section
      title={t.similar}
      actions={
        <Link to="/search" search={{ class: instrument.classCode }}>
          {t.similarLink(className)}
        </Link>
      }
    >
      <ul>
        {others.map((other) => (
          <InstrumentRow key={other.id} instrument={other} window={next24} words={[]} />
        ))}
      </ul>
    </Section>
  );
}
