import type { Instrument } from '@hegu/contract/labs/instruments.ts';
import { listProjects } from '@hegu/contract/labs/projects.ts';
import { type ReactNode, useId } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { localName, useT } from '../../../i18n/messages.ts';
import { useRouteQuery } from '../../../lib/query.ts';
import { useFormat, useSession } from '../../../lib/session.ts';
import { Field, helpId, inputClass } from '../../../ui/field.tsx';
import { Alert } from '../../../ui/problem-view.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { AccessoryField, useAccessories } from './accessory-field.tsx';
import styles from './booking.module.css';
import { bookingWords } from './messages.ts';
import { operatorMinutesOf, operatorOf, type Wish } from './wish.ts';

/** Everything but the time: who pays, how it is set up, what is used with it. Fields that have no choice are left out. */
export function BookingFields({
  instrument,
  wish,
  onChange,
}: {
  instrument: Instrument;
  wish: Wish;
  onChange: (part: Partial<Wish>) => void;
}) {
  const t = useT(bookingWords);
  const locale = useLocale();
  const format = useFormat();
  const id = useId();
  const book = instrument.priceBook?.book;
  const accessories = useAccessories(instrument.id, wish.span);
  const operator = operatorOf(instrument);
  const chosen = instrument.configurations.find((c) => c.code === wish.configuration);
  return (
    <div className={styles.fields}>
      {instrument.may.bookForOthers && (
        <Field label={t.onBehalf} htmlFor={`${id}o`} help={t.onBehalfHelp} optional>
          <input
            id={`${id}o`}
            className={inputClass}
            maxLength={64}
            autoComplete="off"
            aria-describedby={helpId(`${id}o`)}
            value={wish.onBehalfOf}
            onChange={(event) => onChange({ onBehalfOf: event.target.value, projectId: '' })}
          />
        </Field>
      )}
      <ProjectField wish={wish} instrument={instrument} onChange={onChange} />
      {instrument.configurations.length > 0 && (
        <Field
          label={t.configuration}
          htmlFor={`${id}c`}
          help={
            chosen && !chosen.selfConfigured && chosen.noticeMinutes > 0
              ? t.configurationNotice(format.duration(chosen.noticeMinutes))
              : undefined
          }
        >
          <select
            id={`${id}c`}
            className={inputClass}
            value={wish.configuration}
            onChange={(event) => onChange({ configuration: event.target.value })}
          >
            <option value="">{t.noConfiguration}</option>
            {instrument.configurations.map((c) => (
              <option key={c.code} value={c.code}>
                {localName(c, locale)}
              </option>
            ))}
          </select>
        </Field>
      )}
      <AccessoryField items={accessories} instrument={instrument} wish={wish} onChange={onChange} />
      <UsedFields
        instrument={instrument}
        items={wish.items}
        consumables={wish.consumables}
        help={t.itemsHelp}
        // One use comes with the accessory itself
        without={accessories.map((a) => a.itemCode)}
        onChange={onChange}
      />
      {operator.offered && (
        <Tick
          checked={wish.operatorMinutes !== 0}
          disabled={operator.always && wish.operatorMinutes !== 0}
          onChange={(on) => onChange({ operatorMinutes: on ? 'whole' : 0 })}
          label={t.operator}
          {...(operator.usual ? { help: operator.always ? t.operatorAlways : t.operatorUsual } : {})}
        >
          {wish.operatorMinutes !== 0 && (
            <Field label={t.operatorMinutes} htmlFor={`${id}m`}>
              <input
                id={`${id}m`}
                type="number"
                className={inputClass}
                min={1}
                max={44_640}
                value={operatorMinutesOf(wish)}
                // None would take the field away while it is typed in
                onChange={(event) => onChange({ operatorMinutes: Math.max(1, whole(event.target.value)) })}
              />
            </Field>
          )}
        </Tick>
      )}
      {book?.rushFactorBp !== undefined && (
        <Tick
          checked={wish.rush}
          onChange={(rush) => onChange({ rush })}
          label={`${t.rush} × ${book.rushFactorBp / 10_000}`}
        />
      )}
      <Field label={t.note} htmlFor={`${id}n`} help={t.noteHelp} optional>
        <textarea
          id={`${id}n`}
          className={inputClass}
          rows={2}
          maxLength={1000}
          aria-describedby={helpId(`${id}n`)}
          value={wish.note}
          onChange={(event) => onChange({ note: event.target.value })}
        />
      </Field>
    </div>
  );
}

const whole = (text: string): number => Math.max(0, Math.min(100_000, Math.floor(Number(text)) || 0));

export function Tick({
  checked,
  disabled = false,
  onChange,
  label,
  help,
  children,
}: {
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
  label: string;
  help?: string;
  children?: ReactNode;
}) {
  return (
    <div>
      <label className={styles.tick}>
        <input
          type="checkbox"
          checked={checked}
          disabled={disabled}
          onChange={(event) => onChange(event.target.checked)}
        />
        <span>
          {label}
          {help && <small>{help}</small>}
        </span>
      </label>
      {children}
    </div>
  );
}

function ProjectField({
  wish,
  instrument,
  onChange,
}: {
  wish: Wish;
  instrument: Instrument;
  onChange: (part: Partial<Wish>) => void;
}) {
  const t = useT(bookingWords);
  const locale = useLocale();
  const format = useFormat();
  const { me } = useSession();
  const id = useId();
  const other = wish.onBehalfOf.trim();
  const { data, isPending } = useRouteQuery(
    listProjects,
    { query: { scope: 'mine', limit: 100, ...(other ? { forUser: other } : {}) } },
    { keepPrevious: true },
  );
  if (isPending) return <Skeleton lines={1} height={40} />;
  const projects = (data?.items ?? []).filter(
    (p) => p.active && (p.allowedInstrumentIds === null || p.allowedInstrumentIds.includes(instrument.id)),
  );
  if (projects.length === 0 && !other) {
    return (
      <Alert tone="wait" title={t.noProject}>
        <p>{t.noProjectWhy}</p>
      </Alert>
    );
  }
  const said = (p: (typeof projects)[number]) =>
    t.projectOf(localName(p, locale), format.money(p.balanceFen + p.creditLimitFen));
  const only = projects.length === 1 ? projects[0] : undefined;
  if (only) {
    return (
      <p className={styles.only}>
        <span>{t.project}</span>
        <strong>{localName(only, locale)}</strong>
        {only.piUserId === me?.user?.id ? null : <small>{only.piName}</small>}
      </p>
    );
  }
  return (
    <Field label={t.project} htmlFor={id}>
      <select
        id={id}
        className={inputClass}
        value={wish.projectId}
        onChange={(event) => onChange({ projectId: event.target.value })}
      >
        <option value="">{t.chooseProject}</option>
        {projects.map((p) => (
          <option key={p.id} value={p.id}>
            {said(p)}
          </option>
        ))}
      </select>
    </Field>
  );
}

/** Amounts of everything the price book sells by the piece to this reader. */
export function UsedFields({
  instrument,
  items,
  consumables,
  help,
  without = [],
  onChange,
}: {
  instrument: Pick<Instrument, 'priceBook' | 'tier'>;
  items: Readonly<Record<string, number>>;
  consumables: Readonly<Record<string, number>>;
  help: string;
  /** Codes of items that are asked for elsewhere. */
  without?: readonly (string | null)[];
  onChange: (part: {
    readonly items?: Readonly<Record<string, number>>;
    readonly consumables?: Readonly<Record<string, number>>;
  }) => void;
}) {
  const t = useT(bookingWords);
  const locale = useLocale();
  const format = useFormat();
  const id = useId();
  const book = instrument.priceBook?.book;
  if (!book) return null;
  const rows = [
    ...Object.entries(book.items).flatMap(([code, item]) => {
      const price = item.rates[instrument.tier]?.steps[0]?.unitPriceFen;
      return price === undefined || without.includes(code)
        ? []
        : [{ kind: 'items' as const, code, item, price }];
    }),
    ...Object.entries(book.consumables).flatMap(([code, item]) => {
      const price = item.priceFen[instrument.tier];
      return price === undefined ? [] : [{ kind: 'consumables' as const, code, item, price }];
    }),
  ];
  if (rows.length === 0) return null;
  const amounts = { items, consumables };
  return (
    <fieldset className={styles.used}>
      <legend>{t.items}</legend>
      <p className={styles.help}>{help}</p>
      {rows.map(({ kind, code, item, price }) => (
        <div key={`${kind}:${code}`} className={styles.usedRow}>
          <label htmlFor={`${id}${kind}${code}`}>
            {item.label[locale]}
            <small>{price === 0 ? t.free : t.perUnit(format.money(price), item.unit[locale])}</small>
          </label>
          <input
            id={`${id}${kind}${code}`}
            type="number"
            inputMode="numeric"
            className={inputClass}
            min={0}
            max={100_000}
            placeholder="0"
            value={amounts[kind][code] || ''}
            onChange={(event) =>
              onChange({ [kind]: { ...amounts[kind], [code]: whole(event.target.value) } })
            }
          />
          <span>{item.unit[locale]}</span>
        </div>
      ))}
    </fieldset>
  );
}
