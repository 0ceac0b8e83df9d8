import {
  type CustomerTier,
  customerTiers,
  type FeeRule,
  flatRate,
  type PriceBook,
  type Rate,
} from '@hegu/contract/labs/pricing.ts';
import { useId } from 'react';
import { useT } from '../../../../i18n/messages.ts';
import { useFormat } from '../../../../lib/session.ts';
import { Button } from '../../../../ui/button.tsx';
import { Empty } from '../../../../ui/empty.tsx';
import { Field, inputClass } from '../../../../ui/field.tsx';
import { YuanInput } from '../parts/yuan-input.tsx';
import { exampleOf } from './example-price.ts';
import styles from './instruments.module.css';
import { pricesForm as words } from './prices-words.ts';

const emptyBook: PriceBook = {
  currency: 'CNY',
  taxRateBp: 600,
  time: {
    perHour: {
      own: flatRate(10_000),
      member: flatRate(15_000),
      enterprise: flatRate(20_000),
      public: flatRate(25_000),
    },
    basis: 'reserved',
    roundingMinutes: 30,
    minimumMinutes: 0,
    windows: [],
  },
  items: {},
  consumables: {},
  minimumFen: {},
  discounts: [],
};

type Fens = Partial<Record<CustomerTier, number>>;
type Rates = Partial<Record<CustomerTier, Rate>>;

/** One flat price, or null when it has steps that this table cannot show. */
const flatOf = (rate: Rate | undefined): number | null | 'steps' =>
  rate === undefined ? null : rate.steps.length === 1 ? (rate.steps[0]?.unitPriceFen ?? null) : 'steps';

function without<T extends object, K extends keyof T>(value: T, key: K): Omit<T, K> {
  const { [key]: _gone, ...rest } = value;
  return rest;
}

const setFen = (fens: Fens, tier: CustomerTier, fen: number | null): Fens =>
  fen === null ? without(fens, tier) : { ...fens, [tier]: fen };
const setRate = (rates: Rates, tier: CustomerTier, fen: number | null): Rates =>
  fen === null ? without(rates, tier) : { ...rates, [tier]: flatRate(fen) };

const nextCode = (prefix: string, taken: object): string => {
  let n = 1;
  while (`${prefix}_${n}` in taken) n++;
  return `${prefix}_${n}`;
};

/** Prices by kind of customer, and beside them what two hours would cost each of them. */
export function PricesForm({
  value,
  onChange,
}: {
  value: PriceBook | null;
  onChange: (next: PriceBook | null) => void;
}) {
  const t = useT(words);
  if (!value) {
    return (
      <Empty
        icon="money"
        title={t.none}
        action={
          <Button look="act" onClick={() => onChange(emptyBook)}>
            {t.start}
          </Button>
        }
      />
    );
  }
  const set = (next: Partial<PriceBook>) => onChange({ ...value, ...next });
  return (
    <div className={styles.stack}>
      <PriceTable book={value} set={set} />
      <p className={styles.hint}>{t.zero}</p>
      <Terms book={value} set={set} />
      <Examples book={value} />
    </div>
  );
}

interface Part {
  readonly book: PriceBook;
  readonly set: (next: Partial<PriceBook>) => void;
}

function PriceTable({ book, set }: Part) {
  const t = useT(words);
  const tierName = (tier: CustomerTier) => t.tiers[tier];
  const { time } = book;
  const fens = (name: string, values: Fens, change: (next: Fens) => void) =>
    customerTiers.map((tier) => (
      <td key={tier}>
        <YuanInput
          label={`${name} ${tierName(tier)}`}
          placeholder="–"
          value={values[tier] ?? null}
          onChange={(fen) => change(setFen(values, tier, fen))}
        />
      </td>
    ));
  const rates = (name: string, values: Rates, change: (next: Rates) => void) =>
    customerTiers.map((tier) => {
      const flat = flatOf(values[tier]);
      return (
        <td key={tier}>
          {flat === 'steps' ? (
            <span className={styles.hint}>{t.steps}</span>
          ) : (
            <YuanInput
              label={`${name} ${tierName(tier)}`}
              placeholder="–"
              value={flat}
              onChange={(fen) => change(setRate(values, tier, fen))}
            />
          )}
        </td>
      );
    });
  return (
    <div className={styles.scroll}>
      <table className={styles.prices}>
        <thead>
          <tr>
            <th scope="col">{t.item}</th>
            <th scope="col">{t.unit}</th>
            {customerTiers.map((tier) => (
              <th key={tier} scope="col" className={styles.end}>
                {tierName(tier)}
              </th>
            ))}
            <th scope="col">
              <span className="sr-only">{t.removeRow}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {time && (
            <tr>
              <th scope="row">{t.time}</th>
              <td>{t.perHour}</td>
              {rates(t.time, time.perHour, (perHour) => set({ time: { ...time, perHour } }))}
              <td />
            </tr>
          )}
          <tr>
            <th scope="row">{t.operator}</th>
            <td>{t.perHour}</td>
            {fens(t.operator, book.operator?.perHourFen ?? {}, (perHourFen) =>
              set({
                operator:
                  Object.keys(perHourFen).length === 0
                    ? undefined
                    : { roundingMinutes: 30, ...book.operator, perHourFen },
              }),
            )}
            <td />
          </tr>
          {Object.entries(book.items).map(([code, item]) => (
            <tr key={code}>
              <td>
                <Names
                  zh={item.label.zh}
                  en={item.label.en}
                  labels={[t.labelZh, t.labelEn]}
                  onChange={(zh, en) =>
                    set({ items: { ...book.items, [code]: { ...item, label: { zh, en } } } })
                  }
                />
              </td>
              <td>
                <Names
                  zh={item.unit.zh}
                  en={item.unit.en}
                  labels={[t.unitZh, t.unitEn]}
                  onChange={(zh, en) =>
                    set({ items: { ...book.items, [code]: { ...item, unit: { zh, en } } } })
                  }
                />
              </td>
              {rates(item.label.zh, item.rates, (next) =>
                set({ items: { ...book.items, [code]: { ...item, rates: next } } }),
              )}
              <td>
                <Button look="quiet" onClick={() => set({ items: without(book.items, code) })}>
                  {t.removeRow}
                </Button>
              </td>
            </tr>
          ))}
          {Object.entries(book.consumables).map(([code, item]) => (
            <tr key={code}>
              <td>
                <Names
                  zh={item.label.zh}
                  en={item.label.en}
                  labels={[t.labelZh, t.labelEn]}
                  onChange={(zh, en) =>
                    set({ consumables: { ...book.consumables, [code]: { ...item, label: { zh, en } } } })
                  }
                />
              </td>
              <td>
                <Names
                  zh={item.unit.zh}
                  en={item.unit.en}
                  labels={[t.unitZh, t.unitEn]}
                  onChange={(zh, en) =>
                    set({ consumables: { ...book.consumables, [code]: { ...item, unit: { zh, en } } } })
                  }
                />
              </td>
              {fens(item.label.zh, item.priceFen, (priceFen) =>
                set({ consumables: { ...book.consumables, [code]: { ...item, priceFen } } }),
              )}
              <td>
                <Button look="quiet" onClick={() => set({ consumables: without(book.consumables, code) })}>
                  {t.removeRow}
                </Button>
              </td>
            </tr>
          ))}
          <tr>
            <th scope="row">{t.minimum}</th>
            <td>{t.perOrder}</td>
            {fens(t.minimum, book.minimumFen, (minimumFen) => set({ minimumFen }))}
            <td />
          </tr>
        </tbody>
      </table>
      <div className={styles.inline}>
        <Button
          look="quiet"
          onClick={() =>
            set({
              items: {
                ...book.items,
                [nextCode('item', book.items)]: {
                  label: { zh: '样品', en: 'Sample' },
                  unit: { zh: '个', en: 'sample' },
                  rates: {},
                },
              },
            })
          }
        >
          {t.addItem}
        </Button>
        <Button
          look="quiet"
          onClick={() =>
            set({
              consumables: {
                ...book.consumables,
                [nextCode('consumable', book.consumables)]: {
                  label: { zh: '耗材', en: 'Consumable' },
                  unit: { zh: '件', en: 'piece' },
                  priceFen: {},
                },
              },
            })
          }
        >
          {t.addConsumable}
        </Button>
      </div>
    </div>
  );
}

function Names({
  zh,
  en,
  labels,
  onChange,
}: {
  zh: string;
  en: string;
  labels: readonly [string, string];
  onChange: (zh: string, en: string) => void;
}) {
  return (
    <span className={styles.names}>
      <input
        className={inputClass}
        aria-label={labels[0]}
        value={zh}
        maxLength={80}
        onChange={(e) => onChange(e.target.value, en)}
      />
      <input
        className={inputClass}
        aria-label={labels[1]}
        value={en}
        maxLength={120}
        onChange={(e) => onChange(zh, e.target.value)}
      />
    </span>
  );
}

const percentOf = (fee: FeeRule | undefined): string => (fee?.kind === 'percent' ? String(fee.bp / 100) : '');
const feeOf = (text: string): FeeRule | undefined =>
  text.trim() === ''
    ? undefined
    : { kind: 'percent', bp: Math.min(10_000, Math.max(0, Math.round(Number(text) * 100))) };

function Terms({ book, set }: Part) {
  const t = useT(words);
  const ids = {
    basis: useId(),
    rounding: useId(),
    minimum: useId(),
    tax: useId(),
    late: useId(),
    noShow: useId(),
    rush: useId(),
  };
  const { time } = book;
  const number = (id: string, label: string, value: string, change: (text: string) => void, max?: number) => (
    <Field label={label} htmlFor={id}>
      <input
        id={id}
        type="number"
        min={0}
        max={max}
        step="any"
        className={inputClass}
        value={value}
        onChange={(e) => change(e.target.value)}
      />
    </Field>
  );
  return (
    <div className={styles.fields}>
      {time && (
        <>
          <Field label={t.basis} htmlFor={ids.basis}>
            <select
              id={ids.basis}
              className={inputClass}
              value={time.basis}
              onChange={(e) =>
                set({
                  time: {
                    ...time,
                    basis:
                      (['reserved', 'used', 'larger'] as const).find((b) => b === e.target.value) ??
                      'reserved',
                  },
                })
              }
            >
              {(['reserved', 'used', 'larger'] as const).map((b) => (
                <option key={b} value={b}>
                  {t.bases[b]}
                </option>
              ))}
            </select>
          </Field>
          {number(ids.rounding, t.rounding, String(time.roundingMinutes), (text) =>
            set({
              time: { ...time, roundingMinutes: Math.min(1440, Math.max(1, Math.round(Number(text)))) },
            }),
          )}
          {number(ids.minimum, t.minimumMinutes, String(time.minimumMinutes), (text) =>
            set({ time: { ...time, minimumMinutes: Math.min(1440, Math.max(0, Math.round(Number(text)))) } }),
          )}
        </>
      )}
      {number(
        ids.tax,
        t.tax,
        String(book.taxRateBp / 100),
        (text) => set({ taxRateBp: Math.min(10_000, Math.max(0, Math.round(Number(text) * 100))) }),
        100,
      )}
      {number(
        ids.late,
        t.late,
        percentOf(book.lateCancellation),
        (text) => set({ lateCancellation: feeOf(text) }),
        100,
      )}
      {number(ids.noShow, t.noShow, percentOf(book.noShow), (text) => set({ noShow: feeOf(text) }), 100)}
      {number(
        ids.rush,
        t.rush,
        book.rushFactorBp === undefined ? '' : String(book.rushFactorBp / 10_000),
        (text) =>
          set({
            rushFactorBp: text.trim() === '' ? undefined : Math.max(0, Math.round(Number(text) * 10_000)),
          }),
      )}
    </div>
  );
}

function Examples({ book }: { book: PriceBook }) {
  const t = useT(words);
  const format = useFormat();
  if (!book.time) return null;
  return (
    <div className={styles.preview} aria-live="polite">
      <strong>{t.example}</strong>
      <ul>
        {customerTiers.map((tier) => {
          const e = exampleOf(book, tier, 120);
          return (
            <li key={tier}>
              {e
                ? t.exampleLine(t.tiers[tier], format.duration(120), format.money(e.totalFen))
                : t.exampleNone(t.tiers[tier])}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
