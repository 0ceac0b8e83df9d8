import { type DayKind, dayKinds, type PriceWindow } from '@hegu/contract/labs/pricing.ts';
import { useT } from '../../../../../i18n/messages.ts';
import { Button } from '../../../../../ui/button.tsx';
import { ClockSpan } from '../../parts/clock-span.tsx';
import { ErrorAt, useFieldError } from '../../parts/field-errors.tsx';
import { manage } from '../../parts/messages.ts';
import { Toggles } from '../../parts/toggles.tsx';
import { at, moved, nextCode, windowPresets, without } from './book.ts';
import { pricesForm as words } from './messages.ts';
import { factor, inBook, Names, NumberField } from './parts.tsx';
import styles from './prices.module.css';

const presets = ['night', 'weekend', 'holiday', 'rush'] as const;

/** Factors by the clock, in the order in which they hold. */
export function WindowsEditor({
  value,
  onChange,
}: {
  value: readonly PriceWindow[];
  onChange: (next: PriceWindow[]) => void;
}) {
  const t = useT(words);
  return (
    <>
      {value.length === 0 && <p>{t.noWindows}</p>}
      <ol className={styles.cards}>
        {value.map((w, i) => (
          <li key={w.code}>
            <WindowFields
              value={w}
              path={`time.windows.${i}`}
              onChange={(next) => onChange(at(value, i, next))}
            />
            <span className={styles.cardActs}>
              <Button
                look="quiet"
                disabled={i === 0}
                aria-label={`${t.up} ${w.label.zh}`}
                onClick={() => onChange(moved(value, i, -1))}
              >
                ↑
              </Button>
              <Button
                look="quiet"
                disabled={i === value.length - 1}
                aria-label={`${t.down} ${w.label.zh}`}
                onClick={() => onChange(moved(value, i, 1))}
              >
                ↓
              </Button>
              <Button look="quiet" onClick={() => onChange(at(value, i, null))}>
                {t.removeRow}
              </Button>
            </span>
          </li>
        ))}
      </ol>
      {value.length < 20 && (
        <div className={styles.acts}>
          <span className={styles.hint}>{t.addWindow}</span>
          {presets.map((name) => (
            <Button
              key={name}
              look="quiet"
              onClick={() => {
                const taken = value.map((w) => w.code);
                const code = taken.includes(name) ? nextCode(name, taken) : name;
                onChange([...value, { code, ...windowPresets[name] }]);
              }}
            >
              {t.presets[name]}
            </Button>
          ))}
        </div>
      )}
    </>
  );
}

function WindowFields({
  value: w,
  path,
  onChange,
}: {
  value: PriceWindow;
  path: string;
  onChange: (next: PriceWindow) => void;
}) {
  const t = useT(words);
  const { weekdays } = useT(manage);
  const empty = useFieldError(inBook(`${path}.to`));
  return (
    <div className={styles.windowFields}>
      <Names
        value={w.label}
        labels={[t.labelZh, t.labelEn]}
        path={`${path}.label`}
        onChange={(label) => onChange({ ...w, label })}
      />
      <NumberField
        label={t.factor}
        path={`${path}.factorBp`}
        scale={factor}
        value={w.factorBp}
        required
        max={1_000_000}
        onChange={(bp) => bp !== null && onChange({ ...w, factorBp: bp })}
      />
      <div className={styles.when}>
        <ClockSpan from={w.from} to={w.to} onChange={(next) => onChange({ ...w, ...next })} />
        {empty && <ErrorAt path={inBook(`${path}.to`)} />}
      </div>
      <div className={styles.when}>
        <span className={styles.hint}>{t.dayKinds}</span>
        <Toggles<DayKind>
          label={t.dayKinds}
          options={dayKinds.map((kind) => ({ value: kind, label: t.dayKind[kind] }))}
          value={w.dayKinds ?? []}
          onChange={(kinds) =>
            onChange(kinds.length === 0 ? without(w, 'dayKinds') : { ...w, dayKinds: kinds })
          }
        />
      </div>
      <div className={styles.when}>
        <span className={styles.hint}>{t.weekdays}</span>
        <Toggles<number>
          label={t.weekdays}
          options={weekdays.map((label, i) => ({ value: i + 1, label }))}
          value={w.weekdays ?? []}
          onChange={(days) => onChange(days.length === 0 ? without(w, 'weekdays') : { ...w, weekdays: days })}
        />
      </div>
    </div>
  );
}
