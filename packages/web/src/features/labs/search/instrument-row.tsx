import type { InstrumentSummary } from '@hegu/contract/labs/instruments.ts';
import { Link } from '@tanstack/react-router';
import { modeWord, modeWords } from '../../../i18n/kinds.ts';
import { useLocale } from '../../../i18n/locale.ts';
import { makerFound } from '../../../i18n/maker.ts';
import { localName, useT } from '../../../i18n/messages.ts';
import { instrumentPlace } from '../../../lib/places.ts';
import { useFormat, useNow, useSession } from '../../../lib/session.ts';
import { FreeStrip, type StripSegment } from '../../../ui/free-strip.tsx';
import { Highlight } from '../../../ui/highlight.tsx';
import { StatusTag } from '../../../ui/status-tag.tsx';
import { Money } from '../../../ui/value.tsx';
import { pickable, usePickFree } from '../parts/pick-free.ts';
import { minute } from '../parts/time.ts';
import { useDistrictName } from '../parts/use-districts.ts';
import { labs } from '../parts/words.ts';
import { rangesOf } from './highlights.ts';
import { searchWords } from './messages.ts';
import styles from './search.module.css';
import type { TimeWindow } from './when.ts';

type Free = InstrumentSummary['free'];

/** One instrument of a list: what it is, whose, what it costs, and when it is free, drawn. */
export function InstrumentRow({
  instrument,
  window,
  words,
  free = instrument.free,
  minutes = 60,
}: {
  instrument: InstrumentSummary;
  window: TimeWindow;
  /** What was searched for, to be marked. */
  words: readonly string[];
  /** Undefined while it is not known. */
  free?: Free | undefined;
  minutes?: number;
}) {
  const t = useT(searchWords);
  const common = useT(labs);
  const modes = useT(modeWords);
  const locale = useLocale();
  const format = useFormat();
  const now = useNow();
  const { me } = useSession();
  const districtName = useDistrictName();
  const name = localName(instrument, locale);
  const owner = localName({ nameZh: instrument.ownerNameZh, nameEn: instrument.ownerNameEn }, locale);
  const segments: readonly StripSegment[] = (free ?? []).map((f) => ({ ...f, kind: 'free' as const }));
  // The server knows what a synonym or pinyin hit; where it says nothing, the words themselves are looked for.
  const found = (text: string, field: keyof NonNullable<InstrumentSummary['highlights']>) =>
    instrument.highlights ? instrument.highlights[field] : rangesOf(text, words);
  const mark = (text: string, field: Parameters<typeof found>[1]) => (
    <Highlight text={text} ranges={found(text, field)} />
  );
  const maker = makerFound(instrument.maker, locale, found(instrument.maker, 'maker'));
  const pick = usePickFree(instrument.id, minutes);
  const next = free?.[0];
  const from = Date.parse(window.from);
  const to = Date.parse(window.to);
  return (
    <li className={styles.row}>
      <div className={styles.what}>
        <Link to={instrumentPlace(instrument.id)} className={styles.name}>
          {mark(name, name === instrument.nameZh ? 'nameZh' : 'nameEn')}
        </Link>
        <span className={styles.sub}>
          <Highlight {...maker} /> {mark(instrument.model, 'model')}
          {instrument.demo && !me?.valley.demo && <span className={styles.demo}>{common.demo}</span>}
        </span>
        <span className={styles.sub}>
          {mark(owner, owner === instrument.ownerNameZh ? 'ownerNameZh' : 'ownerNameEn')}
          {instrument.district && ` · ${districtName(instrument.district)}`}
        </span>
      </div>
      <div className={styles.time}>
        {instrument.status === 'down' ? (
          <StatusTag tone="wrong">{t.down}</StatusTag>
        ) : free === undefined ? null : next ? (
          <>
            <FreeStrip
              from={from}
              to={to}
              segments={segments}
              label={t.strip(name)}
              height={28}
              {...(pickable(free ?? [], from, to) ? { onPick: pick } : {})}
            />
            <button type="button" className={styles.next} onClick={() => pick(next)}>
              {Date.parse(next.startsAt) <= now + minute
                ? t.until(format.soon(next.endsAt, now))
                : t.freeAt(format.soonRange(next.startsAt, next.endsAt, now))}{' '}
              <span>{t.book}</span>
            </button>
          </>
        ) : (
          <span className={styles.none}>{t.noneIn24}</span>
        )}
      </div>
      <div className={styles.price}>
        {instrument.pricePerHourFen === null ? (
          <span className={styles.none}>{common.noHourly}</span>
        ) : (
          <strong>
            {instrument.pricePerHourFen === 0 ? (
              common.free
            ) : (
              <Money fen={instrument.pricePerHourFen} per={common.perHour} />
            )}
          </strong>
        )}
        <span className="sr-only">{common.tierPrice[instrument.tier]}</span>
        <span className={styles.sub}>
          {instrument.modes.map((mode) => modeWord(modes, mode)).join(locale === 'zh' ? '、' : ', ')}
          {instrument.pricePerHourFen !== null &&
            instrument.modes.every((mode) => mode === 'operator_run') &&
            ` · ${common.withOperator}`}
        </span>
      </div>
    </li>
  );
}
