import { searchCatalogue } from '@hegu/contract/catalogue.ts';
import { listInstruments, searchSlots } from '@hegu/contract/labs/instruments.ts';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useId, useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { localName, useT } from '../../../i18n/messages.ts';
import { useRouteQuery } from '../../../lib/query.ts';
import { useFormat, useNow } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Field, inputClass } from '../../../ui/field.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { Page, Section } from '../../../ui/page.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { ClockInput } from '../parts/clock-input.tsx';
import { addDays, clock, dayOf, instantAt, iso, readClock } from '../parts/time.ts';
import { slotsWords } from './messages.ts';
import { PlanView } from './plan-view.tsx';
import styles from './slots.module.css';
import { isReady, maxSteps, newStep, readDays, readSteps, type Step, toBody, writeSteps } from './steps.ts';

const lengths = [30, 60, 90, 120, 180, 240, 360, 480, 1440] as const;
/** Nobody wants the earliest plan of a day to begin at midnight unless they say so. */
const dayStart = 8 * 60;
const gaps = [0, 30, 60, 120, 240, 1440] as const;

/** Who is free for how long, in one step or a chain of them; the question stands in the address. */
export function SlotsPage() {
  const t = useT(slotsWords);
  const { zone } = useFormat();
  const search = useSearch({ from: '/slots' });
  const navigate = useNavigate({ from: '/slots' });
  const now = useNow();
  const today = dayOf(now, zone);
  const [steps, setSteps] = useState(() => readSteps(search.steps));
  const [days, setDays] = useState(() => readDays(search.from, search.to, today));
  const [at, setAt] = useState(() => readClock(search.at ?? '') ?? dayStart);
  const id = useId();
  const ready = isReady(steps);
  const change = (index: number, part: Partial<Step>) =>
    setSteps(steps.map((s, i) => (i === index ? { ...s, ...part } : s)));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    void navigate({ search: { steps: writeSteps(steps), ...days, at: clock(at) }, resetScroll: false });
  };
  return (
    <Page title={t.title} lead={t.lead}>
      <form className={styles.form} onSubmit={submit}>
        <ol className={styles.steps}>
          {steps.map((step, index) => (
            <StepFields
              // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place in the chain
              key={index}
              index={index}
              step={step}
              removable={steps.length > 1}
              onChange={(part) => change(index, part)}
              onRemove={() => setSteps(steps.filter((_, i) => i !== index))}
            />
          ))}
        </ol>
        {steps.length < maxSteps && (
          <Button look="quiet" onClick={() => setSteps([...steps, newStep()])}>
            <Icon name="plus" size={18} />
            {t.addStep}
          </Button>
        )}
        <div className={styles.window}>
          <span className={styles.windowTitle}>{t.window}</span>
          <Field label={t.fromDay} htmlFor={`${id}f`}>
            <input
              id={`${id}f`}
              type="date"
              required
              className={inputClass}
              min={today}
              value={days.from}
              onChange={(event) =>
                event.target.value && setDays(readDays(event.target.value, days.to, today))
              }
            />
          </Field>
          <Field label={t.fromTime} htmlFor={`${id}a`}>
            <ClockInput id={`${id}a`} value={at} gridMinutes={30} onChange={setAt} />
          </Field>
          <Field label={t.toDay} htmlFor={`${id}t`}>
            <input
              id={`${id}t`}
              type="date"
              required
              className={inputClass}
              min={days.from}
              max={addDays(days.from, 31)}
              value={days.to}
              onChange={(event) =>
                event.target.value && setDays(readDays(days.from, event.target.value, today))
              }
            />
          </Field>
          <Button look="act" type="submit" disabled={!ready}>
            {t.search}
          </Button>
          {!ready && <span className={styles.faint}>{t.ready}</span>}
        </div>
      </form>
      {search.steps && (
        <Plans
          steps={readSteps(search.steps)}
          days={readDays(search.from, search.to, today)}
          at={readClock(search.at ?? '') ?? dayStart}
        />
      )}
    </Page>
  );
}

function StepFields({
  index,
  step,
  removable,
  onChange,
  onRemove,
}: {
  index: number;
  step: Step;
  removable: boolean;
  onChange: (part: Partial<Step>) => void;
  onRemove: () => void;
}) {
  const t = useT(slotsWords);
  const locale = useLocale();
  const format = useFormat();
  const id = useId();
  // The middle classes of the catalogue and, below the one that is chosen, its leaves.
  const { data: all } = useRouteQuery(
    searchCatalogue,
    {
      query: {
        kind: 'instrument',
        limit: 1,
        ...(step.classCode.length >= 4 ? { class: step.classCode.slice(0, 4) } : {}),
      },
    },
    { keepPrevious: true, staleTime: 10 * 60_000 },
  );
  const instruments = useRouteQuery(
    listInstruments,
    { query: { class: step.classCode, limit: 100, ...(step.district ? { district: step.district } : {}) } },
    { enabled: step.classCode !== '', staleTime: 60_000 },
  );
  const classes = all?.facets.class.filter((c) => c.value.length > 2) ?? [];
  const districts = all?.facets.district ?? [];
  const label = (entry: { zh: string; en: string }) => (locale === 'en' ? entry.en : entry.zh);
  const lengthOptions = [...new Set([...lengths, step.minutes])].sort((a, b) => a - b);
  return (
    <li className={styles.step}>
      <div className={styles.stepHead}>
        <h2>{t.step(index + 1)}</h2>
        {removable && (
          <Button look="quiet" aria-label={t.removeStep(index + 1)} onClick={onRemove}>
            <Icon name="close" size={16} />
          </Button>
        )}
      </div>
      <div className={styles.stepFields}>
        <Field label={t.class} htmlFor={`${id}c`}>
          <select
            id={`${id}c`}
            className={inputClass}
            value={step.classCode}
            onChange={(event) => onChange({ classCode: event.target.value, instrumentId: '' })}
          >
            <option value="">{t.chooseClass}</option>
            {classes.map((c) => (
              <option key={c.value} value={c.value}>
                {c.value.length > 4 ? '　' : ''}
                {label(c)} ({c.count})
              </option>
            ))}
          </select>
        </Field>
        <Field label={t.district} htmlFor={`${id}d`}>
          <select
            id={`${id}d`}
            className={inputClass}
            value={step.district}
            onChange={(event) => onChange({ district: event.target.value, instrumentId: '' })}
          >
            <option value="">{t.anyDistrict}</option>
            {districts.map((d) => (
              <option key={d.value} value={d.value}>
                {label(d)}
              </option>
            ))}
          </select>
        </Field>
        <Field label={t.instrument} htmlFor={`${id}i`}>
          <select
            id={`${id}i`}
            className={inputClass}
            value={step.instrumentId}
            disabled={step.classCode === '' && step.instrumentId === ''}
            onChange={(event) => onChange({ instrumentId: event.target.value })}
          >
            <option value="">{t.anyInstrument}</option>
            {instruments.data?.items.map((i) => (
              <option key={i.id} value={i.id}>
                {localName(i, locale)} · {i.model}
              </option>
            ))}
          </select>
        </Field>
        <Field label={t.minutes} htmlFor={`${id}m`}>
          <select
            id={`${id}m`}
            className={inputClass}
            value={step.minutes}
            onChange={(event) => onChange({ minutes: Number(event.target.value) })}
          >
            {lengthOptions.map((length) => (
              <option key={length} value={length}>
                {format.duration(length)}
              </option>
            ))}
          </select>
        </Field>
        {index > 0 && (
          <Field label={t.gap} htmlFor={`${id}g`}>
            <select
              id={`${id}g`}
              className={inputClass}
              value={step.gap ?? ''}
              onChange={(event) =>
                onChange({ gap: event.target.value === '' ? null : Number(event.target.value) })
              }
            >
              <option value="">{t.gapAny}</option>
              {gaps.map((gap) => (
                <option key={gap} value={gap}>
                  {format.duration(gap)}
                </option>
              ))}
            </select>
          </Field>
        )}
      </div>
    </li>
  );
}

function Plans({
  steps,
  days,
  at,
}: {
  steps: readonly Step[];
  at: number;
  days: { readonly from: string; readonly to: string };
}) {
  const t = useT(slotsWords);
  const { zone } = useFormat();
  const now = useNow();
  const body = {
    steps: toBody(steps),
    // Of today only what is left; on the half hour, so that the question stays the same for a while.
    from: iso(Math.max(Math.ceil(now / 1_800_000) * 1_800_000, instantAt(days.from, at, zone))),
    to: iso(instantAt(days.to, 1440, zone)),
    limit: 10,
  };
  const { data, error, isPending, isPlaceholderData } = useRouteQuery(
    searchSlots,
    { body },
    { enabled: isReady(steps), keepPrevious: true, rooms: ['valley'] },
  );
  if (!isReady(steps)) return null;
  return (
    <Section
      title={t.plans}
      hint={data && data.plans.length > 0 ? t.plansHint(data.plans.length) : undefined}
    >
      {error && <ProblemView error={error} />}
      {isPending && <Skeleton lines={4} height={72} />}
      {data?.plans.length === 0 && (
        <Empty icon="clock" title={t.none}>
          {t.noneHint}
        </Empty>
      )}
      <ol className={styles.plans} aria-busy={isPlaceholderData}>
        {data?.plans.map((plan, index) => (
          <PlanView
            key={`${plan.startsAt}:${plan.steps.map((s) => s.instrumentId).join(':')}`}
            plan={plan}
            number={index + 1}
          />
        ))}
      </ol>
    </Section>
  );
}
