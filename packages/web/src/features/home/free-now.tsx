import { type InstrumentSummary, listInstruments } from '@hegu/contract/labs/instruments.ts';
import { Link } from '@tanstack/react-router';
import { useLocale } from '../../i18n/locale.ts';
import { localName, useT } from '../../i18n/messages.ts';
import { instrumentPlace } from '../../lib/places.ts';
import { useRouteQuery } from '../../lib/query.ts';
import { useFormat, useNow } from '../../lib/session.ts';
import { Empty } from '../../ui/empty.tsx';
import { FreeStrip, StripScale, type StripSegment } from '../../ui/free-strip.tsx';
import { Section } from '../../ui/page.tsx';
import { ProblemView } from '../../ui/problem-view.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Money } from '../../ui/value.tsx';
import { pickable, usePickFree } from '../labs/parts/pick-free.ts';
import { minute } from '../labs/parts/time.ts';
import styles from './free-now.module.css';
import { home } from './messages.ts';

const shown = 8;
const windowHours = 12;
const half = 30 * 60_000;

/** The next twelve hours, from the last half hour on, so that the question stays the same for half an hour. */
export function useFreeWindow(): { from: number; to: number } {
  const now = useNow();
  const from = Math.floor(now / half) * half;
  return { from, to: from + windowHours * 3_600_000 };
}

export function useFreeSoon() {
  const { from, to } = useFreeWindow();
  return useRouteQuery(
    listInstruments,
    {
      query: {
        freeFrom: new Date(from).toISOString(),
        freeTo: new Date(to).toISOString(),
        minutes: 60,
        limit: 40,
      },
    },
    { refetchInterval: 60_000, keepPrevious: true, rooms: ['valley'] },
  );
}

const firstFree = (instrument: InstrumentSummary): number =>
  Date.parse(instrument.free?.[0]?.startsAt ?? '') || Infinity;

/** Which instruments are free in the coming hours, drawn on one ruler. */
export function FreeNow() {
  const t = useT(home);
  const locale = useLocale();
  const format = useFormat();
  const { from, to } = useFreeWindow();
  const { data, error, isPending } = useFreeSoon();
  const rows = [...(data?.items ?? [])].sort((a, b) => firstFree(a) - firstFree(b)).slice(0, shown);
  const districts = new Map(
    data?.facets.district?.flatMap((d) => {
      const label = locale === 'en' ? d.labelEn : d.labelZh;
      return [
        [d.value, label],
        [d.labelZh, label],
      ] as const;
    }),
  );
  return (
    <Section title={t.freeTitle} hint={t.freeHint(format.range(from, to))}>
      {error && <ProblemView error={error} />}
      {isPending && <Skeleton lines={shown} height={40} />}
      {data && rows.length === 0 && (
        <Empty icon="clock" title={t.none}>
          {t.noneHint}
        </Empty>
      )}
      {rows.length > 0 && (
        <div className={styles.ruler}>
          <span />
          <StripScale from={from} to={to} />
          <span />
          <ul className={styles.rows}>
            {rows.map((instrument) => (
              <Row
                key={instrument.id}
                instrument={instrument}
                district={districts.get(instrument.district ?? '') ?? instrument.district}
                from={from}
                to={to}
              />
            ))}
          </ul>
        </div>
      )}
    </Section>
  );
}

function Row({
  instrument,
  district,
  from,
  to,
}: {
  instrument: InstrumentSummary;
  district: string | null;
  from: number;
  to: number;
}) {
  const t = useT(home);
  const locale = useLocale();
  const format = useFormat();
  const now = useNow();
  const name = localName(instrument, locale);
  const owner = localName({ nameZh: instrument.ownerNameZh, nameEn: instrument.ownerNameEn }, locale);
  const segments: readonly StripSegment[] = (instrument.free ?? []).map((free) => ({
    ...free,
    kind: 'free' as const,
  }));
  const next = instrument.free?.[0];
  const pick = usePickFree(instrument.id, 60);
  return (
    <li className={styles.row}>
      <div className={styles.what}>
        <Link to={instrumentPlace(instrument.id)} className={styles.name}>
          {name}
        </Link>
        <span className={styles.owner}>
          {instrument.model} · {owner}
          {district && ` · ${district}`}
        </span>
      </div>
      <div className={styles.time}>
        <FreeStrip
          from={from}
          to={to}
          segments={segments}
          label={name}
          height={24}
          {...(pickable(segments, from, to) ? { onPick: pick } : {})}
        />
        {next && (
          <button type="button" className={styles.next} onClick={() => pick(next)}>
            {Date.parse(next.startsAt) <= now + minute
              ? t.freeFromNow(format.time(next.endsAt))
              : t.freeLater(format.soon(next.startsAt, now))}
          </button>
        )}
      </div>
      <div className={styles.price}>
        {instrument.pricePerHourFen === null ? (
          <span className={styles.ask}>{t.priceAsk}</span>
        ) : instrument.pricePerHourFen === 0 ? (
          t.priceFree
        ) : (
          <Money fen={instrument.pricePerHourFen} per={t.perHour} />
        )}
      </div>
    </li>
  );
}
