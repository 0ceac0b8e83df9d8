import { estimatePrices } from '@hegu/contract/labs/estimates.ts';
import { customerTiers, explainLine, type PriceBook } from '@hegu/contract/labs/pricing.ts';
import { useEffect, useId, useState } from 'react';
import { useLocale } from '../../../../../i18n/locale.ts';
import { useT } from '../../../../../i18n/messages.ts';
import { useRouteQuery } from '../../../../../lib/query.ts';
import { useFormat, useZone } from '../../../../../lib/session.ts';
import { Field, inputClass } from '../../../../../ui/field.tsx';
import { ProblemView } from '../../../../../ui/problem-view.tsx';
import { addDays, instantAt, isDay, iso, minute, readClock, weekdayOf } from '../../../parts/time.ts';
import { today } from '../../day/layout.ts';
import { ClockSpan } from '../../parts/clock-span.tsx';
import { NumberInput } from '../../parts/number-input.tsx';
import { YuanInput } from '../../parts/yuan-input.tsx';
import { pricesForm as words } from './messages.ts';
import { whole } from './parts.tsx';
import styles from './prices.module.css';

/** A booking that is priced with the book in the form. */
export interface Scenario {
  readonly day: string;
  readonly from: string;
  readonly to: string;
  readonly overMinutes: number | null;
  readonly rush: boolean;
  readonly depositFen: number | null;
}

/** The coming Wednesday evening: an ordinary day, at an hour where many price lists change. */
export function usualScenario(now: number, zone: string): Scenario {
  const first = today(now, zone);
  const wednesday = addDays(first, (3 - weekdayOf(first) + 7) % 7);
  return { day: wednesday, from: '18:00', to: '22:00', overMinutes: null, rush: false, depositFen: null };
}

export function spanOf(s: Scenario, zone: string): { readonly start: number; readonly end: number } {
  const from = readClock(s.from) ?? 0;
  const to = readClock(s.to) ?? 0;
  return {
    start: instantAt(s.day, from, zone),
    end: to > from ? instantAt(s.day, to, zone) : instantAt(addDays(s.day, 1), to, zone),
  };
}

function useSettled<T>(value: T, ms: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}

/** The server's estimate by a book as it is typed, a moment after the last key. */
export function useEstimate(book: PriceBook | null, scenario: Scenario) {
  const zone = useZone();
  const asked = useSettled(book, 400);
  const { start, end } = spanOf(scenario, zone);
  const over = scenario.overMinutes ?? 0;
  return useRouteQuery(
    estimatePrices,
    {
      body: {
        book: asked ?? ({} as PriceBook),
        startsAt: iso(start),
        endsAt: iso(end),
        ...(over > 0 && asked?.time ? { usedTo: iso(end + over * minute) } : {}),
        rush: scenario.rush && asked?.rushFactorBp !== undefined,
        depositFen: scenario.depositFen ?? 0,
      },
    },
    { enabled: asked !== null, keepPrevious: true, staleTime: 5 * 60_000 },
  );
}

/** “周三 18:00–22:00，企业：¥…”: what a booking comes to for every kind of customer, and how. */
export function Example({
  book,
  scenario,
  onChange,
  estimate,
  wrong,
}: {
  book: PriceBook;
  scenario: Scenario;
  onChange: (next: Scenario) => void;
  estimate: ReturnType<typeof useEstimate>;
  /** The book has mistakes that are shown where they are. */
  wrong: boolean;
}) {
  const t = useT(words);
  const locale = useLocale();
  const format = useFormat();
  const zone = useZone();
  const ids = { day: useId(), over: useId(), deposit: useId() };
  const set = (next: Partial<Scenario>) => onChange({ ...scenario, ...next });
  const { start, end } = spanOf(scenario, zone);
  const { data, error } = estimate;
  return (
    <section className={styles.example} aria-label={t.example.title}>
      <h3>{t.example.title}</h3>
      <p className={styles.hint}>{t.example.hint}</p>
      <div className={styles.scenario}>
        <Field label={t.example.day} htmlFor={ids.day}>
          <input
            id={ids.day}
            type="date"
            className={inputClass}
            value={scenario.day}
            onChange={(e) => isDay(e.target.value) && set({ day: e.target.value })}
          />
        </Field>
        <div className={styles.labelled}>
          <strong>{t.example.span}</strong>
          <ClockSpan from={scenario.from} to={scenario.to} onChange={set} />
        </div>
        {book.time && (
          <Field label={t.example.over} htmlFor={ids.over}>
            <NumberInput
              id={ids.over}
              scale={whole}
              max={1440}
              placeholder="0"
              value={scenario.overMinutes}
              onChange={(overMinutes) => set({ overMinutes })}
            />
          </Field>
        )}
        {book.discounts.length > 0 && (
          <Field label={t.example.deposit} htmlFor={ids.deposit}>
            <YuanInput
              id={ids.deposit}
              placeholder="0"
              value={scenario.depositFen}
              onChange={(depositFen) => set({ depositFen })}
            />
          </Field>
        )}
        {book.rushFactorBp !== undefined && (
          <label className={styles.check}>
            <input
              type="checkbox"
              checked={scenario.rush}
              onChange={(e) => set({ rush: e.target.checked })}
            />
            {t.example.rush}
          </label>
        )}
      </div>
      <div aria-live="polite">
        <p className={styles.when}>
          <strong>{t.example.line(format.range(start, end))}</strong>
        </p>
        {wrong ? (
          <p className={styles.wrong}>{t.example.wrong}</p>
        ) : error ? (
          <ProblemView error={error} />
        ) : (
          !data && <p className={styles.hint}>{t.example.busy}</p>
        )}
        {data && !wrong && !error && (
          <ul className={styles.results} data-old={estimate.isPlaceholderData || undefined}>
            {customerTiers.map((tier) => {
              const r = data.tiers.find((x) => x.tier === tier);
              const lines = r?.quote?.lines ?? [];
              return (
                <li key={tier}>
                  <span className={styles.who}>{t.tiers[tier]}</span>
                  {r?.quote ? (
                    <>
                      <strong className="num">{format.money(r.quote.totalFen)}</strong>
                      {((r.lateCancellationFen ?? 0) > 0 || (r.noShowFen ?? 0) > 0) && (
                        <span className={styles.hint}>
                          {t.example.fees(format.money(r.lateCancellationFen), format.money(r.noShowFen))}
                        </span>
                      )}
                      {lines.length > 0 && (
                        <details>
                          <summary>{t.example.how}</summary>
                          {lines.map((line, i) => (
                            // biome-ignore lint/suspicious/noArrayIndexKey: two lines may be alike, and the list never moves
                            <p key={i}>{explainLine(line, locale)}</p>
                          ))}
                        </details>
                      )}
                    </>
                  ) : (
                    <>
                      <span>{t.example.none}</span>
                      <span className={styles.hint}>{r?.problem?.message}</span>
                    </>
                  )}
                </li>
              );
            })}
          </ul>
        )}
        {!book.time && <p className={styles.hint}>{t.example.noTime}</p>}
      </div>
    </section>
  );
}
