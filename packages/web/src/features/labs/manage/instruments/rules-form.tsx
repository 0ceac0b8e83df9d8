import { approvalModes, type BookingRules } from '@hegu/contract/labs/booking-rules.ts';
import type { PriceBook } from '@hegu/contract/labs/pricing.ts';
import { useId, useState } from 'react';
import { useT } from '../../../../i18n/messages.ts';
import { useFormat } from '../../../../lib/session.ts';
import { Button } from '../../../../ui/button.tsx';
import { Field, inputClass } from '../../../../ui/field.tsx';
import { ruleLines, ruleWords, weekdaysText } from '../../instrument/rule-words.ts';
import styles from './instruments.module.css';
import { rulesForm as words } from './rules-words.ts';

type NumberRule = 'horizonDays' | 'maxFutureReservations' | 'maxPerDay';
type MinuteRule =
  | 'minMinutes'
  | 'maxMinutes'
  | 'noticeMinutes'
  | 'maxFutureMinutes'
  | 'gapMinutes'
  | 'freezeMinutes'
  | 'lateCancelMinutes'
  | 'noShowMinutes';

const grids = [1, 5, 10, 15, 20, 30, 60, 120, 240, 480, 720, 1440];

/** Booking rules as fields, beside the sentences that users will read. An empty field is no limit. */
export function RulesForm({
  value,
  prices,
  onChange,
}: {
  value: BookingRules;
  prices: PriceBook | null;
  onChange: (next: BookingRules) => void;
}) {
  const t = useT(words);
  const said = useT(ruleWords);
  const format = useFormat();
  const ids = { grid: useId(), approval: useId() };
  const set = (next: Partial<BookingRules>) => {
    const merged: Record<string, unknown> = { ...value, ...next };
    for (const [key, v] of Object.entries(merged)) if (v === undefined) delete merged[key];
    onChange(merged as BookingRules);
  };
  const count = (name: NumberRule) => (
    <CountField
      label={t[name]}
      value={value[name] ?? null}
      onChange={(v) => set({ [name]: v ?? undefined })}
    />
  );
  const length = (name: MinuteRule, least = 0) => (
    <MinutesField
      label={t[name]}
      value={value[name] ?? null}
      least={least}
      onChange={(v) => set({ [name]: v ?? undefined })}
    />
  );
  const windows = [
    ...(value.priorityWindows ?? []).map((w) => ({
      kind: 'priorityWindows' as const,
      w,
      word: said.priority,
    })),
    ...(value.offPeak ?? []).map((w) => ({ kind: 'offPeak' as const, w, word: said.offPeak })),
  ];
  return (
    <div className={styles.rules}>
      <div className={styles.stack}>
        <Group title={t.groups.length}>
          {length('minMinutes', 1)}
          {length('maxMinutes', 1)}
          <Field label={t.gridMinutes} htmlFor={ids.grid}>
            <select
              id={ids.grid}
              className={inputClass}
              value={value.gridMinutes ?? ''}
              onChange={(event) =>
                set({ gridMinutes: event.target.value ? Number(event.target.value) : undefined })
              }
            >
              <option value="">{t.none}</option>
              {grids.map((g) => (
                <option key={g} value={g}>
                  {format.duration(g)}
                </option>
              ))}
            </select>
          </Field>
        </Group>
        <Group title={t.groups.ahead}>
          {count('horizonDays')}
          {length('noticeMinutes')}
        </Group>
        <Group title={t.groups.amount}>
          {count('maxFutureReservations')}
          {count('maxPerDay')}
          {length('maxFutureMinutes')}
          {length('gapMinutes')}
        </Group>
        <Group title={t.groups.late}>
          {length('freezeMinutes')}
          {length('lateCancelMinutes')}
          {length('noShowMinutes', 1)}
        </Group>
        <Group title={t.groups.who}>
          <Field label={t.approval} htmlFor={ids.approval}>
            <select
              id={ids.approval}
              className={inputClass}
              value={value.approval ?? 'none'}
              onChange={(event) =>
                set({ approval: approvalModes.find((m) => m === event.target.value) ?? 'none' })
              }
            >
              {approvalModes.map((m) => (
                <option key={m} value={m}>
                  {t.approvals[m]}
                </option>
              ))}
            </select>
          </Field>
          <label className={styles.check}>
            <input
              type="checkbox"
              checked={value.trainingRequired ?? false}
              onChange={(event) => set({ trainingRequired: event.target.checked })}
            />
            {t.training}
          </label>
        </Group>
        <Group title={t.windows}>
          <ul className={styles.windows}>
            {windows.map(({ kind, w, word }) => (
              <li key={`${kind}${JSON.stringify(w)}`}>
                <span>
                  {word} · {weekdaysText(w.weekdays, said)} {w.from}–{w.to}
                </span>
                <Button
                  look="quiet"
                  onClick={() =>
                    set(
                      kind === 'offPeak'
                        ? { offPeak: value.offPeak?.filter((other) => other !== w) }
                        : { priorityWindows: value.priorityWindows?.filter((other) => other !== w) },
                    )
                  }
                >
                  {t.removeWindow}
                </Button>
              </li>
            ))}
          </ul>
          <AddOffPeak onAdd={(w) => set({ offPeak: [...(value.offPeak ?? []), w] })} />
        </Group>
      </div>
      <aside className={styles.preview} aria-live="polite">
        <strong>{t.preview}</strong>
        <dl>
          {ruleLines(
            value,
            { lateCancellation: prices?.lateCancellation, noShow: prices?.noShow },
            format,
            said,
          ).map((line) => (
            <div key={line.label + line.text}>
              <dt>{line.label}</dt>
              <dd>{line.text}</dd>
            </div>
          ))}
        </dl>
      </aside>
    </div>
  );
}

/** Nights and weekends without the limits of length and number: the off-peak rule that is asked for most. */
function AddOffPeak({ onAdd }: { onAdd: (w: NonNullable<BookingRules['offPeak']>[number]) => void }) {
  const t = useT(words);
  const said = useT(ruleWords);
  const [from, setFrom] = useState('18:00');
  const [to, setTo] = useState('08:00');
  const [days, setDays] = useState('1234567');
  const choices = ['12345', '67', '1234567'];
  return (
    <div className={styles.inline}>
      <select
        className={inputClass}
        aria-label={t.offPeakDays}
        value={days}
        onChange={(event) => setDays(event.target.value)}
      >
        {choices.map((c) => (
          <option key={c} value={c}>
            {weekdaysText([...c].map(Number), said)}
          </option>
        ))}
      </select>
      <input
        type="time"
        className={inputClass}
        aria-label={t.from}
        value={from}
        onChange={(e) => setFrom(e.target.value)}
      />
      <input
        type="time"
        className={inputClass}
        aria-label={t.to}
        value={to}
        onChange={(e) => setTo(e.target.value)}
      />
      <Button
        look="quiet"
        disabled={!from || !to || from === to}
        onClick={() =>
          onAdd({
            weekdays: [...days].map(Number),
            from,
            to,
            followHolidays: true,
            relax: { maxMinutes: null, maxFutureReservations: null, maxPerDay: null, maxFutureMinutes: null },
          })
        }
      >
        {t.addOffPeak}
      </Button>
    </div>
  );
}

function Group({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <fieldset className={styles.group}>
      <legend>{title}</legend>
      <div className={styles.fields}>{children}</div>
    </fieldset>
  );
}

function CountField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: number | null;
  onChange: (v: number | null) => void;
}) {
  const t = useT(words);
  const id = useId();
  return (
    <Field label={label} htmlFor={id}>
      <input
        id={id}
        type="number"
        min={0}
        inputMode="numeric"
        className={inputClass}
        placeholder={t.none}
        value={value ?? ''}
        onChange={(event) =>
          onChange(event.target.value === '' ? null : Math.max(0, Math.round(Number(event.target.value))))
        }
      />
    </Field>
  );
}

const sizes = { minutes: 1, hours: 60, days: 1440 } as const;
type Unit = keyof typeof sizes;
const unitOf = (minutes: number | null): Unit =>
  minutes === null || minutes === 0
    ? 'hours'
    : minutes % 1440 === 0
      ? 'days'
      : minutes % 60 === 0
        ? 'hours'
        : 'minutes';

/** A length in the unit that reads best. */
function MinutesField({
  label,
  value,
  least,
  onChange,
}: {
  label: string;
  value: number | null;
  least: number;
  onChange: (v: number | null) => void;
}) {
  const t = useT(words);
  const id = useId();
  const [unit, setUnit] = useState<Unit>(() => unitOf(value));
  return (
    <Field label={label} htmlFor={id}>
      <div className={styles.minutes}>
        <input
          id={id}
          type="number"
          min={0}
          step="any"
          inputMode="decimal"
          className={inputClass}
          placeholder={t.none}
          value={value === null ? '' : Math.round((value / sizes[unit]) * 100) / 100}
          onChange={(event) =>
            onChange(
              event.target.value === ''
                ? null
                : Math.max(least, Math.round(Number(event.target.value) * sizes[unit])),
            )
          }
        />
        <select
          className={inputClass}
          aria-label={`${label} ${t.unit}`}
          value={unit}
          onChange={(event) => setUnit(event.target.value as Unit)}
        >
          {(Object.keys(sizes) as Unit[]).map((u) => (
            <option key={u} value={u}>
              {t.units[u]}
            </option>
          ))}
        </select>
      </div>
    </Field>
  );
}
