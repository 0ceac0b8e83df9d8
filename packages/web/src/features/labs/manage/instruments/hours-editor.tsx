import type { OpeningHours } from '@hegu/contract/labs/booking-rules.ts';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { useT } from '../../../../i18n/messages.ts';
import { serverNow, useFormat, useZone } from '../../../../lib/session.ts';
import { Button } from '../../../../ui/button.tsx';
import { inputClass } from '../../../../ui/field.tsx';
import { clock } from '../../parts/time.ts';
import { today } from '../day/layout.ts';
import styles from './hours.module.css';
import { hours as words } from './hours-words.ts';
import {
  cellMinutes,
  cellsPerDay,
  gridOf,
  openMinutes,
  paintable,
  painted,
  type WeekGrid,
  withGrid,
} from './week-grid.ts';

const office: OpeningHours = {
  weekly: [{ weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }],
  exceptions: [],
  followHolidays: true,
  makeUpWeekday: 1,
};

/** Opening hours drawn as a week that is painted, with special dates below. Null: always open. */
export function HoursEditor({
  value,
  onChange,
}: {
  value: OpeningHours | null;
  onChange: (next: OpeningHours | null) => void;
}) {
  const t = useT(words);
  return (
    <div className={styles.editor}>
      <label className={styles.check}>
        <input
          type="checkbox"
          checked={value === null}
          onChange={(event) => onChange(event.target.checked ? null : office)}
        />
        {t.always}
      </label>
      {value && <Week value={value} onChange={onChange} />}
      {value && <Exceptions value={value} onChange={onChange} />}
    </div>
  );
}

interface Part {
  readonly value: OpeningHours;
  readonly onChange: (next: OpeningHours) => void;
}

function Week({ value, onChange }: Part) {
  const t = useT(words);
  const format = useFormat();
  const ids = { makeUp: useId(), hint: useId() };
  const grid = gridOf(value.weekly);
  const others = value.weekly.filter((w) => !paintable(w));
  const set = (next: WeekGrid) => onChange({ ...value, weekly: withGrid(value.weekly, next) });
  const preset = (days: number, from: number, to: number) =>
    set(painted(gridOf([]), { day: 0, cell: from * 2 }, { day: days - 1, cell: to * 2 - 1 }, true));
  return (
    <>
      <div className={styles.presets}>
        <span>{t.presets}</span>
        <Button look="quiet" onClick={() => preset(5, 9, 18)}>
          {t.office}
        </Button>
        <Button look="quiet" onClick={() => preset(7, 9, 21)}>
          {t.everyDay}
        </Button>
        <Button look="quiet" onClick={() => set(gridOf([]))}>
          {t.clear}
        </Button>
        <strong className={styles.total}>{t.total(format.number(openMinutes(grid) / 60, 1))}</strong>
      </div>
      <Cells grid={grid} onChange={set} describedBy={ids.hint} />
      <p id={ids.hint} className={styles.hint}>
        {t.hint}
      </p>
      {others.length > 0 && (
        <div>
          <strong>{t.others}</strong>
          <p className={styles.hint}>{t.othersHint}</p>
          <ul className={styles.others}>
            {others.map((w) => (
              <li key={JSON.stringify(w)}>
                <span>
                  {w.weekdays.map((d) => t.days[d - 1]).join(' ')} {w.from}–{w.to}
                  {(w.organisationIds ?? w.groupIds) !== undefined && ` · ${t.some}`}
                </span>
                <Button
                  look="quiet"
                  onClick={() => onChange({ ...value, weekly: value.weekly.filter((other) => other !== w) })}
                >
                  {t.remove}
                </Button>
              </li>
            ))}
          </ul>
        </div>
      )}
      <div className={styles.holidays}>
        <label className={styles.check}>
          <input
            type="checkbox"
            checked={value.followHolidays}
            onChange={(event) => onChange({ ...value, followHolidays: event.target.checked })}
          />
          {t.holidays}
        </label>
        {value.followHolidays && (
          <label htmlFor={ids.makeUp} className={styles.inline}>
            {t.makeUp}
            <select
              id={ids.makeUp}
              className={inputClass}
              value={value.makeUpWeekday}
              onChange={(event) => onChange({ ...value, makeUpWeekday: Number(event.target.value) })}
            >
              {t.days.map((day, i) => (
                <option key={day} value={i + 1}>
                  {day}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
    </>
  );
}

interface Cell {
  readonly day: number;
  readonly cell: number;
}

/** Seven rows of half hours: one stop for Tab, arrows inside, pointer drag paints a rectangle. */
function Cells({
  grid,
  onChange,
  describedBy,
}: {
  grid: WeekGrid;
  onChange: (next: WeekGrid) => void;
  describedBy: string;
}) {
  const t = useT(words);
  const [focus, setFocus] = useState<Cell>({ day: 0, cell: 18 });
  const [drag, setDrag] = useState<{ readonly from: Cell; readonly to: Cell; readonly open: boolean } | null>(
    null,
  );
  const box = useRef<HTMLTableElement>(null);
  const shown = drag ? painted(grid, drag.from, drag.to, drag.open) : grid;

  const at = (target: EventTarget | null): Cell | null => {
    const data = target instanceof HTMLElement ? target.dataset : null;
    return data?.day !== undefined && data.cell !== undefined
      ? { day: Number(data.day), cell: Number(data.cell) }
      : null;
  };
  const finish = () => {
    if (drag) onChange(painted(grid, drag.from, drag.to, drag.open));
    setDrag(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (event.key === ' ' || event.key === 'Enter') {
      event.preventDefault();
      onChange(painted(grid, focus, focus, !grid[focus.day]?.[focus.cell]));
      return;
    }
    if (!step) return;
    event.preventDefault();
    const next = {
      day: Math.min(6, Math.max(0, focus.day + (step[0] ?? 0))),
      cell: Math.min(cellsPerDay - 1, Math.max(0, focus.cell + (step[1] ?? 0))),
    };
    if (event.shiftKey) onChange(painted(grid, focus, next, grid[focus.day]?.[focus.cell] ?? true));
    setFocus(next);
    box.current?.querySelector<HTMLElement>(`[data-day="${next.day}"][data-cell="${next.cell}"]`)?.focus();
  };

  return (
    <div className={styles.scroll}>
      <table
        ref={box}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the ARIA grid pattern on a table
        role="grid"
        aria-label={t.grid}
        aria-describedby={describedBy}
        className={styles.grid}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          const cell = at(event.target);
          if (!cell) return;
          event.preventDefault();
          setFocus(cell);
          setDrag({ from: cell, to: cell, open: !grid[cell.day]?.[cell.cell] });
        }}
        onPointerMove={(event) => {
          if (!drag) return;
          const cell = at(document.elementFromPoint(event.clientX, event.clientY));
          if (cell && (cell.day !== drag.to.day || cell.cell !== drag.to.cell))
            setDrag({ ...drag, to: cell });
        }}
        onPointerUp={finish}
        onPointerCancel={() => setDrag(null)}
        onPointerLeave={finish}
      >
        <thead aria-hidden="true">
          <tr>
            <td />
            {Array.from({ length: 12 }, (_, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the hours of a day never move
              <td key={i} colSpan={4} className={styles.hour}>
                {clock(i * 120)}
              </td>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((cells, day) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the days of a week never move
            <tr key={day}>
              <th scope="row">{t.days[day]}</th>
              {cells.map((open, cell) => (
                <td
                  // biome-ignore lint/suspicious/noArrayIndexKey: the cells of a day never move
                  key={cell}
                  // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the ARIA grid pattern on a table
                  role="gridcell"
                  data-day={day}
                  data-cell={cell}
                  data-open={open || undefined}
                  aria-selected={open}
                  aria-label={t.cell(
                    t.days[day] ?? '',
                    clock(cell * cellMinutes),
                    clock((cell + 1) * cellMinutes),
                    open,
                  )}
                  tabIndex={focus.day === day && focus.cell === cell ? 0 : -1}
                  onFocus={() => setFocus({ day, cell })}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Exceptions({ value, onChange }: Part) {
  const t = useT(words);
  const zone = useZone();
  const set = (index: number, next: OpeningHours['exceptions'][number] | null) =>
    onChange({
      ...value,
      exceptions: value.exceptions.flatMap((e, i) => (i === index ? (next ? [next] : []) : [e])),
    });
  const first = today(serverNow(), zone);
  return (
    <div>
      <div className={styles.presets}>
        <strong>{t.exceptions}</strong>
        <span className={styles.hint}>{t.exceptionsHint}</span>
        <Button
          look="quiet"
          onClick={() =>
            onChange({ ...value, exceptions: [...value.exceptions, { date: first, hours: [] }] })
          }
        >
          {t.addException}
        </Button>
      </div>
      <ul className={styles.exceptions}>
        {value.exceptions.map((e, index) => {
          const open = e.hours[0];
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a date may be typed, and be the same as another meanwhile
            <li key={index}>
              <input
                type="date"
                className={inputClass}
                aria-label={t.date}
                value={e.date}
                onChange={(event) => event.target.value && set(index, { ...e, date: event.target.value })}
              />
              <select
                className={inputClass}
                aria-label={t.exceptions}
                value={open ? 'open' : 'closed'}
                onChange={(event) =>
                  set(index, {
                    ...e,
                    hours: event.target.value === 'open' ? [{ from: '09:00', to: '12:00' }] : [],
                  })
                }
              >
                <option value="closed">{t.closed}</option>
                <option value="open">{t.special}</option>
              </select>
              {open && (
                <>
                  <input
                    type="time"
                    className={inputClass}
                    aria-label={t.from}
                    value={open.from}
                    onChange={(event) =>
                      set(index, {
                        ...e,
                        hours: [{ ...open, from: event.target.value }, ...e.hours.slice(1)],
                      })
                    }
                  />
                  <input
                    type="time"
                    className={inputClass}
                    aria-label={t.to}
                    value={open.to === '24:00' ? '00:00' : open.to}
                    onChange={(event) =>
                      set(index, {
                        ...e,
                        hours: [
                          { ...open, to: event.target.value === '00:00' ? '24:00' : event.target.value },
                          ...e.hours.slice(1),
                        ],
                      })
                    }
                  />
                </>
              )}
              <input
                className={inputClass}
                aria-label={t.note}
                placeholder={t.note}
                maxLength={200}
                value={e.note ?? ''}
                onChange={(event) => {
                  const { note: _old, ...rest } = e;
                  set(index, event.target.value ? { ...rest, note: event.target.value } : rest);
                }}
              />
              <Button look="quiet" onClick={() => set(index, null)}>
                {t.remove}
              </Button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
