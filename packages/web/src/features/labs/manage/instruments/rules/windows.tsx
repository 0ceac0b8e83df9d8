import {
  mostOf,
  type OffPeakWindow,
  type PriorityWindow,
  type RelaxableLimit,
} from '@hegu/contract/labs/booking-rules.ts';
import { type ReactNode, useId } from 'react';
import { useT } from '../../../../../i18n/messages.ts';
import { Button } from '../../../../../ui/button.tsx';
import { inputClass } from '../../../../../ui/field.tsx';
import { ruleWords } from '../../../instrument/rule-words.ts';
import { ClockSpan } from '../../parts/clock-span.tsx';
import { ErrorAt, useFieldError } from '../../parts/field-errors.tsx';
import { manage } from '../../parts/messages.ts';
import { Toggles } from '../../parts/toggles.tsx';
import { at, without } from '../prices/book.ts';
import { Audience } from './audience.tsx';
import { CountInput, LengthInput } from './limits.tsx';
import { rulesForm as words } from './messages.ts';
import styles from './rules.module.css';

/** A list of weekly windows: what is in them, how one more begins, and (where rules are layered) whether there is a list at all. */
function WindowList<W extends OffPeakWindow | PriorityWindow>({
  title,
  hint,
  none,
  add,
  fresh,
  value,
  layered,
  fields,
  onChange,
}: {
  title: string;
  hint: string;
  none: string;
  add: string;
  fresh: W;
  value: readonly W[] | null | undefined;
  layered: boolean;
  fields: (w: W, index: number, change: (next: W) => void) => ReactNode;
  onChange: (next: W[] | undefined) => void;
}) {
  const t = useT(words);
  const list = value ?? [];
  const inherits = layered && value === undefined;
  return (
    <fieldset className={styles.windows}>
      <legend>{title}</legend>
      <p className={styles.hint}>{hint}</p>
      {inherits ? (
        <p className={styles.acts}>
          {t.inherit}
          <Button look="quiet" onClick={() => onChange([])}>
            {t.windows.own}
          </Button>
        </p>
      ) : (
        <>
          {list.length === 0 && <p>{none}</p>}
          <ul className={styles.cards}>
            {list.map((w, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: windows have no identity but their place
              <li key={i}>
                {fields(w, i, (next) => onChange(at(list, i, next)))}
                <Button
                  look="quiet"
                  onClick={() => {
                    const rest = at(list, i, null);
                    onChange(rest.length === 0 && !layered ? undefined : rest);
                  }}
                >
                  {t.windows.remove}
                </Button>
              </li>
            ))}
          </ul>
          <p className={styles.acts}>
            {list.length < 50 && (
              <Button look="quiet" onClick={() => onChange([...list, fresh])}>
                {add}
              </Button>
            )}
            {layered && (
              <Button look="quiet" onClick={() => onChange(undefined)}>
                {t.windows.back}
              </Button>
            )}
          </p>
        </>
      )}
    </fieldset>
  );
}

interface Week {
  readonly weekdays: number[];
  readonly from: string;
  readonly to: string;
  readonly followHolidays?: boolean | undefined;
}

/** On which days and from when to when. */
function WeekFields({
  value,
  path,
  onChange,
}: {
  value: Week;
  path: string;
  onChange: (next: Partial<Week>) => void;
}) {
  const t = useT(words).windows;
  const { weekdays } = useT(manage);
  const days = useFieldError(`${path}.weekdays`);
  return (
    <div className={styles.week}>
      <Toggles<number>
        label={t.days}
        options={weekdays.map((label, i) => ({ value: i + 1, label }))}
        value={value.weekdays}
        invalid={days !== undefined}
        onChange={(next) => onChange({ weekdays: next })}
      />
      <ClockSpan from={value.from} to={value.to} onChange={onChange} />
      <label className={styles.check}>
        <input
          type="checkbox"
          checked={value.followHolidays ?? false}
          onChange={(event) => onChange({ followHolidays: event.target.checked })}
        />
        {t.followHolidays}
      </label>
      <ErrorAt path={`${path}.weekdays`} />
      <ErrorAt path={`${path}.to`} />
    </div>
  );
}

const relaxable: readonly {
  readonly name: RelaxableLimit;
  readonly count?: true;
  readonly least?: number;
}[] = [
  { name: 'minMinutes', least: 1 },
  { name: 'maxMinutes', least: 1 },
  { name: 'noticeMinutes' },
  { name: 'maxFutureReservations', count: true },
  { name: 'maxPerDay', count: true },
  { name: 'maxFutureMinutes' },
  { name: 'gapMinutes' },
];
const modes = ['keep', 'lift', 'relax'] as const;
/** What a limit becomes before somebody says otherwise. */
const usual: Readonly<Record<RelaxableLimit, number>> = {
  minMinutes: 30,
  maxMinutes: 1440,
  noticeMinutes: 0,
  maxFutureReservations: 10,
  maxPerDay: 4,
  maxFutureMinutes: 4320,
  gapMinutes: 0,
};

/** Time in which limits are relaxed: each as usual, lifted, or another number. */
export function OffPeakList({
  value,
  layered,
  onChange,
}: {
  value: readonly OffPeakWindow[] | null | undefined;
  layered: boolean;
  onChange: (next: OffPeakWindow[] | undefined) => void;
}) {
  const t = useT(words).offPeak;
  return (
    <WindowList<OffPeakWindow>
      {...t}
      fresh={{
        weekdays: [1, 2, 3, 4, 5, 6, 7],
        from: '18:00',
        to: '08:00',
        followHolidays: true,
        // Nights without the limits of length and number: what is asked for most
        relax: { maxMinutes: null, maxFutureReservations: null, maxPerDay: null, maxFutureMinutes: null },
      }}
      value={value}
      layered={layered}
      onChange={onChange}
      fields={(w, i, change) => {
        const path = `bookingRules.offPeak.${i}`;
        return (
          <div className={styles.window}>
            <WeekFields value={w} path={path} onChange={(next) => change({ ...w, ...next })} />
            <div className={styles.relax}>
              {relaxable.map((limit) => (
                <Relaxed
                  key={limit.name}
                  {...limit}
                  value={w.relax[limit.name]}
                  path={`${path}.relax.${limit.name}`}
                  onChange={(next) =>
                    change({
                      ...w,
                      relax:
                        next === undefined
                          ? without(w.relax, limit.name)
                          : { ...w.relax, [limit.name]: next },
                    })
                  }
                />
              ))}
            </div>
            <ErrorAt path={`${path}.relax`} />
          </div>
        );
      }}
    />
  );
}

function Relaxed({
  name,
  count = false,
  least = 0,
  value,
  path,
  onChange,
}: {
  name: RelaxableLimit;
  count?: boolean;
  least?: number;
  value: number | null | undefined;
  path: string;
  onChange: (value: number | null | undefined) => void;
}) {
  const t = useT(words).offPeak;
  const label = useT(ruleWords).relax[name] ?? name;
  const id = useId();
  const error = useFieldError(path);
  const mode = value === undefined ? 'keep' : value === null ? 'lift' : 'relax';
  const Input = count ? CountInput : LengthInput;
  return (
    <div className={styles.relaxed}>
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className={inputClass}
        value={mode}
        onChange={(event) => {
          const next = modes.find((m) => m === event.target.value);
          onChange(next === 'lift' ? null : next === 'relax' ? usual[name] : undefined);
        }}
      >
        {modes.map((m) => (
          <option key={m} value={m}>
            {t.modes[m]}
          </option>
        ))}
      </select>
      {typeof value === 'number' && (
        <Input
          label={label}
          value={value}
          least={least}
          most={mostOf[name]}
          required
          invalid={error !== undefined}
          onChange={(n) => n !== null && onChange(n)}
        />
      )}
      <ErrorAt path={path} />
    </div>
  );
}

/** Time that is kept for some until it comes near. */
export function PriorityList({
  value,
  layered,
  onChange,
}: {
  value: readonly PriorityWindow[] | null | undefined;
  layered: boolean;
  onChange: (next: PriorityWindow[] | undefined) => void;
}) {
  const t = useT(words).priority;
  return (
    <WindowList<PriorityWindow>
      title={t.title}
      hint={t.hint}
      none={t.none}
      add={t.add}
      fresh={{
        weekdays: [1, 2, 3, 4, 5],
        from: '09:00',
        to: '18:00',
        followHolidays: true,
        untilMinutesBefore: 1440,
      }}
      value={value}
      layered={layered}
      onChange={onChange}
      fields={(w, i, change) => {
        const path = `bookingRules.priorityWindows.${i}`;
        return (
          <div className={styles.window}>
            <WeekFields value={w} path={path} onChange={(next) => change({ ...w, ...next })} />
            <Audience value={w} path={path} onChange={(next) => change({ ...w, ...next })} />
            <div className={styles.until}>
              <span>{t.until}</span>
              <LengthInput
                label={t.until}
                value={w.untilMinutesBefore}
                required
                onChange={(n) => n !== null && change({ ...w, untilMinutesBefore: n })}
              />
              <ErrorAt path={`${path}.untilMinutesBefore`} />
            </div>
          </div>
        );
      }}
    />
  );
}
